import { randomUUID } from "node:crypto";
import { fileURLToPath } from "node:url";
import { createContext, runInContext } from "node:vm";
import { build } from "esbuild";
import { expect, inject, test } from "vitest";
import { tokenOf } from "../../../test/serving.js";

/** What browsers, workers, Deno, Bun and Node.js all have. */
const WEB = {
  ...{ fetch, Headers, Request, Response, FormData, Blob, URL, URLSearchParams },
  ...{ AbortController, AbortSignal, ReadableStream, TextDecoder, TextEncoder, crypto },
  ...{ setTimeout, clearTimeout },
};

const PROGRAM = `(async () => {
  const { applyEvents, isProblem, Threadkeep } = client;
  const threadkeep = new Threadkeep({ baseUrl, token });
  const session = await threadkeep.sessions.create();
  const { recovery } = await threadkeep.sessions.recovery(session.id);
  const after = recovery.listen_from.last_event_id;
  const fed = (async () => {
    for await (const { event, data } of threadkeep.sessions.follow(session.id, { after })) {
      if (event === "end") return data.message.content;
      // What ended before the feed could tell that it began is told whole.
      const whole = event === "message" && data.items.find(({ role }) => role === "assistant");
      if (whole && !whole.streaming) return whole.content;
    }
  })();
  await threadkeep.messages.append(session.chat_id, { role: "user", content: "Where is my bag?" });
  const writer = await threadkeep.streams.write(session.chat_id);
  const read = (async () => {
    let message;
    for await (const { event, data } of threadkeep.streams.follow(writer.stream.id)) {
      if (event === "snapshot") message = data.message;
      if (event === "delta") message = applyEvents(message, data.events);
    }
    return message.content;
  })();
  await writer.write("In ", "Lisbon.");
  const { content } = await writer.finish();
  const file = new Blob(["black"], { type: "text/plain" });
  const { bytes } = await threadkeep.attachments.upload(session.chat_id, file);
  const refused = await threadkeep.sessions.create({ name: "" }).catch((error) => error);
  return [content, await read, await fed, bytes, isProblem(refused, "malformed")];
})()`;

test("the client needs nothing but what every platform has", async () => {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL("../../src/index.ts", import.meta.url))],
    bundle: true,
    write: false,
    format: "iife",
    globalName: "client",
    platform: "browser",
    target: "es2022",
  });
  const token = tokenOf(`user-${randomUUID()}`);
  const context = createContext(
    { ...WEB, baseUrl: inject("url"), token },
    // As where a page's policy allows no eval.
    { codeGeneration: { strings: false, wasm: false } },
  );
  runInContext(outputFiles[0]?.text ?? "", context);
  const told = await runInContext(PROGRAM, context);
  expect([...told]).toEqual(["In Lisbon.", "In Lisbon.", "In Lisbon.", 5, true]);
});
