import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import type { CDPSession } from "playwright-core";
import { expect, test } from "vitest";
import { aUser } from "./users.js";

/** What the browser's own compiler takes meanwhile; a store and its chat would be some kilobytes each. */
const MOST_BYTES = 400_000;

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** A page without anything but `mounts`. */
async function pageOf(): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [at("mounts-page.tsx")],
    bundle: true,
    write: false,
    format: "esm",
    jsx: "automatic",
    define: { "process.env.NODE_ENV": '"development"' },
    alias: {
      "@threadkeep/client": at("../../client/src/index.ts"),
      "@threadkeep/react": at("../../react/src/index.ts"),
    },
  });
  const script = outputFiles[0]?.text.replaceAll("</script", "<\\/script");
  return `<!doctype html><title>Mounts</title><body><script type="module">${script}</script>`;
}

/** What the page holds once what nobody has any more was collected. */
async function held(browser: CDPSession) {
  await browser.send("HeapProfiler.collectGarbage");
  const { metrics } = await browser.send("Performance.getMetrics");
  const metric = (wanted: string) => metrics.find(({ name }) => name === wanted)?.value ?? 0;
  const count = async (name: string) => {
    const group = { objectGroup: "counted" };
    const { result } = await browser.send("Runtime.evaluate", {
      ...{ expression: `${name}.prototype`, ...group },
    });
    const { objects } = await browser.send("Runtime.queryObjects", {
      ...{ prototypeObjectId: result.objectId ?? "", ...group },
    });
    const { result: length } = await browser.send("Runtime.callFunctionOn", {
      ...{ objectId: objects.objectId ?? "", returnByValue: true },
      functionDeclaration: "function () { return this.length; }",
    });
    await browser.send("Runtime.releaseObjectGroup", group);
    return length.value as number;
  };
  return {
    heap: metric("JSHeapUsedSize"),
    listeners: metric("JSEventListeners"),
    nodes: metric("Nodes"),
    channels: await count("BroadcastChannel"),
    databases: await count("IDBDatabase"),
    controllers: await count("AbortController"),
    bodies: await count("ReadableStream"),
  };
}

test("200 mounts leave nothing behind", async () => {
  const { url, device, client } = await aUser();
  const { chat_id } = await client.sessions.create({ name: "Mounted" });
  const writer = await client.streams.write(chat_id, { lease_seconds: 600 });
  await writer.write("Once ");
  await writer.flush();
  const { context } = await device();
  const page = await context.newPage();
  const errors: string[] = [];
  page.on("pageerror", (error) => errors.push(String(error.stack ?? error)));
  await page.route(`${url}/mounts`, async (route) => {
    await route.fulfill({ contentType: "text/html", body: await pageOf() });
  });
  await page.goto(`${url}/mounts`);
  const browser = await context.newCDPSession(page);
  await browser.send("Performance.enable");
  const mounts = (count: number) => page.evaluate((count) => window.mounts(count), count);
  await mounts(20);
  const before = await held(browser);
  await mounts(200);
  const after = await held(browser);
  const { heap: first, ...others } = before;
  const { heap: last, ...more } = after;
  expect(more).toEqual(others);
  expect(last - first).toBeLessThan(MOST_BYTES);
  const { held: locks, pending } = await page.evaluate(() => navigator.locks.query());
  expect([locks, pending]).toEqual([[], []]);
  expect(errors).toEqual([]);
  await writer.finish();
}, 300_000);
