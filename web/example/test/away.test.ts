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
