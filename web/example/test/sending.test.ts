import { expect, test } from "vitest";
import { answer, aUser } from "./users.js";

test("a refresh right after sending loses no message", async () => {
  const { device } = await aUser();
  const chat = await (await device()).open();
  await chat.page.route("**/api/chats/*/messages", (route) => route.abort());
  await chat.send("Do you hear me?");
  await chat.page.waitForSelector('article[data-delivery="pending"]');
  await chat.page.unroute("**/api/chats/*/messages");
  await chat.reload();
  await chat.settled(2);
  const stored = await chat.agrees();
  expect(stored.map(({ content }) => content)).toEqual([
    "Do you hear me?",
    answer("Do you hear me?"),
  ]);
});

test("a message whose answer was lost is stored once", async () => {
  const { device } = await aUser();
  const chat = await (await device()).open();
  let lost = 0;
  await chat.page.route("**/api/chats/*/messages", async (route) => {
    if (route.request().method() !== "POST" || lost >= 3) return await route.continue();
    lost += 1;
    await route.fetch();
    await route.abort();
  });
  await chat.send("Once only");
  await chat.settled(2);
  expect(lost).toBe(3);
  expect(await chat.agrees()).toHaveLength(2);
});

test("what is written offline is sent later, in order", async () => {
  const { device } = await aUser();
  const { context, open } = await device();
  const chat = await open();
  await context.setOffline(true);
  for (const text of ["one", "two", "three"]) await chat.send(text);
  await chat.page.waitForFunction(
    () => document.querySelectorAll('article[data-delivery="pending"]').length === 3,
  );
  await context.setOffline(false);
  await chat.settled(6);
  const stored = await chat.agrees();
  const asked = stored.filter(({ role }) => role === "user").map(({ content }) => content);
  expect(asked).toEqual(["one", "two", "three"]);
});

test("an archived session keeps what is written to it, and can be opened again", async () => {
  const { device, client } = await aUser();
  const chat = await (await device()).open();
  await chat.send("First");
  await chat.settled(2);
  // Archived elsewhere in the very moment that something is written here.
  await chat.page.route(
    "**/api/chats/*/messages",
    async (route) => {
      await client.sessions.archive(await chat.sessionId());
      await route.continue();
    },
    { times: 1 },
  );
  await chat.send("Too late?");
  await chat.page.waitForSelector('article[data-delivery="failed"]');
  await chat.reload();
  await chat.page.waitForSelector('article[data-delivery="failed"]');
  await chat.button("Open again").click();
  await chat.button("Archive").waitFor();
  await chat.button("Send again").click();
  await chat.settled(4);
  await chat.agrees();
});

test("a new chat begins empty, and the one before is found in the list", async () => {
  const { device } = await aUser();
  const chat = await (await device()).open();
  await chat.send("First");
  await chat.settled(2);
  const before = await chat.sessionId();
  await chat.button("New chat").click();
  await chat.page.waitForFunction(
    (before) => sessionStorage.getItem("threadkeep:session") !== before,
    before,
  );
  await chat.live();
  await chat.settled(0);
  await chat.send("Second");
  await chat.settled(2);
  await chat.button("First").click();
  await chat.page.waitForSelector('article:has-text("First")');
  await chat.reload();
  await chat.live();
  expect(await chat.sessionId()).toBe(before);
  await chat.agrees();
});
