import type { MessageCreate } from "@threadkeep/client";
import { expect, test } from "vitest";
import { aReader } from "../reader.js";

const COUNT = Number(process.env["CONSOLE_MESSAGES"] ?? 1_000_000);
const A_REQUEST = 500;
/** How many pages are fetched for a jump and for the scrolling after it, at most. */
const PAGES_A_PLACE = 12;

/** Places all over a chat, as a reader may jump to them. */
const places = [COUNT / 2, 1, COUNT * 0.9, COUNT * 0.1, COUNT / 3, COUNT * 0.75, COUNT - 5, 2];

test("a chat of a million messages is scrolled and jumped through, and the page grows no larger", {
  timeout: 3_600_000,
}, async () => {
  const { open, client } = aReader();
  const { id, chat_id } = await client.sessions.create({ name: "A million" });
  for (let page = 0; page < COUNT / A_REQUEST; page += 1) {
    const messages = Array.from({ length: A_REQUEST }, (_, at): MessageCreate => {
      const role = at % 2 ? "assistant" : "user";
      return { role, content: `Message ${page * A_REQUEST + at + 1} is **short**` };
    });
    await client.messages.append(chat_id, messages);
  }
  const shown = await open(`sessions/${id}`);
  const { page } = shown;
  await shown.message(COUNT).waitFor();
  const devtools = await page.context().newCDPSession(page);
  await devtools.send("Performance.enable");
  const weight = async () => {
    await devtools.send("HeapProfiler.collectGarbage");
    const { metrics } = await devtools.send("Performance.getMetrics");
    const of = (name: string) => metrics.find((each) => each.name === name)?.value ?? 0;
    return { heap_mb: of("JSHeapUsedSize") / 1e6, nodes: of("Nodes") };
  };
  const list = page.locator(".messages");
  const scroll = async (pixels: number) => {
    for (let step = 0; step < 12; step += 1) {
      await list.evaluate((each, by) => each.scrollBy(0, by), pixels);
      await page.evaluate(() => new Promise(requestAnimationFrame));
    }
  };
  const begun = await weight();
  const told = [];
  for (const place of places.map(Math.floor)) {
    const before = shown.addresses.length;
    const began = performance.now();
    await page.getByLabel("Go to").fill(String(place));
    await page.getByLabel("Go to").press("Enter");
    await shown.message(place).waitFor();
    const ms = Math.round(performance.now() - began);
    await scroll(400);
    await scroll(-400);
    const { held } = await shown.held();
    expect(held).toBeLessThan(1200);
    const asked = shown.addresses.slice(before).filter((each) => each.includes("/messages"));
    expect(asked.length).toBeLessThan(PAGES_A_PLACE);
    told.push({ place, ms, held, pages: asked.length });
  }
  await shown.button("Last").click();
  await shown.message(COUNT).waitFor();
  const ended = await weight();
  console.log(JSON.stringify({ messages: COUNT, begun, ended, told }));
  // What is kept of what was parsed and measured is bounded: with eight places seen it is full.
  expect(ended.heap_mb).toBeLessThan(2 * begun.heap_mb + 10);
  expect(ended.nodes).toBeLessThan(3 * begun.nodes + 5000);
});
