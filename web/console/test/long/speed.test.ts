import type { MessageCreate, MissionFull } from "@threadkeep/client";
import { expect, test } from "vitest";
import { aMission } from "../a-mission.js";
import { aReader } from "../reader.js";

/** What a browser without a screen of its own draws by software is no measure of frames: the work is. */
const words = (count: number) => "some **words** of `code` and text ".repeat(count);

const middle = (values: number[]) => values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0;

test("how long the first view takes, and what a frame costs while a long chat scrolls", {
  timeout: 1_800_000,
}, async () => {
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
  const parts: Record<string, number>[] = [];
  for (let round = 0; round < 5; round += 1) {
    const shown = await open("sessions");
    await shown.page.locator(".rows li").first().waitFor();
    await shown.page.goto("about:blank");
    // By the page's own clock: this process and what is between it and the page have other work.
    await shown.page.addInitScript((last) => {
      const seen = new MutationObserver(() => {
        if (!document.querySelector(`article[data-order="${last}"]`)) return;
        seen.disconnect();
        requestAnimationFrame(() => performance.mark("seen"));
      });
      seen.observe(document, { childList: true, subtree: true });
    }, count);
    await shown.open(`sessions/${made.id}`);
    await shown.message(count).waitFor();
    await shown.page.waitForFunction(() => performance.getEntriesByName("seen").length > 0);
    const told = await shown.page.evaluate(() => {
      const ends = performance.getEntriesByType("resource").map((entry) => {
        const { name, responseEnd } = entry as PerformanceResourceTiming;
        return [(name.split("/").at(-1) ?? "").replace(/\?.*/, ""), Math.round(responseEnd)];
      });
      const seen = performance.getEntriesByName("seen")[0]?.startTime ?? Number.NaN;
      return { seen, ends: Object.fromEntries(ends) as Record<string, number> };
    });
    firsts.push(told.seen);
    parts.push(told.ends);
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
      fetched_by_ms: parts[firsts.indexOf(Math.min(...firsts))],
      frame_ms: { median: middle(frames.spans), p95: sorted[Math.floor(0.95 * sorted.length)] },
      frames_later_than_60_a_second: `${late} of ${frames.spans.length}`,
      long_tasks_ms: frames.long.map(Math.round),
      heap_mb: Math.round(frames.heap / 1e6),
      held: (await shown.held()).held,
    }),
  );
  expect((await shown.held()).held).toBeLessThan(1200);
});

/** A hop as the service answers it, with its steps and assets, as another one. */
function another(hop: MissionFull["hops"][number], number: number): MissionFull["hops"][number] {
  const named = (id: string) => `${id.slice(0, 20)}${String(number).padStart(4, "0")}`;
  return {
    ...hop,
    id: named(hop.id),
    sequence_order: number,
    name: `Hop ${number}`,
    tool_steps: hop.tool_steps.map((step, at) => ({
      ...step,
      id: `${String(at).padStart(4, "0")}${named(step.id).slice(4)}`,
    })),
    hop_state: Object.fromEntries(
      Object.entries(hop.hop_state).map(([name, asset]) => [
        name,
        { ...asset, id: named(asset.id) },
      ]),
    ),
  };
}

test("a mission of 2,000 steps stays usable", async () => {
  const { open, client, url } = aReader();
  const { mission } = await aMission(client, 50);
  const full = await client.missions.getFull(mission);
  const hops = full.hops.flatMap((hop) =>
    Array.from({ length: 40 }, (_, at) => another(hop, at + 1)),
  );
  const shown = await open("missions");
  const { page } = shown;
  await page.locator(".rows li").first().waitFor();
  await page.route(`${url}/missions/${mission}/full`, (route) =>
    route.fulfill({ json: { ...full, hops } }),
  );
  const began = performance.now();
  await shown.open(`missions/${mission}`);
  await page.locator(".piece").first().waitFor();
  const drawn = performance.now() - began;
  await page.locator(".piece").nth(2).click();
  const chosen = performance.now();
  await page.getByRole("complementary").waitFor();
  const picked = performance.now() - chosen;
  // To find by its role one of thousands takes this process longer than the page to draw them.
  const listed = await page.evaluate(async () => {
    const pressed = performance.now();
    document.getElementById("view-list")?.click();
    do await new Promise(requestAnimationFrame);
    while (document.querySelectorAll(".pieces li").length === 0);
    return performance.now() - pressed;
  });
  const ms = { graph: Math.round(drawn), chosen: Math.round(picked), list: Math.round(listed) };
  console.log(JSON.stringify({ steps: 2000, ms }));
  // The steps, the hops with an asset each, and the mission's asset.
  expect(await page.locator(".pieces li").count()).toBe(2000 + 2 * 40 + 1);
});
