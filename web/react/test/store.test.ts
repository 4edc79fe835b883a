import { IDBFactory } from "fake-indexeddb";
import { describe, expect, test } from "vitest";
import { indexedDbStorage } from "../src/outbox/indexed-db.js";
import { serviceOf } from "../src/service-of.js";
import { ThreadkeepStore } from "../src/store.js";
import { FakeBrowser, FakeClock, type FakeTab, settled } from "./fake-browser.js";
import { FakeService } from "./fake-service.js";

/** One browser in front of one service. */
function setting(messages = 3) {
  const service = new FakeService();
  const sessionId = service.add(messages);
  const browser = new FakeBrowser();
  const clock = new FakeClock();
  const factory = new IDBFactory();
  const open = async (tab: FakeTab = browser.tab(), options: { sessionId?: string } = {}) => {
    const store = new ThreadkeepStore({
      service: serviceOf(service.client()),
      storage: indexedDbStorage("outbox", factory),
      tabs: tab,
      clock,
      memory: tab.memory,
      ...options,
    });
    const stop = store.start();
    await settled();
    const close = async () => {
      stop();
      await settled();
    };
    return { store, tab, close };
  };
  return { service, sessionId, browser, clock, open };
}

function shown(store: ThreadkeepStore): string[] {
  return store.getMessages().map((message) => message.id);
}

function contents(store: ThreadkeepStore): unknown[] {
  return store.getMessages().map((message) => message.content);
}

describe("at the start", () => {
  test("the session is resumed, recovered, and followed from where the recovery ends", async () => {
    const { service, sessionId, open } = setting();
    const { store } = await open();
    expect(service.asked).toEqual([
      "POST /sessions/resume",
      `GET /sessions/${sessionId}/recovery`,
      `GET /sessions/${sessionId}/events`,
    ]);
    expect([...service.feeds].map((feed) => feed.after)).toEqual(["3"]);
    expect(shown(store)).toEqual(["m-1", "m-2", "m-3"]);
    expect(store.getState()).toMatchObject({ phase: "ready", connection: "live", fault: null });
  });

  test("a tab comes back to the session that it showed, not to the newest", async () => {
    const { service, open } = setting();
    const other = service.add(1);
    const first = await open();
    await first.store.loadSession(other);
    await first.close();
    const again = await open(first.tab);
    expect(again.store.getState().session?.id).toBe(other);
  });

  test("a session that is gone since gives way to the one to resume", async () => {
    const { service, sessionId, open } = setting();
    const other = service.add(1);
    const first = await open();
    await first.store.loadSession(other);
    await first.close();
    service.sessions.delete(other);
    const again = await open(first.tab);
    expect(again.store.getState()).toMatchObject({ phase: "ready", session: { id: sessionId } });
  });

  test("a session that was asked for and is not there is said to be missing", async () => {
    const { open } = setting();
    const { store } = await open(undefined, { sessionId: "none" });
    expect(store.getState()).toMatchObject({ phase: "failed", fault: { status: 404 } });
  });

  test("a service that is away is tried again until it is there", async () => {
    const { service, clock, open } = setting();
    service.isOffline = true;
    const { store } = await open();
    expect(store.getState()).toMatchObject({ phase: "starting", connection: "waiting" });
    service.isOffline = false;
    await clock.pass(30_000);
    expect(store.getState()).toMatchObject({ phase: "ready", connection: "live", fault: null });
  });
});

describe("a message that is sent", () => {
  test("is shown at once, last of all, and once when it is stored", async () => {
    const { service, sessionId, open } = setting();
    const { store } = await open();
    service.isOffline = true;
    const id = await store.send("Where is my bag?");
    await settled();
    expect(store.getMessages().at(-1)).toMatchObject({ id, delivery: "pending", role: "user" });
    service.isOffline = false;
    store.poke();
    await settled();
    expect(store.getMessages().at(-1)).toMatchObject({ id, delivery: "sent", sequence_order: 4 });
    expect(shown(store)).toHaveLength(4);
    expect(service.ids(sessionId)).toEqual(["m-1", "m-2", "m-3", id]);
    expect(store.getState().unsent).toEqual([]);
  });

  test("is stored once though its answer was lost", async () => {
    const { service, sessionId, clock, open } = setting();
    const { store } = await open();
    service.answersToLose = 3;
    const id = await store.send("Hello");
    await clock.pass(60_000);
    expect(service.ids(sessionId).filter((each) => each === id)).toHaveLength(1);
    expect(shown(store).filter((each) => each === id)).toHaveLength(1);
    expect(store.getState().unsent).toEqual([]);
  });

  test("outlives the page: the next one sends it", async () => {
    const { service, sessionId, open } = setting();
    const first = await open();
    service.isOffline = true;
    const ids = [await first.store.send("1"), await first.store.send("2")];
    await first.close();
    service.isOffline = false;
    const again = await open(first.tab);
    expect(service.ids(sessionId).slice(3)).toEqual(ids);
    expect(shown(again.store).slice(3)).toEqual(ids);
  });

  test("comes after all that were written before it", async () => {
    const { service, clock, open } = setting(0);
    const { store } = await open();
    service.isOffline = true;
    for (let number = 0; number < 20; number += 1) await store.send(String(number));
    service.answersToLose = 5;
    service.isOffline = false;
    await clock.pass(120_000);
    expect(contents(store)).toEqual(Array.from({ length: 20 }, (_, number) => String(number)));
  });

  test("whose id is taken is given up, and the next is sent", async () => {
    const { store } = await setting().open();
    await store.send({ id: "m-1", role: "user", content: "another" });
    const next = await store.send("next");
    await settled();
    expect(store.getState().unsent).toMatchObject([
      { id: "m-1", state: "failed", fault: { type: "urn:threadkeep:problem:message-id-taken" } },
    ]);
    expect(shown(store)).toContain(next);
  });

  test("to an archived session is kept and shown, and sent when that is open again", async () => {
    const { service, sessionId, open } = setting();
    const { store } = await open();
    await store.archiveSession();
    const id = await store.send("Too late?");
    await settled();
    expect(store.getMessages().at(-1)).toMatchObject({
      id,
      delivery: "failed",
      unsent: { fault: { type: "urn:threadkeep:problem:chat-closed" } },
    });
    await store.restoreSession();
    await store.retry(id);
    await settled();
    expect(service.ids(sessionId)).toContain(id);
    expect(store.getMessages().at(-1)).toMatchObject({ id, delivery: "sent" });
  });

  test("waits for a new token where the old one is refused", async () => {
    const { service, clock, open } = setting();
    const { store } = await open();
    service.token = "expired";
    const id = await store.send("Hello");
    await settled();
    expect(store.getMessages().at(-1)).toMatchObject({ id, delivery: "pending" });
    service.token = "good";
    await clock.pass(30_000);
    expect(store.getMessages().at(-1)).toMatchObject({ id, delivery: "sent" });
  });

  test("is neither shown to nor sent by another user of the browser", async () => {
    const { service, clock, open } = setting();
    const alice = await open();
    service.isOffline = true;
    await alice.store.send("A secret");
    await alice.close();
    service.isOffline = false;
    service.sessions.clear();
    service.user = "bob";
    const bob = await open();
    await clock.pass(60_000);
    expect(bob.store.getState().unsent).toEqual([]);
    expect(service.asked.filter((each) => each.startsWith("POST /chats"))).toEqual([]);
  });

  test("can be given up", async () => {
    const { service, sessionId, clock, open } = setting();
    const { store } = await open();
    service.isOffline = true;
    const id = await store.send("No");
    await store.discard(id);
    service.isOffline = false;
    await clock.pass(60_000);
    expect(service.ids(sessionId)).not.toContain(id);
    expect(shown(store)).not.toContain(id);
  });

  test("that the browser cannot keep is not shown as if it were", async () => {
    const { open } = setting();
    const { store } = await open();
    await expect(
      store.send({ role: "user", message_metadata: { no: (() => 1) as never } }),
    ).rejects.toThrow();
    expect(shown(store)).toHaveLength(3);
  });
});

describe("an answer that streams", () => {
  const text = (delta: string) => ({ type: "text-delta", id: "t", delta });

  async function streaming() {
    const made = setting();
    const opened = await made.open();
    const { service, sessionId } = made;
    const message = service.store(sessionId, { id: "a-1", role: "assistant", content: "" });
    service.tell(sessionId, "stream", {
      id: "s-1",
      message_id: "a-1",
      sequence_order: 4,
      state: "streaming",
      next: 0,
    });
    await settled();
    return { ...made, ...opened, message };
  }

  test("grows with each event, and an event that is told twice counts once", async () => {
    const { service, sessionId, store } = await streaming();
    service.tell(sessionId, "delta", {
      id: "s-1",
      from: 0,
      events: [text("Once "), text("upon ")],
    });
    service.tell(sessionId, "delta", { id: "s-1", from: 1, events: [text("upon "), text("a ")] });
    await settled();
    expect(store.getMessages().at(-1)).toMatchObject({ content: "Once upon a ", streaming: true });
  });

  test("ends with the whole message", async () => {
    const { service, sessionId, store, message } = await streaming();
    const whole = { ...message, content: "Once.", streaming: false };
    service.tell(sessionId, "end", { id: "s-1", state: "complete", message: whole });
    await settled();
    expect(store.getMessages().at(-1)).toMatchObject({ content: "Once.", streaming: false });
    expect(store.getState().streams).toEqual({});
  });

  test("is told to a tab that comes in the middle, without a gap", async () => {
    const { service, sessionId, open } = await streaming();
    service.tell(sessionId, "delta", { id: "s-1", from: 0, events: [text("Once ")] });
    const second = await open();
    service.tell(sessionId, "delta", { id: "s-1", from: 1, events: [text("upon")] });
    await settled();
    expect(second.store.getMessages().at(-1)).toMatchObject({ content: "Once upon" });
    expect(service.feeds.size).toBe(1);
  });
});

describe("several tabs", () => {
  test("share one feed and show the same", async () => {
    const { service, sessionId, open } = setting();
    const tabs = [await open(), await open(), await open()];
    service.store(sessionId, { id: "new", role: "user", content: "new" });
    await settled();
    expect(service.feeds.size).toBe(1);
    for (const { store } of tabs) expect(shown(store)).toEqual(["m-1", "m-2", "m-3", "new"]);
  });

  test("go on from where the one stood that had the feed, when it is closed", async () => {
    const { service, sessionId, open } = setting();
    const first = await open();
    const second = await open();
    service.store(sessionId, { id: "before", role: "user", content: "" });
    await settled();
    await first.close();
    expect([...service.feeds].map((feed) => feed.after)).toEqual(["4"]);
    service.store(sessionId, { id: "after", role: "user", content: "" });
    await settled();
    expect(shown(second.store)).toEqual(["m-1", "m-2", "m-3", "before", "after"]);
    expect(service.asked.filter((each) => each.endsWith("/recovery"))).toHaveLength(1);
  });

  test("take the feed from one that has fallen silent", async () => {
    const { service, clock, sessionId, open } = setting();
    const first = await open();
    const second = await open();
    first.tab.isFrozen = true;
    await clock.pass(60_000);
    service.store(sessionId, { id: "new", role: "user", content: "" });
    await settled();
    expect(shown(second.store)).toContain("new");
    first.tab.isFrozen = false;
    service.store(sessionId, { id: "newer", role: "user", content: "" });
    await settled();
    expect(shown(first.store)).toEqual(shown(second.store));
    expect(service.feeds.size).toBe(1);
  });

  test("keep the older pages that they have loaded when another takes the feed", async () => {
    const { service, open } = setting(400);
    const first = await open();
    const second = await open();
    const third = await open();
    for (let page = 0; page < 4; page += 1) await third.store.loadOlder();
    expect(shown(third.store)).toHaveLength(400);
    await first.close();
    expect(shown(third.store)).toHaveLength(400);
    expect(shown(second.store)).toHaveLength(50);
    expect(service.feeds.size).toBe(1);
  });

  test("send what one of them has left behind", async () => {
    const { service, sessionId, open } = setting();
    const first = await open();
    const second = await open();
    service.isOffline = true;
    const id = await first.store.send("Hello");
    await first.close();
    service.isOffline = false;
    second.store.poke();
    await settled();
    expect(service.ids(sessionId).filter((each) => each === id)).toHaveLength(1);
    expect(shown(second.store)).toContain(id);
  });
});

describe("older messages", () => {
  test("are loaded a page at a time, up to the first", async () => {
    const { open } = setting(320);
    const { store } = await open();
    let pages = 0;
    for (; store.getState().oldest > 1; pages += 1) await store.loadOlder();
    expect(shown(store)).toEqual(Array.from({ length: 320 }, (_, at) => `m-${String(at + 1)}`));
    expect(pages).toBe(3);
  });

  test("are shown as they were changed meanwhile, though the page is older than the change", async () => {
    const { service, sessionId, open } = setting(120);
    const { store } = await open();
    const { messages } = service.of(sessionId);
    service.tell(sessionId, "message.changed", { items: [{ ...messages[10], content: "edited" }] });
    await settled();
    expect(shown(store)).toHaveLength(50);
    await store.loadOlder();
    expect(store.getMessages()[10]).toMatchObject({ id: "m-11", content: "edited" });
    expect(shown(store)).toHaveLength(120);
  });
});

test("after a reset all is recovered anew", async () => {
  const { service, sessionId, open } = setting();
  const { store } = await open();
  service.of(sessionId).messages.pop();
  service.tell(sessionId, "reset", {});
  await settled();
  expect(shown(store)).toEqual(["m-1", "m-2"]);
  expect(service.feeds.size).toBe(1);
});

test("a session that is deleted is said to be", async () => {
  const { service, sessionId, open } = setting();
  const { store } = await open();
  service.tell(sessionId, "gone", {});
  await settled();
  expect(store.getState()).toMatchObject({ phase: "failed", session: null });
});

test("a new session is the present one, and a started store that is stopped holds nothing", async () => {
  const { service, browser, clock, open } = setting();
  const { store, close } = await open();
  const session = await store.dispatch({ type: "CREATE_SESSION", name: "Lost bag" });
  expect(store.getState()).toMatchObject({ phase: "ready", session: { id: session.id } });
  expect(shown(store)).toEqual([]);
  await settled();
  expect(service.feeds.size).toBe(1);
  await close();
  expect(service.feeds.size).toBe(0);
  expect(browser.openChannels).toBe(0);
  expect(browser.heldLocks).toEqual([]);
  expect(clock.waiting).toBe(0);
});
