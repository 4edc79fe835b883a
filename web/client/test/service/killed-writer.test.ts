import { type ChildProcess, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { tokenOf } from "../../../test/serving.js";
import { applyEvents, type MessageOut } from "../../src/index.js";
import { someone } from "./users.js";

let folder: string;
let program: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "threadkeep-writer-"));
  program = join(folder, "writer.mjs");
  const entry = new URL("writer-program.ts", import.meta.url);
  const entryPoints = [fileURLToPath(entry)];
  await build({ entryPoints, bundle: true, format: "esm", platform: "node", outfile: program });
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** The number of the last word that the writer said is stored, after which it was killed. */
async function killedAfter(lines: number, writer: ChildProcess): Promise<number> {
  let last = -1;
  const ended = new Promise((resolve) => writer.once("exit", resolve));
  if (writer.stdout === null) throw new Error("its output is not read");
  for await (const line of createInterface({ input: writer.stdout })) {
    last = Number(line);
    if (last >= lines) writer.kill("SIGKILL");
  }
  await ended;
  return last;
}

test("what a writer that was killed had stored is gone on with by the next", async () => {
  const token = tokenOf(`user-${randomUUID()}`);
  const threadkeep = someone({ token });
  const { id: chat } = await threadkeep.chats.create();
  const id = threadkeep.newId();
  const started = spawn(process.execPath, [program, inject("url"), token, chat, id], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const last = await killedAfter(5, started);
  const writer = await threadkeep.streams.write(chat, { id });
  const reading = (async () => {
    let message: MessageOut | undefined;
    for await (const news of threadkeep.streams.follow(writer.stream.id)) {
      if (news.event === "snapshot") message = news.data.message;
      if (news.event === "delta") message = applyEvents(message as MessageOut, news.data.events);
    }
    return message?.content;
  })();
  const words = String(writer.message?.content).trim().split(" ").map(Number);
  // It may have been killed between storing a word and saying so.
  expect(words.length).toBeGreaterThan(last);
  expect(words).toEqual(Array.from(words, (_, place) => place));
  await writer.write("and the rest");
  const { content } = await writer.finish();
  expect(content).toBe(`${words.join(" ")} and the rest`);
  expect(await reading).toBe(content);
});
