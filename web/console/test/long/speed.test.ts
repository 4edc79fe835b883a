import type { MessageCreate } from "@threadkeep/client";
import { expect, test } from "vitest";
import { aMission } from "../a-mission.js";
import { aReader } from "../reader.js";

/** What a browser without a screen of its own draws by software is no measure of frames: the work is. */
const words = (count: number) => "some **words** of `code` and text ".repeat(count);

const middle = (values: number[]) => values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0;

test("how long the first view takes, and what a frame costs while a long chat scrolls", async () => {
  const count = Number(process.env["CONSOLE_MESSAGES"] ?? 100_000);
  const { open, client } = aReader();
  const made = await client.sessions.create({ name: "Long" });
  const pages = Array.from({ length: count / 500 }, (_, page) =>
    Array.from({ length: 500 }, (_, at): MessageCreate => {
      const role = at % 2 ? "assistant" : "user";
      return { role, content: `Message ${page * 500 + at + 1}: ${words(at % 9)}` };
    }),
  );
  for (const messages of pages) await client.messages.append(made.chat_id, messages);

  const firsts: number[] = [];
  for (let round = 0; round < 5; round += 1) {
    const shown = await open("sessions");
    await shown.page.locator(".rows li").first().waitFor();
    await shown.page.goto("about:blank");
    await shown.open(`sessions/${made.id}`);
    await shown.message(count).waitFor();
    firsts.push(
      await shown.page.evaluate(() => {
        const [navigation] = performance.getEntriesByType("navigation");
        return performance.now() - (navigation?.startTime ?? 0);
      }),
    );
    await shown.page.context().close();
  }

  const shown = await open(`sessions/${made.id}`);
  await shown.message(count).waitFor();
  const frames = await shown.page.evaluate(async () => {
    const list = document.querySelector<HTMLElement>(".messages");
    const next = () => new Promise<number>(requestAnimationFrame);
    const long: number[] = [];
    const watcher = new PerformanceObserver((entries) => {
      for (const { duration } of entries.getEntries()) long.push(duration);
    });
    watcher.observe({ type: "longtask" });
    const spans: number[] = [];
    let before = await next();
    for (let frame = 0; frame < 300; frame += 1) {
      list?.scrollBy(0, -60);
      const now = await next();
      spans.push(now - before);
      before = now;
    }
    watcher.disconnect();
    const heap = (performance as unknown as { memory?: { usedJSHeapSize: number } }).memory;
    return { spans, long, heap: heap?.usedJSHeapSize ?? 0 };
  });
  const sorted = frames.spans.toSorted((a, b) => a - b);
  const late = frames.spans.filter((span) => span > 17.5).length;
  console.log(
    JSON.stringify({
      messages: count,
      first_view_ms: { median: Math.round(middle(firsts)), all: firsts.map(Math.round) },
      frame_ms: { median: middle(frames.spans), p95: sorted[Math.floor(0.95 * sorted.length)] },
      frames_later_than_60_a_second: `${late} of ${frames.spans.length}`,
      long_tasks_ms: frames.long.map(Math.round),
      heap_mb: Math.round(frames.heap / 1e6),
      held: (await shown.held()).held,
    }),
  );
  expect((await shown.held()).held).toBeLessThan(1200);
});

test("a mission of 2,000 steps stays usable", async () => {
  const { open, client } = aReader();
  const { mission } = await aMission(client, 100, 20);
  const shown = await open("missions");
  const { page } = shown;
  await page.locator(".rows li").first().waitFor();
  const began = performance.now();
  await shown.open(`missions/${mission}`);
  await page.locator(".piece").first().waitFor();
  const drawn = performance.now() - began;
  const pressed = performance.now();
  await page.getByRole("tab", { name: "List" }).click();
  await page.getByRole("button", { name: "step step 100" }).last().waitFor();
  const listed = performance.now() - pressed;
  console.log(
    JSON.stringify({ steps: 2000, graph_ms: Math.round(drawn), list_ms: Math.round(listed) }),
  );
  expect(await page.locator(".pieces li").count()).toBe(2000 + 20 + 21);
});
