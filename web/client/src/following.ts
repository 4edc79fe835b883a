import { createParser } from "eventsource-parser";
import { problemIn, type ThreadkeepProblem } from "./problem.js";
import {
  type BackOff,
  delayAfter,
  heardOnline,
  pause,
  retryAfter,
  type Timing,
  within,
} from "./timing.js";
import { Lost, linked, type Transport } from "./transport.js";

/** How a follower stands: `waiting` until it tries again. */
export type ConnectionState = "connecting" | "open" | "waiting";

export interface FollowOptions {
  /** Ends it: the iteration throws the signal's reason. */
  readonly signal?: AbortSignal | undefined;
  /** Told of each change; with the reason, where the connection was lost. */
  readonly onConnection?: ((state: ConnectionState, reason?: unknown) => void) | undefined;
}

/** A server-sent event as it came. */
export interface RawEvent {
  readonly event: string;
  readonly data: string;
  readonly id: string | undefined;
}

/** What becomes of an event: it is told, perhaps as the last, or the connection is made anew. */
export type Verdict<News> =
  | { readonly news: News; readonly last: boolean }
  | { readonly again: "now" | "soon" }
  | undefined;

/** What is followed, and how its events are understood. */
export interface Followed<News> {
  readonly url: string;
  /** Where to go on from. */
  lastEventId: string | undefined;
  take(event: RawEvent): Verdict<News>;
  /** The last that is told after this refusal; undefined where the problem is to be thrown. */
  refused(problem: ThreadkeepProblem, wasOpen: boolean): Promise<News | undefined>;
}

const OPENING_MS = 30_000;
/** The service sends a comment each 15 seconds. */
const SILENCE_MS = 45_000;
/** A connection that lived for so long was a good one. */
const LIVED_MS = 5_000;
const BACK_OFF: BackOff = { firstMs: 500, mostMs: 30_000 };

/**
 * Tells what comes, over as many connections as it takes, each event once and in order.
 *
 * Leaving the iteration, or calling `return()` at any time, closes the connection. Throws
 * ThreadkeepProblem where the service refuses, and the signal's reason once that is aborted;
 * whatever passes is waited out.
 */
export function following<News>(
  transport: Transport,
  followed: Followed<News>,
  options: FollowOptions,
): AsyncGenerator<News, void, undefined> {
  const closing = new AbortController();
  const closed = new Error("closed");
  const news = connections(transport, followed, options, closing.signal);
  const ended = { done: true, value: undefined } as const;
  const unlessClosed = async (step: Promise<IteratorResult<News, void>>) =>
    step.catch((error: unknown) => {
      if (error === closed) return ended;
      throw error;
    });
  const end = async () => {
    // A generator that waits for an event would return only after it.
    closing.abort(closed);
    await unlessClosed(news.return());
    return ended;
  };
  return {
    next: () => unlessClosed(news.next()),
    return: end,
    throw: async (error: unknown) => {
      await end();
      throw error;
    },
    [Symbol.asyncIterator]() {
      return this;
    },
    ...(Symbol.asyncDispose && { [Symbol.asyncDispose]: async () => void (await end()) }),
  } as AsyncGenerator<News, void, undefined>;
}

async function* connections<News>(
  transport: Transport,
  followed: Followed<News>,
  { signal: outer, onConnection }: FollowOptions,
  closing: AbortSignal,
): AsyncGenerator<News, void, undefined> {
  const link = linked(outer, closing);
  try {
    yield* reconnecting(transport, followed, link.signal, onConnection);
  } finally {
    link.release();
  }
}

async function* reconnecting<News>(
  transport: Transport,
  followed: Followed<News>,
  signal: AbortSignal,
  onConnection: FollowOptions["onConnection"],
): AsyncGenerator<News, void, undefined> {
  const { timing } = transport;
  let failures = 0;
  let wasOpen = false;
  for (;;) {
    signal.throwIfAborted();
    onConnection?.("connecting");
    const attempt = linked(signal);
    let told = false;
    let opened: number | undefined;
    let again: "now" | "soon" = "soon";
    let asked = 0;
    let reason: unknown;
    const unheard = heardOnline(() => {
      // What was open before may be so on this side alone.
      failures = 0;
      again = "now";
      attempt.abort();
    });
    try {
      const headers = new Headers({ Accept: "text/event-stream" });
      if (followed.lastEventId !== undefined) headers.set("Last-Event-ID", followed.lastEventId);
      const sending = { url: followed.url, method: "GET", headers, signal: attempt.signal };
      const response = await transport.open(sending, OPENING_MS);
      if (!response.ok) {
        const problem = await within(problemIn(response), OPENING_MS, timing, silent);
        if (!passes(problem.status)) {
          const last = await followed.refused(problem, wasOpen);
          if (last === undefined) throw problem;
          yield last;
          return;
        }
        asked = retryAfter(response.headers, timing.now());
        reason = problem;
      } else {
        opened = timing.now();
        const events = eventsOf(response, timing, attempt.signal);
        wasOpen = true;
        onConnection?.("open");
        for await (const event of events) {
          const verdict = followed.take(event);
          if (event.id !== undefined && !(verdict && "again" in verdict)) {
            followed.lastEventId = event.id;
          }
          if (verdict === undefined) continue;
          if ("again" in verdict) {
            again = verdict.again;
            break;
          }
          told = true;
          yield verdict.news;
          if (verdict.last) return;
        }
      }
    } catch (error) {
      signal.throwIfAborted();
      if (!(error instanceof Lost)) throw error;
      reason = error.cause;
    } finally {
      unheard();
      attempt.abort();
      attempt.release();
    }
    signal.throwIfAborted();
    const lived = opened !== undefined && timing.now() - opened >= LIVED_MS;
    if (told || lived) failures = 0;
    if (again === "now" && failures === 0 && (told || lived)) continue;
    failures += 1;
    onConnection?.("waiting", reason);
    const wait = Math.max(asked, delayAfter(failures, BACK_OFF, timing));
    await pause(wait, timing, signal);
  }
}

const silent = () => new Lost(new Error("nothing came any more"));

function passes(status: number): boolean {
  return status >= 500 || status === 408 || status === 425 || status === 429;
}

/** The events of one answer, until it ends or nothing has come for too long (Lost). */
async function* eventsOf(
  response: Response,
  timing: Timing,
  signal: AbortSignal,
): AsyncGenerator<RawEvent, void, undefined> {
  const kind = response.headers.get("Content-Type") ?? "none";
  if (!/^text\/event-stream\b/.test(kind) || response.body === null) {
    throw new Lost(new Error(`the answer is no event stream but ${kind}`));
  }
  const events: RawEvent[] = [];
  const parser = createParser({
    onEvent: ({ event = "message", data, id }) => events.push({ event, data, id }),
  });
  const reader = response.body.getReader();
  const decoder = new TextDecoder();
  const cancel = () => void reader.cancel().catch(() => {});
  signal.addEventListener("abort", cancel, { once: true });
  try {
    for (;;) {
      const part = await within(reader.read(), SILENCE_MS, timing, silent).catch((error) => {
        throw error instanceof Lost ? error : new Lost(error);
      });
      if (part.done) return;
      parser.feed(decoder.decode(part.value, { stream: true }));
      yield* events.splice(0);
    }
  } finally {
    signal.removeEventListener("abort", cancel);
    cancel();
  }
}

/** The JSON of an event. Throws Lost where it is none. */
export function jsonOf(event: RawEvent): unknown {
  try {
    return JSON.parse(event.data);
  } catch (error) {
    throw new Lost(error);
  }
}
