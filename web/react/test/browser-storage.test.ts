import { IDBFactory } from "fake-indexeddb";
import { afterEach, expect, test, vi } from "vitest";
import { browserStorage } from "../src/outbox/browser-storage.js";
import type { Unsent } from "../src/types.js";

const ENTRY: Unsent = {
  id: "m-1",
  user_id: "alice",
  session_id: "s",
  chat_id: "c",
  message: { id: "m-1", role: "user", content: "Hello" },
  state: "pending",
  fault: null,
  created_at: "2026-01-01T00:00:00Z",
};

afterEach(() => vi.unstubAllGlobals());

test("however often a page mounts, it has one connection to its IndexedDB", async () => {
  const factory = new IDBFactory();
  const open = vi.spyOn(factory, "open");
  vi.stubGlobal("indexedDB", factory);
  await browserStorage("often").add(ENTRY);
  expect(await browserStorage("often").all()).toEqual([ENTRY]);
  expect(open).toHaveBeenCalledOnce();
});

test("where the browser refuses, what is unsent is kept as long as the page", async () => {
  const factory = new IDBFactory();
  vi.spyOn(factory, "open").mockImplementation(() => {
    throw new DOMException("Not here", "SecurityError");
  });
  vi.stubGlobal("indexedDB", factory);
  await browserStorage("refused").add(ENTRY);
  expect(await browserStorage("refused").all()).toEqual([ENTRY]);
});

test("on a server nothing is shared", async () => {
  await browserStorage("server").add(ENTRY);
  expect(await browserStorage("server").all()).toEqual([]);
});
