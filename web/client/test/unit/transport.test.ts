import { describe, expect, test, vi } from "vitest";
import {
  isProblem,
  Threadkeep,
  type ThreadkeepOptions,
  type ThreadkeepProblem,
  ThreadkeepUnreachable,
} from "../../src/index.js";
import { ManualTiming } from "./manual-timing.js";

const SESSION = { id: "s1", name: "Lost bag" };
type Answering = (url: string, init: RequestInit) => Response | Promise<Response>;

/** A client whose requests are answered in turn; the last answer is given again. */
function answered(answers: Answering[], options: ThreadkeepOptions = {}) {
  const timing = new ManualTiming();
  timing.byte = 0;
  const sent: { url: string; init: RequestInit; headers: Headers }[] = [];
  const fetch = vi.fn(async (url: string, init: RequestInit) => {
    sent.push({ url, init, headers: new Headers(init.headers) });
    const answer = answers[Math.min(sent.length, answers.length) - 1] as Answering;
    return answer(url, init);
  });
  const threadkeep = new Threadkeep({ baseUrl: "https://t.example/", fetch, timing, ...options });
  return { threadkeep, timing, sent };
}

const ok = () => Response.json(SESSION);
const lost = () => {
  throw new TypeError("fetch failed");
};
const busy = (headers: HeadersInit = {}) =>
  Response.json({ status: 503 }, { status: 503, headers });
const refusing = () =>
  Response.json({ type: "urn:threadkeep:problem:unauthorized" }, { status: 401 });
const never: Answering = (_, { signal }) =>
  new Promise((_resolve, reject) => signal?.addEventListener("abort", () => reject(signal.reason)));

describe("a request", () => {
  test("goes to the address with the token as its bearer", async () => {
    const { threadkeep, sent } = answered([ok], { token: "abc" });
    expect(await threadkeep.sessions.get("s1", { include: "chat" })).toEqual(SESSION);
    expect(sent[0]?.url).toBe("https://t.example/sessions/s1?include=chat");
    expect(sent[0]?.headers.get("Authorization")).toBe("Bearer abc");
  });

  test("that gets no answer is sent again, with the same key and body", async () => {
    const { threadkeep, timing, sent } = answered([lost, lost, ok]);
    const made = threadkeep.sessions.create({ name: "Lost bag" });
    // Half of 250 ms and half of 500 ms: what the least chance makes of them.
    await timing.sleeping(125);
    timing.advance(125);
    await timing.sleeping(250);
    timing.advance(250);
    expect(await made).toEqual(SESSION);
    const keys = sent.map(({ headers }) => headers.get("Idempotency-Key"));
    expect(new Set(keys).size).toBe(1);
    expect(keys[0]).toMatch(/^[0-9a-f-]{36}$/);
    const bodies = sent.map(({ init }) => new TextDecoder().decode(init.body as ArrayBuffer));
    expect(bodies).toEqual(Array(3).fill('{"name":"Lost bag"}'));
  });

  test("waits for as long as the service asks it to", async () => {
    const { threadkeep, timing } = answered([() => busy({ "Retry-After": "7" }), ok]);
    const got = threadkeep.sessions.get("s1");
    await timing.sleeping(7_000);
    timing.advance(7_000);
    expect(await got).toEqual(SESSION);
  });

  test("fails when the service is away for too long, and says why", async () => {
    const { threadkeep, timing, sent } = answered([lost], { retries: { attempts: 2 } });
    const got = threadkeep.sessions.get("s1").catch((error: unknown) => error);
    await timing.sleeping(125);
    timing.advance(125);
    const error = await got;
    expect(error).toBeInstanceOf(ThreadkeepUnreachable);
    expect((error as Error).cause).toBeInstanceOf(TypeError);
    expect(sent).toHaveLength(2);
  });

  test("fails at once where it would have to wait for longer than its patience", async () => {
    const { threadkeep } = answered([() => busy({ "Retry-After": "3600" })]);
    await expect(threadkeep.sessions.get("s1")).rejects.toMatchObject({ status: 503 });
  });

  test("is given up and sent again when its answer does not come", async () => {
    const { threadkeep, timing, sent } = answered([never, ok]);
    const got = threadkeep.sessions.get("s1");
    await timing.sleeping(30_000);
    timing.advance(30_000);
    await timing.sleeping(125);
    timing.advance(125);
    expect(await got).toEqual(SESSION);
    expect(sent[0]?.init.signal?.aborted).toBe(true);
  });

  test("whose answer breaks off is sent again", async () => {
    const broken = () => {
      const body = new ReadableStream({
        start(controller) {
          controller.enqueue(new TextEncoder().encode('{"id": '));
          controller.error(new TypeError("terminated"));
        },
      });
      return new Response(body, { headers: { "Content-Type": "application/json" } });
    };
    const { threadkeep, timing } = answered([broken, ok]);
    const got = threadkeep.sessions.get("s1");
    await timing.sleeping(125);
    timing.advance(125);
    expect(await got).toEqual(SESSION);
  });

  test("that would make a second share is not sent again", async () => {
    const { threadkeep, sent } = answered([lost]);
    const params = { path: { chat_id: "c1" } };
    await expect(
      threadkeep.api.POST("/chats/{chat_id}/shares", { params, body: {} }),
    ).rejects.toThrow(ThreadkeepUnreachable);
    expect(sent).toHaveLength(1);
  });

  test("ends while it waits, when its signal aborts", async () => {
    const { threadkeep, timing } = answered([lost]);
    const controller = new AbortController();
    const got = threadkeep.sessions.get("s1", { signal: controller.signal });
    await timing.sleeping(125);
    controller.abort(new Error("never mind"));
    await expect(got).rejects.toThrow("never mind");
    expect(timing.waits).toEqual([]);
  });

  test("that a proxy refuses in its own words is a problem, too", async () => {
    const page = () => new Response("<h1>Not here</h1>", { status: 404, statusText: "Not Found" });
    const { threadkeep } = answered([page]);
    const error = await threadkeep.sessions.get("s1").catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ type: "about:blank", status: 404, detail: "<h1>Not here</h1>" });
    expect(isProblem(error, "not-found")).toBe(false);
  });

  test("whose problem is broken is one with its status", async () => {
    const headers = { "Content-Type": "application/problem+json" };
    const { threadkeep } = answered([() => new Response("{", { status: 409, headers })]);
    const error = await threadkeep.sessions.get("s1").catch((thrown: unknown) => thrown);
    expect((error as ThreadkeepProblem).status).toBe(409);
  });
});

describe("a token", () => {
  test("that is refused is asked for anew, and the request goes on with the other", async () => {
    const wanted: (string | undefined)[] = [];
    let present = "old";
    const token = async ({ refused }: { refused: string | undefined }) => {
      wanted.push(refused);
      if (refused !== undefined) present = "new";
      return present;
    };
    const bearer: Answering = (_, init) =>
      new Headers(init.headers).get("Authorization") === "Bearer new" ? ok() : refusing();
    const { threadkeep, sent } = answered([bearer], { token });
    const got = await Promise.all([1, 2, 3].map(() => threadkeep.sessions.get("s1")));
    expect(got).toHaveLength(3);
    expect(wanted.filter((refused) => refused !== undefined)).toEqual(["old"]);
    expect(sent).toHaveLength(6);
  });

  test("that is refused is a problem where there is no other", async () => {
    const { threadkeep, sent } = answered([refusing], { token: () => "same" });
    await expect(threadkeep.sessions.get("s1")).rejects.toMatchObject({ status: 401 });
    expect(sent).toHaveLength(1);
  });

  test("whose source cannot be reached is waited for", async () => {
    let asked = 0;
    const token = () => {
      asked += 1;
      if (asked === 1) throw new TypeError("fetch failed");
      return "abc";
    };
    const { threadkeep, timing } = answered([ok], { token });
    const got = threadkeep.sessions.get("s1");
    await timing.sleeping(125);
    timing.advance(125);
    expect(await got).toEqual(SESSION);
  });

  test("that its source refuses to give ends the call with that error", async () => {
    const token = () => Promise.reject(new Error("signed out"));
    const { threadkeep, sent } = answered([ok], { token });
    await expect(threadkeep.sessions.get("s1")).rejects.toThrow("signed out");
    expect(sent).toEqual([]);
  });
});

describe("an append", () => {
  test("has ids of its own, which grow, and keeps those that are given", async () => {
    const { threadkeep, sent } = answered([() => Response.json({ items: [] })]);
    const role = "user" as const;
    await threadkeep.messages.append("c1", [{ role }, { role, id: "mine" }, { role }]);
    const body = new TextDecoder().decode(sent[0]?.init.body as ArrayBuffer);
    const [first, second, third] = JSON.parse(body).map(({ id }: { id: string }) => id);
    expect(second).toBe("mine");
    expect(first).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(first < third).toBe(true);
  });
});
