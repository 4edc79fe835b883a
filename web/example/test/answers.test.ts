import { expect, test } from "vitest";
import { pieces } from "../server/model.mjs";
import { answer, aUser } from "./users.js";

test("an answer streams, and is whole at the end", async () => {
  const { device } = await aUser();
  const chat = await (await device()).open();
  await chat.send("Where is my bag?");
  await chat.answered(20);
  expect((await chat.shown()).at(-1)?.streaming).toBe("true");
  await chat.settled(2);
  const stored = await chat.agrees();
  expect(stored[1]?.content).toBe(answer("Where is my bag?"));
});

test("a refresh after each event of an answer loses nothing", async () => {
  const { server, device } = await aUser({ EXAMPLE_PACE_MS: "enter" });
  const chat = await (await device()).open();
  const prompt = "Tell me in 5 words";
  await chat.send(prompt);
  const events = ["", ...pieces(prompt)];
  let said = "";
  for (const [at, event] of events.entries()) {
    said += event;
    const isLast = at === events.length - 1;
    // While the event is on its way, and once it was shown.
    if (at > 0) server.line();
    await chat.reload();
    await chat.answering(said, !isLast);
    await chat.reload();
    expect(await chat.answered(0)).toBe(said);
    await chat.answering(said, !isLast);
  }
  expect((await chat.agrees()).map(({ content }) => content)).toEqual([prompt, said]);
  expect(said).toBe(answer(prompt));
});

test("kill -9 of the writer in the middle of an answer: it goes on where it stood", async () => {
  const { device, server } = await aUser();
  const chat = await (await device()).open();
  const prompt = "Tell me in 150 words";
  await chat.send(prompt);
  await chat.answered(60);
  await server.kill();
  await chat.page.waitForSelector('[data-connection="waiting"]', { state: "attached" });
  await server.start();
  await chat.settled(2);
  expect((await chat.agrees())[1]?.content).toBe(answer(prompt));
});

test("an answer can be stopped, from another tab too", async () => {
  const { device } = await aUser();
  const { open } = await device();
  const first = await open();
  const second = await open();
  await first.send("Tell me in 900 words");
  await second.answered(40);
  await second.button("Stop").click();
  for (const chat of [first, second]) {
    await chat.settled(2);
    const [, stopped] = await chat.agrees();
    expect(stopped?.message_metadata["finish_reason"]).toBe("cancelled");
  }
  await first.send("And in 3 words?");
  await second.settled(4);
  await second.agrees();
});
