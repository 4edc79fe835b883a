import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { freePort } from "../../test/programs.js";
import { Serving } from "../../test/serving.js";
import { answer, aUser } from "./users.js";

let service: Serving;

beforeAll(async () => {
  service = new Serving(await freePort(), { MONGODB_URI: inject("mongodb") });
  await service.start();
});
afterAll(() => service.stop());

test("kill -9 of the service in the middle of an answer loses nothing", async () => {
  const { device } = await aUser({}, service.url);
  const chat = await (await device()).open();
  const prompt = "Tell me in 150 words";
  await chat.send(prompt);
  const before = await chat.answered(60);
  await service.kill();
  await chat.page.waitForSelector('[data-connection="waiting"]', { state: "attached" });
  await chat.send("Are you there?");
  await service.start();
  await chat.settled(4);
  const stored = await chat.agrees();
  expect(stored.map(({ content }) => content).sort()).toEqual(
    [prompt, answer(prompt), "Are you there?", answer("Are you there?")].sort(),
  );
  expect(answer(prompt).startsWith(before)).toBe(true);
});

test("a page that is opened while the service is away shows the chat, and sends what is unsent, once that is back", async () => {
  const { device } = await aUser({}, service.url);
  const { open, visit } = await device();
  const chat = await open();
  await chat.send("First");
  await chat.settled(2);
  await service.kill();
  await chat.send("Are you there?");
  await chat.page.waitForSelector('article[data-delivery="pending"]');
  await chat.page.close();
  const later = await visit();
  await later.page.waitForSelector('[data-phase="starting"][data-connection="waiting"]', {
    state: "attached",
  });
  await service.start();
  await later.settled(4);
  const stored = await later.agrees();
  const asked = stored.filter(({ role }) => role === "user").map(({ content }) => content);
  expect(asked).toEqual(["First", "Are you there?"]);
});

test("what needs the service says so while that is away", async () => {
  const { device } = await aUser({}, service.url);
  const chat = await (await device()).open();
  await service.kill();
  await chat.button("Archive").click();
  await chat.page.getByRole("alert").waitFor();
  await service.start();
  await chat.live();
  await chat.button("Archive").click();
  await chat.button("Open again").waitFor();
  expect(await chat.page.getByRole("alert").count()).toBe(0);
});
