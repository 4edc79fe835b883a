import { getEventListeners } from "node:events";
import { afterEach, describe, expect, test, vi } from "vitest";
import {
  type ConnectionState,
  isProblem,
  Threadkeep,
  type ThreadkeepOptions,
} from "../../src/index.js";
import { problem, Telling } from "./answers.js";
import { ManualTiming } from "./manual-timing.js";

const MESSAGE = { id: "m1", content: "Once " };

/** A client that is given these answers in turn, and what it asked with. */
function asking(
  answers: (Telling | Response | Error | "never")[],
  options: ThreadkeepOptions = {},
) {
  const timing = new ManualTiming();
  timing.byte = 0;
  const places: (string | null)[] = [];
  const signals: (AbortSignal | null | undefined)[] = [];
  const fetch = async (url: string, init: RequestInit) => {
    if (url.includes("/messages/")) return Response.json(MESSAGE);
    places.push(new Headers(init.headers).get("Last-Event-ID"));
    signals.push(init.signal);
    const answer = answers[places.length - 1];
    if (answer === undefined) throw new Error("it asked once more");
    if (answer instanceof Error) throw answer;
    if (answer === "never") {
      return new Promise<never>((_, reject) => {
        init.signal?.addEventListener("abort", () => reject(init.signal?.reason));
      });
    }
    return answer instanceof Telling ? answer.response : answer;
  };
  const threadkeep = new Threadkeep({ baseUrl: "https://t.example", fetch, timing, ...options });
  return { threadkeep, timing, places, signals };
}

const lost = new TypeError("fetch failed");

/** Lets the platform be a page, which says when its connection is back; and gives what hears it. */
function aPage() {
  const page = new EventTarget();
  vi.stubGlobal("addEventListener", page.addEventListener.bind(page));
  vi.stubGlobal("removeEventListener", page.removeEventListener.bind(page));
  const online = () => page.dispatchEvent(new Event("online"));
  return { online, listeners: () => getEventListeners(page, "online") };
}
afterEach(() => vi.unstubAllGlobals());

describe("a feed", () => {
  test("goes on where it was when its connection is lost", async () => {
    const first = new Telling().tell("message", { items: [] }, "a").tell("chat", {}, "b");
    const second = new Telling().tell("gone", {}, "c");
    const { threadkeep, timing, places } = asking([first, lost, second]);
    const states: ConnectionState[] = [];
    const feed = threadkeep.sessions.follow("s1", {
      after: "start",
      onConnection: (state) => states.push(state),
    });
    expect((await feed.next()).value).toMatchObject({ event: "message", lastEventId: "a" });
    expect((await feed.next()).value).toMatchObject({ event: "chat", lastEventId: "b" });
    const next = feed.next();
    first.break();
    await timing.sleeping(250);
    timing.advance(250);
    await timing.sleeping(500);
    timing.advance(500);
    expect((await next).value).toMatchObject({ event: "gone" });
    expect((await feed.next()).done).toBe(true);
    expect(places).toEqual(["start", "b", "b"]);
    expect(states).toEqual([
      ...["connecting", "open", "waiting", "connecting", "waiting", "connecting", "open"],
    ]);
  });

  test("comes back at once with another token when its own has run out", async () => {
    const first = new Telling().tell("session", {}, "a").tell("bye", { reason: "token" }, "a");
    const second = new Telling().tell("gone", {});
    let token = "old";
    const { threadkeep, places } = asking([first, problem("unauthorized", 401), second], {
      token: ({ refused }) => {
        if (refused !== undefined) token = "new";
        return token;
      },
    });
    const told: string[] = [];
    for await (const { event } of threadkeep.sessions.follow("s1")) told.push(event);
    expect(told).toEqual(["session", "gone"]);
    expect(places).toEqual([null, "a", "a"]);
    expect(token).toBe("new");
  });

  test("does not come back in a hurry to a service that says bye again and again", async () => {
    const bye = () => new Telling().tell("bye", { reason: "age" }).end();
    const { threadkeep, timing } = asking([bye(), bye(), new Telling().tell("gone", {})]);
    const next = threadkeep.chats.follow("c1").next();
    await timing.sleeping(250);
    timing.advance(250);
    await timing.sleeping(500);
    timing.advance(500);
    expect((await next).value).toMatchObject({ event: "gone" });
  });

  test("makes its connection anew when nothing has come for three comments' time", async () => {
    const silent = new Telling().tell("session", {}, "a");
    const { threadkeep, timing, signals } = asking([silent, new Telling().tell("gone", {})]);
    const feed = threadkeep.sessions.follow("s1");
    await feed.next();
    const next = feed.next();
    await timing.sleeping(45_000);
    timing.advance(30_000);
    silent.send(": still here\n\n");
    await timing.sleeping(45_000);
    timing.advance(45_000);
    await timing.sleeping(250);
    timing.advance(250);
    expect((await next).value).toMatchObject({ event: "gone" });
    expect(signals[0]?.aborted).toBe(true);
  });

  test("makes its connection anew as soon as the page is online again", async () => {
    const { online, listeners } = aPage();
    const halfOpen = new Telling().tell("session", {}, "a");
    const { threadkeep, places, timing, signals } = asking([
      halfOpen,
      new Telling().tell("gone", {}),
    ]);
    const feed = threadkeep.sessions.follow("s1");
    await feed.next();
    const next = feed.next();
    await timing.sleeping(45_000);
    online();
    expect((await next).value).toMatchObject({ event: "gone" });
    expect(signals[0]?.aborted).toBe(true);
    expect(places).toEqual([null, "a"]);
    await feed.next();
    expect(listeners()).toEqual([]);
  });

  test("soon tries again where the page is online while an attempt hangs after many", async () => {
    const { online } = aPage();
    const { threadkeep, timing } = asking([
      ...[lost, lost, lost, lost, lost, lost, "never" as const],
      new Telling().tell("gone", {}),
    ]);
    const next = threadkeep.sessions.follow("s1").next();
    for (const wait of [250, 500, 1000, 2000, 4000, 8000]) {
      await timing.sleeping(wait);
      timing.advance(wait);
    }
    await timing.sleeping(30_000);
    online();
    await timing.sleeping(250);
    timing.advance(250);
    expect((await next).value).toMatchObject({ event: "gone" });
  });

  test("waits for a service that has no room", async () => {
    const full = problem("too-many-feeds", 429);
    full.headers.set("Retry-After", "5");
    const { threadkeep, timing } = asking([full, new Telling().tell("gone", {})]);
    const next = threadkeep.sessions.follow("s1").next();
    await timing.sleeping(5_000);
    timing.advance(5_000);
    expect((await next).value).toMatchObject({ event: "gone" });
  });

  test("says that it has to begin anew where its place is not known", async () => {
    const { threadkeep } = asking([problem("unknown-event-id", 400)]);
    const told: string[] = [];
    for await (const { event } of threadkeep.sessions.follow("s1", { after: "x" }))
      told.push(event);
    expect(told).toEqual(["reset"]);
  });

  test("of what is not there is a problem; of what went away it is told", async () => {
    const none = asking([problem("not-found", 404)]);
    await expect(none.threadkeep.sessions.follow("s1").next()).rejects.toSatisfy((error) =>
      isProblem(error, "not-found"),
    );
    const first = new Telling().tell("session", {}, "a");
    const { threadkeep, timing } = asking([first, problem("not-found", 404)]);
    const feed = threadkeep.sessions.follow("s1");
    await feed.next();
    const next = feed.next();
    first.end();
    await timing.sleeping(250);
    timing.advance(250);
    expect((await next).value).toMatchObject({ event: "gone" });
  });

  test("closes its connection when nobody follows it any more", async () => {
    const telling = new Telling().tell("session", {}, "a").tell("chat", {}, "b");
    const { threadkeep, timing, signals } = asking([telling]);
    for await (const { event } of threadkeep.sessions.follow("s1")) {
      if (event === "session") break;
    }
    expect(signals[0]?.aborted).toBe(true);
    expect(telling.isCancelled).toBe(true);
    expect(timing.waits).toEqual([]);
  });

  test("ends with its signal's reason, whatever it waits for", async () => {
    const controller = new AbortController();
    const telling = new Telling().tell("session", {}, "a");
    const { threadkeep, timing } = asking([telling]);
    const feed = threadkeep.sessions.follow("s1", { signal: controller.signal });
    await feed.next();
    const next = feed.next();
    controller.abort(new Error("signed out"));
    await expect(next).rejects.toThrow("signed out");
    expect(timing.waits).toEqual([]);
  });

  test("closes its connection at once when it is returned while it waits", async () => {
    const telling = new Telling().tell("session", {}, "a");
    const { threadkeep, timing } = asking([telling]);
    const feed = threadkeep.sessions.follow("s1");
    await feed.next();
    const next = feed.next();
    await timing.sleeping(45_000);
    expect(await feed.return()).toEqual({ done: true, value: undefined });
    expect(await next).toEqual({ done: true, value: undefined });
    expect(telling.isCancelled).toBe(true);
    expect(timing.waits).toEqual([]);
  });

  test("leaves nothing behind, however often it is begun and left", async () => {
    const { signal } = new AbortController();
    for (let count = 0; count < 200; count += 1) {
      const { threadkeep, timing } = asking([new Telling().tell("session", {}, "a")]);
      const feed = threadkeep.sessions.follow("s1", { signal });
      await feed.next();
      await feed.return();
      threadkeep.sessions.follow("s1", { signal });
      expect(timing.waits).toEqual([]);
    }
    expect(getEventListeners(signal, "abort")).toEqual([]);
  });

  test("passes over events that it does not know, and what is no event stream", async () => {
    const page = new Response("<h1>Sign in to this network</h1>", {
      headers: { "Content-Type": "text/html" },
    });
    const telling = new Telling().tell("weather", {}, "a").tell("gone", {}, "b");
    const { threadkeep, timing } = asking([page, telling]);
    const next = threadkeep.sessions.follow("s1").next();
    await timing.sleeping(250);
    timing.advance(250);
    expect((await next).value).toMatchObject({ event: "gone" });
  });
});

describe("following a stream", () => {
  const delta = (text: string) => ({ type: "text-delta", id: "t", delta: text });

  test("gives each event once, also where the service tells some again", async () => {
    const first = new Telling()
      .tell("snapshot", { message: MESSAGE, next: 1 }, 1)
      .tell("delta", { from: 1, events: [delta("upon ")] }, 2);
    const second = new Telling()
      .tell("delta", { from: 1, events: [delta("upon "), delta("a ")] }, 3)
      .tell("end", { state: "complete", message: MESSAGE }, 3);
    const { threadkeep, timing, places } = asking([first, second]);
    const stream = threadkeep.streams.follow("s1");
    const told = [await stream.next(), await stream.next()].map(({ value }) => value);
    const next = stream.next();
    first.break();
    await timing.sleeping(250);
    timing.advance(250);
    told.push((await next).value, (await stream.next()).value);
    expect((await stream.next()).done).toBe(true);
    expect(places).toEqual([null, "2"]);
    expect(told).toEqual([
      { event: "snapshot", data: { message: MESSAGE, next: 1 } },
      { event: "delta", data: { from: 1, events: [delta("upon ")] } },
      { event: "delta", data: { from: 2, events: [delta("a ")] } },
      { event: "end", data: { state: "complete", message: MESSAGE } },
    ]);
  });

  test("asks for the whole message where events are missing", async () => {
    const gap = new Telling().tell("delta", { from: 7, events: [delta("late")] }, 8);
    const whole = new Telling().tell("snapshot", { message: MESSAGE, next: 8 }, 8).tell("gone", {});
    const { threadkeep, timing, places } = asking([gap, whole]);
    const next = threadkeep.streams.follow("s1", { after: 4 }).next();
    await timing.sleeping(250);
    timing.advance(250);
    expect((await next).value).toMatchObject({ event: "snapshot" });
    expect(places).toEqual(["4", null]);
  });

  test("gives the message of one whose events are gone", async () => {
    const expired = problem("stream-expired", 410, { chat_id: "c1", message_id: "m1" });
    const { threadkeep } = asking([expired]);
    const told: unknown[] = [];
    for await (const news of threadkeep.streams.follow("s1")) told.push(news);
    expect(told).toEqual([{ event: "end", data: { state: null, message: MESSAGE } }]);
  });
});
