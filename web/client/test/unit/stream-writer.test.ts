import { describe, expect, test } from "vitest";
import { isProblem, Threadkeep, ThreadkeepUnreachable } from "../../src/index.js";
import { problem } from "./answers.js";
import { ManualTiming } from "./manual-timing.js";

type Body = Record<string, unknown> | Record<string, unknown>[];
interface Request {
  action: string;
  seq: string | null;
  epoch: string | null;
  body: Body;
}
type Answering = (request: Request) => Response | Promise<Response>;

const STREAM = {
  ...{ id: "s1", chat_id: "c1", message_id: "m1", sequence_order: 2, state: "streaming" },
  ...{ next: 0, epoch: 0, lease_until: null, error: null, expires_at: null, ended_at: null },
};

/** A client whose streams are opened, and whose writes are answered as the test says. */
function writing(answers: Partial<Record<"open" | "events" | "finish" | "lease", Answering>> = {}) {
  const timing = new ManualTiming();
  timing.byte = 0;
  const sent: Request[] = [];
  let next = 0;
  const usual: Record<string, Answering> = {
    open: () => Response.json(STREAM, { status: 201 }),
    events: ({ body }) => {
      next += Array.isArray(body) ? body.length : 1;
      return Response.json({ next, state: "streaming" });
    },
    finish: () => Response.json({ id: "m1", content: "whole" }),
    lease: () => Response.json(STREAM),
    cancel: () => Response.json({ id: "m1", content: "stopped" }),
    messages: () => Response.json({ id: "m1", content: "so far" }),
  };
  const fetch = async (url: string, init: RequestInit) => {
    const action = url.includes("/messages/") ? "messages" : (url.split("/").at(-1) ?? "");
    const headers = new Headers(init.headers);
    const text =
      typeof init.body === "string"
        ? init.body
        : new TextDecoder().decode(init.body as ArrayBuffer);
    const request = {
      action: action === "streams" ? "open" : action,
      seq: headers.get("Producer-Seq"),
      epoch: headers.get("Producer-Epoch"),
      body: text === "" ? {} : JSON.parse(text),
    };
    sent.push(request);
    const answer = answers[request.action as "open"] ?? (usual[request.action] as Answering);
    return answer(request);
  };
  const threadkeep = new Threadkeep({ baseUrl: "https://t.example", fetch, timing });
  const of = (action: string) => sent.filter((each) => each.action === action);
  return { threadkeep, timing, sent, of };
}

const lost = () => {
  throw new TypeError("fetch failed");
};
const ended = (state: string) => problem("stream-ended", 409, { state, next: 0 });

describe("a stream's writer", () => {
  test("sends what comes within a moment as one request, numbered from 0", async () => {
    const { threadkeep, timing, of } = writing();
    const writer = await threadkeep.streams.write("c1", { id: "m1", lease_seconds: 60 });
    await writer.write("Once ", "upon ");
    await writer.write({ type: "data-x" });
    await timing.sleeping(75);
    timing.advance(75);
    await writer.flush();
    await writer.write("a time");
    const message = await writer.finish({ message_metadata: { tokens: 4 } });
    expect(message.content).toBe("whole");
    expect(of("open")[0]?.body).toEqual({ id: "m1", lease_seconds: 60 });
    expect(of("events")).toMatchObject([
      { seq: "0", epoch: "0", body: [{ delta: "Once upon " }, { type: "data-x" }] },
      { seq: "1", epoch: "0", body: [{ delta: "a time" }] },
    ]);
    expect(of("finish")).toMatchObject([
      { seq: "2", epoch: "0", body: { state: "complete", message_metadata: { tokens: 4 } } },
    ]);
    expect(writer.next).toBe(3);
    expect(timing.waits).toEqual([]);
    expect(await writer.finish()).toBe(message);
  });

  test("sends a request whose answer was lost again, and what came since after it", async () => {
    let count = 0;
    const { threadkeep, timing, of } = writing({
      events: ({ body }) => {
        count += 1;
        if (count === 1) return lost();
        if (count === 2) return new Response(null, { status: 204 });
        return Response.json({ next: 1 + (body as Body[]).length, state: "streaming" });
      },
    });
    const writer = await threadkeep.streams.write("c1");
    await writer.write("Once ");
    const flushed = writer.flush();
    await timing.sleeping(50);
    await writer.write("upon");
    timing.advance(50);
    await flushed;
    expect(of("events")).toMatchObject([
      { seq: "0", body: [{ delta: "Once " }] },
      { seq: "0", body: [{ delta: "Once " }] },
      { seq: "1", body: [{ delta: "upon" }] },
    ]);
    expect(writer.next).toBe(2);
    writer.close();
  });

  test("goes on in the next epoch where it was taken for dead", async () => {
    let isDead = true;
    const { threadkeep, of } = writing({
      events: () => {
        if (isDead) {
          isDead = false;
          return ended("interrupted");
        }
        return Response.json({ next: 1, state: "streaming" });
      },
    });
    const writer = await threadkeep.streams.write("c1");
    await writer.write("Once ");
    await writer.finish();
    expect(of("events")).toMatchObject([
      { epoch: "0", seq: "0" },
      { epoch: "1", seq: "0", body: [{ delta: "Once " }] },
    ]);
    expect(of("finish")).toMatchObject([{ epoch: "1", seq: "1" }]);
    expect(writer.signal.aborted).toBe(false);
  });

  test.each([
    ["stopped", ended("cancelled"), "stream-ended"],
    ["taken over", problem("stale-epoch", 403), "stale-epoch"],
  ] as const)("says that its stream was %s, and writes no more", async (_, refusal, name) => {
    const { threadkeep, timing, sent } = writing({ events: () => refusal.clone() });
    const writer = await threadkeep.streams.write("c1");
    await writer.write("Once ");
    await expect(writer.flush()).rejects.toSatisfy((error) => isProblem(error, name));
    expect(isProblem(writer.signal.reason, name)).toBe(true);
    const requests = sent.length;
    await expect(writer.write("more")).rejects.toBe(writer.signal.reason);
    await expect(writer.finish()).rejects.toBe(writer.signal.reason);
    await expect(writer.fail("x")).rejects.toBe(writer.signal.reason);
    expect(sent).toHaveLength(requests);
    expect(timing.waits).toEqual([]);
  });

  test("hears of a stop while it has nothing to write, and holds its lease until then", async () => {
    let isStopped = false;
    const { threadkeep, timing, of } = writing({
      lease: () => (isStopped ? ended("cancelled") : Response.json(STREAM)),
    });
    const writer = await threadkeep.streams.write("c1", { lease_seconds: 30 });
    await timing.sleeping(10_000);
    timing.advance(10_000);
    await timing.sleeping(10_000);
    expect(of("lease")).toMatchObject([{ epoch: "0" }]);
    isStopped = true;
    const stopped = new Promise((resolve) => writer.signal.addEventListener("abort", resolve));
    timing.advance(10_000);
    await stopped;
    expect(isProblem(writer.signal.reason, "stream-ended")).toBe(true);
    expect(timing.waits).toEqual([]);
  });

  test("can still fail where its events were refused", async () => {
    const { threadkeep, of } = writing({ events: () => problem("too-large", 413) });
    const writer = await threadkeep.streams.write("c1");
    await writer.write("Once ");
    await expect(writer.flush()).rejects.toMatchObject({ status: 413 });
    await expect(writer.write("more")).rejects.toMatchObject({ status: 413 });
    await writer.fail(new Error("the model said too much"));
    expect(of("finish")).toMatchObject([
      { seq: "0", body: { state: "failed", error: "the model said too much" } },
    ]);
  });

  test("takes over a stream that was opened before, and says where it stands", async () => {
    const before = { ...STREAM, epoch: 3, next: 7, state: "interrupted" };
    const { threadkeep, of } = writing({
      open: () => Response.json(before, { status: 200 }),
      events: () => Response.json({ next: 8, state: "streaming" }),
    });
    const writer = await threadkeep.streams.write("c1", { id: "m1" });
    expect(of("events")).toMatchObject([{ epoch: "4", seq: "0", body: { type: "start" } }]);
    expect(writer.message?.content).toBe("so far");
    expect(writer.next).toBe(8);
    writer.close();
  });

  test("refuses a stream that has ended for good", async () => {
    const before = { ...STREAM, state: "complete" };
    const { threadkeep, of, timing } = writing({ open: () => Response.json(before) });
    await expect(threadkeep.streams.write("c1", { id: "m1" })).rejects.toMatchObject({
      type: "urn:threadkeep:problem:stream-ended",
      members: { state: "complete" },
    });
    expect(of("events")).toEqual([]);
    expect(timing.waits).toEqual([]);
  });

  test("gives up when the service is away for longer than its patience", async () => {
    const { threadkeep, timing } = writing({ events: lost });
    const writer = await threadkeep.streams.write("c1", { patienceMs: 100 });
    await writer.write("Once ");
    const flushed = writer.flush();
    await timing.sleeping(50);
    timing.advance(50);
    await expect(flushed).rejects.toThrow(ThreadkeepUnreachable);
    expect(writer.signal.reason).toBeInstanceOf(ThreadkeepUnreachable);
  });

  test("lets who writes faster than can be sent wait", async () => {
    let answer: ((response: Response) => void) | undefined;
    const { threadkeep, timing } = writing({
      events: () =>
        new Promise<Response>((resolve) => {
          answer = resolve;
        }),
    });
    const writer = await threadkeep.streams.write("c1");
    let isDone = false;
    const written = writer.write("x".repeat(400_000)).then(() => {
      isDone = true;
    });
    await timing.sleeping(30_000);
    expect(isDone).toBe(false);
    for (let next = 7; !isDone; next += 7) {
      answer?.(Response.json({ next, state: "streaming" }));
      await Promise.race([written, timing.sleeping(30_000)]);
      await new Promise((resolve) => setImmediate(resolve));
    }
    await written;
    writer.close();
  });

  test("ends with its signal, and leaves the stream to its lease", async () => {
    const controller = new AbortController();
    const { threadkeep, timing, of } = writing();
    const { signal } = controller;
    const writer = await threadkeep.streams.write("c1", { signal });
    controller.abort(new Error("shutting down"));
    await expect(writer.write("x")).rejects.toThrow("shutting down");
    expect(of("finish")).toEqual([]);
    expect(timing.waits).toEqual([]);
  });
});

describe("piping", () => {
  test("writes all that comes, and finishes", async () => {
    const { threadkeep, of } = writing();
    async function* words() {
      yield "Once ";
      yield { type: "data-x" };
    }
    expect((await threadkeep.streams.pipe("c1", words())).content).toBe("whole");
    expect(of("events")[0]?.body).toMatchObject([{ delta: "Once " }, { type: "data-x" }]);
  });

  test("takes a ReadableStream", async () => {
    const { threadkeep, of } = writing();
    const words = new ReadableStream<string>({
      start(controller) {
        controller.enqueue("Once ");
        controller.close();
      },
    });
    await threadkeep.streams.pipe("c1", words);
    expect(of("events")[0]?.body).toMatchObject([{ delta: "Once " }]);
  });

  test("ends the message as failed, with what it has, where its source throws", async () => {
    const { threadkeep, of } = writing();
    async function* words() {
      yield "Once ";
      throw new Error("the model is overloaded");
    }
    await expect(threadkeep.streams.pipe("c1", words())).rejects.toThrow("overloaded");
    expect(of("events")[0]?.body).toMatchObject([{ delta: "Once " }]);
    expect(of("finish")[0]?.body).toMatchObject({
      state: "failed",
      error: "the model is overloaded",
    });
  });

  test("ends it as failed after an error event, and as cancelled after an abort", async () => {
    const { threadkeep, of } = writing();
    async function* failing() {
      yield { type: "error", errorText: "no quota" };
    }
    await threadkeep.streams.pipe("c1", failing());
    expect(of("finish")[0]?.body).toMatchObject({ state: "failed", error: "no quota" });
    async function* aborted() {
      yield { type: "abort" };
    }
    expect((await threadkeep.streams.pipe("c1", aborted())).content).toBe("stopped");
    expect(of("finish")).toHaveLength(1);
  });

  test("asks its source for nothing more once the stream was stopped", async () => {
    const { threadkeep, timing } = writing({ lease: () => ended("cancelled") });
    let isReturned = false;
    const source: AsyncIterable<string> = {
      [Symbol.asyncIterator]: () => ({
        next: () => new Promise(() => {}),
        return: async () => {
          isReturned = true;
          return { done: true, value: undefined };
        },
      }),
    };
    const piped = threadkeep.streams.pipe("c1", source);
    await timing.sleeping(5_000);
    timing.advance(5_000);
    await expect(piped).rejects.toSatisfy((error) => isProblem(error, "stream-ended"));
    expect(isReturned).toBe(true);
  });
});
