import { expect, test } from "vitest";
import type { ChatPage } from "./chat-page.js";
import { answer, aUser } from "./users.js";

test("a second tab follows by the first one's feed, and goes on when that is closed", async () => {
  const { device } = await aUser();
  const { open } = await device();
  const first = await open();
  const second = await open();
  await first.send("Tell me in 150 words");
  await second.answered(40);
  const feeds = (chat: ChatPage) =>
    chat.requests.filter((each) => /sessions\/\w+\/events/.test(each.url())).length;
  expect([feeds(first), feeds(second)]).toEqual([1, 0]);
  await first.page.close();
  await second.settled(2);
  expect((await second.agrees())[1]?.content).toBe(answer("Tell me in 150 words"));
});

test("two tabs that write at once show the same", async () => {
  const { device } = await aUser();
  const { open } = await device();
  const tabs = [await open(), await open()];
  for (let round = 0; round < 5; round += 1) {
    await Promise.all(tabs.map((tab, at) => tab.send(`${round} of ${at} in 2 words`)));
  }
  for (const tab of tabs) await tab.settled(20);
  const [first, second] = await Promise.all(tabs.map((tab) => tab.agrees()));
  expect(first).toEqual(second);
});

test("a second device follows, and what it writes comes to the first", async () => {
  const { device } = await aUser();
  const first = await (await device()).open();
  const second = await (await device()).open();
  expect(await second.sessionId()).toBe(await first.sessionId());
  await first.send("From the first");
  await second.settled(2);
  await second.send("From the second");
  for (const chat of [first, second]) {
    await chat.settled(4);
    await chat.agrees();
  }
});
