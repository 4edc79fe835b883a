import type { MessageCreate } from "@threadkeep/client";
import { expect, test } from "vitest";
import { aUser } from "./users.js";

const COUNT = Number(process.env["LONG_CHAT"] ?? 10_000);

test(`a chat of ${COUNT} messages is scrolled to its top`, async () => {
  const { device, client } = await aUser();
  const session = await client.sessions.create({ name: "Long" });
  const appends = Array.from({ length: COUNT / 500 }, (_, page) =>
    Array.from({ length: 500 }, (_, at): MessageCreate => {
      const role = at % 2 ? "assistant" : "user";
      return { role, content: `Message ${at} of ${page}` };
    }),
  );
  const writing = async () => {
    for (;;) {
      const messages = appends.shift();
      if (!messages) return;
      await client.messages.append(session.chat_id, messages);
    }
  };
  await Promise.all([writing(), writing(), writing()]);
  const chat = await (await device()).open();
  expect(await chat.sessionId()).toBe(session.id);
  const list = chat.page.locator(".messages");
  // In the page itself: each step from here would take as long again.
  await list.evaluate(async (element) => {
    const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
    while (element.dataset["first"] !== "1") {
      element.scrollTop = 0;
      await frame();
    }
  });
  expect(await list.getAttribute("data-count")).toBe(String(COUNT));
  await list.evaluate((element) => {
    element.scrollTop = 0;
  });
  await chat.page.waitForSelector('article[data-order="1"]');
  const orders = (await chat.shown()).map(({ order }) => Number(order));
  expect(orders).toEqual(orders.map((_, at) => at + 1));
  expect(orders.length).toBeLessThan(200);
}, 600_000);
