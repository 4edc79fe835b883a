import type { ConnectionState, FeedNews } from "@threadkeep/client";
import type { Clock } from "./clock.js";
import { faultOf, isPassing } from "./faults.js";
import type { Action } from "./reducer.js";
import type { Service } from "./service.js";
import { type Connection, place, type State, type Thread } from "./state.js";
import type { Channel, Tabs } from "./tabs.js";
import type { Fault } from "./types.js";
import { Waits } from "./wait.js";

interface Options {
  sessionId: string;
  /** By which name the tabs of the browser know this session. */
  name: string;
  service: Service;
  tabs: Tabs;
  clock: Clock;
  dispatch(action: Action): void;
  state(): State;
}

/** What tabs say to each other of one session. `from` is who says it. */
type Word = { from: string } & (
  | { word: "hello" | "ping" | "pong" }
  | { word: "thread"; to: string | null; thread: Thread; isFresh: boolean; connection: Connection }
  | { word: "told"; news: FeedNews }
  | { word: "connection"; connection: Connection }
  | { word: "fault"; fault: Fault; final: boolean }
);

/** How many of the newest messages one tab hands to another; older ones each fetches itself. */
const HANDED_ON = 200;

/** How long the tab that has the feed may be silent before another takes it. */
const SILENCE = 5_000;
const ASKED_EVERY = 20_000;

/**
 * One session as this tab shows it. Of all tabs that show it, one has the feed and tells the others
 * what it hears; when that one is gone, or has fallen silent, the next goes on from where it stood.
 */
export class SessionView {
  readonly #options: Options;
  readonly #waits: Waits;
  readonly #me: string;
  #channel: Channel | null = null;
  #isLeader = false;
  /** Whose words this tab follows. */
  #leader: string | null = null;
  #restart = new AbortController();
  /** How often in a row the feed was refused. */
  #failures = 0;
  #ponged: () => void = () => undefined;

  constructor(options: Options) {
    this.#options = options;
    this.#waits = new Waits(options.clock);
    this.#me = `${String(options.clock.now())}-${options.clock.random().toString(36).slice(2)}`;
  }

  /** Whether this tab has the feed. */
  get isLeader(): boolean {
    return this.#isLeader;
  }

  /** Until the signal, or until there is no such session; throws what the service said then. */
  async run(signal: AbortSignal): Promise<void> {
    const { tabs, name } = this.#options;
    this.#channel = tabs.channel(name, (word) => {
      if (!signal.aborted) this.#hear(word as Word);
    });
    try {
      let steal = false;
      while (!signal.aborted) {
        const waiting = linked(signal);
        this.#leader = null;
        this.#say({ word: "hello" });
        void this.#watch(waiting);
        try {
          await tabs.exclusive(name, waiting.signal, (turn) => this.#lead(turn, waiting), {
            steal,
          });
          return;
        } catch (error) {
          if (error instanceof NoSuchSession) throw error.why;
          // Another tab took the feed, or this one is about to.
          steal = waiting.signal.reason === TAKE_IT;
          if (!steal && !isAbort(error)) await this.#waits.afterFailures(1, signal);
        } finally {
          this.#isLeader = false;
          waiting.abort();
        }
      }
    } finally {
      this.#channel.close();
      this.#channel = null;
    }
  }

  /** The network is back, or somebody looks at the page again. */
  poke(): void {
    this.#waits.poke();
    if (this.#isLeader && this.#options.state().connection !== "live") this.#restart.abort();
  }

  async #lead(turn: AbortSignal, waiting: AbortController): Promise<void> {
    if (waiting.signal.aborted) throw new DOMException("Too late", "AbortError");
    this.#isLeader = true;
    let isFresh = false;
    for (;;) {
      if (!this.#isKnown()) {
        await this.#recover(turn);
        isFresh = true;
      }
      this.#sayThread(null, isFresh);
      const ended = await this.#follow(turn);
      if (ended === "gone") return;
      if (turn.aborted) throw new DOMException("Another tab has the feed", "AbortError");
    }
  }

  #isKnown(): boolean {
    const { session, lastEventId } = this.#options.state();
    return session?.id === this.#options.sessionId && lastEventId !== null;
  }

  async #recover(signal: AbortSignal): Promise<void> {
    const { service, sessionId, dispatch } = this.#options;
    for (let failures = 1; ; failures += 1) {
      try {
        const { session, recovery } = await service.recoverSession(sessionId, signal);
        signal.throwIfAborted();
        dispatch({ type: "LOAD_SESSION", session, recovery });
        return;
      } catch (error) {
        signal.throwIfAborted();
        const fault = faultOf(error);
        const final = !isPassing(error);
        dispatch({ type: "LOOKED_IN_VAIN", fault, final });
        this.#say({ word: "fault", fault, final });
        if (final) throw new NoSuchSession(error);
        await this.#waits.afterFailures(failures, signal);
      }
    }
  }

  async #follow(signal: AbortSignal): Promise<"gone" | "again"> {
    const { service, sessionId, dispatch, state } = this.#options;
    const restart = linked(signal);
    this.#restart = restart;
    const onConnection = (now: ConnectionState) => {
      // A feed that comes back at once, as each does now and then, is no news.
      if (restart.signal.aborted || now === "connecting") return;
      this.#connection(now === "open" ? "live" : "waiting");
    };
    try {
      const feed = service.follow(sessionId, state().lastEventId, restart.signal, onConnection);
      for await (const news of feed) {
        if (restart.signal.aborted) break;
        this.#failures = 0;
        dispatch({ type: "TOLD", news });
        this.#say({ word: "told", news });
        if (news.event === "gone") return "gone";
        if (news.event === "reset") return "again";
      }
    } catch (error) {
      if (restart.signal.aborted) return "again";
      this.#connection("waiting");
      if (!isPassing(error)) {
        // What the recovery is answered says whether there is anything to show.
        dispatch({ type: "TOLD", news: { event: "reset", data: {}, lastEventId: undefined } });
      }
      this.#failures += 1;
      await this.#waits.afterFailures(this.#failures, signal);
    } finally {
      restart.abort();
    }
    return "again";
  }

  #connection(connection: Connection): void {
    this.#options.dispatch({ type: "CONNECTION", connection });
    this.#say({ word: "connection", connection });
  }

  /** Asks now and then whether the tab that has the feed is awake; else this one takes it. */
  async #watch(waiting: AbortController): Promise<void> {
    for (;;) {
      await this.#waits.milliseconds(ASKED_EVERY, waiting.signal);
      if (waiting.signal.aborted || this.#isLeader) return;
      if (isHidden()) continue;
      for (let asked = 1; ; asked += 1) {
        if (await this.#answers(waiting.signal)) break;
        if (waiting.signal.aborted || this.#isLeader) return;
        if (asked < 2) continue;
        waiting.abort(TAKE_IT);
        return;
      }
    }
  }

  #answers(signal: AbortSignal): Promise<boolean> {
    return new Promise((resolve) => {
      const cancel = this.#options.clock.after(SILENCE, () => {
        resolve(false);
      });
      signal.addEventListener("abort", cancel, { once: true });
      this.#ponged = () => {
        cancel();
        signal.removeEventListener("abort", cancel);
        resolve(true);
      };
      this.#say({ word: "ping" });
    });
  }

  #hear(word: Word): void {
    const { dispatch } = this.#options;
    if (this.#isLeader) {
      if (word.word === "hello" && this.#isKnown()) this.#sayThread(word.from, false);
      if (word.word === "ping") this.#say({ word: "pong" });
      return;
    }
    switch (word.word) {
      case "pong":
        this.#ponged();
        break;
      case "thread":
        if (word.to !== null && word.to !== this.#me) break;
        this.#leader = word.from;
        dispatch({
          type: "ADOPT",
          thread: word.thread,
          isFresh: word.isFresh,
          connection: word.connection,
        });
        break;
      case "told":
        if (word.from === this.#leader) {
          dispatch({ type: "TOLD", news: word.news });
        } else {
          // Words were missed: ask for all of it.
          this.#say({ word: "hello" });
        }
        break;
      case "connection":
        if (word.from === this.#leader) {
          dispatch({ type: "CONNECTION", connection: word.connection });
        }
        break;
      case "fault":
        dispatch({ type: "LOOKED_IN_VAIN", fault: word.fault, final: word.final });
        break;
      default:
    }
  }

  #sayThread(to: string | null, isFresh: boolean): void {
    const { state } = this.#options;
    const { connection } = state();
    this.#say({ word: "thread", to, isFresh, connection, thread: handedOn(state()) });
  }

  #say(word: Word extends infer Each ? (Each extends Word ? Omit<Each, "from"> : never) : never) {
    this.#channel?.tell({ ...word, from: this.#me });
  }
}

const TAKE_IT = "the tab that has the feed is silent";

/** There is no such session, or it is not this user's. */
class NoSuchSession extends Error {
  constructor(readonly why: unknown) {
    super("There is no such session");
  }
}

function handedOn(state: State): Thread {
  const { session, chat, mission, currentHop, progress, openToolCalls, streams, lastEventId } =
    state;
  const shown = state.messages.length - place(state.messages, state.oldest);
  const isCut = shown > HANDED_ON;
  const messages = isCut ? state.messages.slice(-HANDED_ON) : state.messages;
  const oldest = messages[0] && isCut ? messages[0].sequence_order : state.oldest;
  return {
    ...{ session, chat, mission, currentHop, progress, openToolCalls, streams, lastEventId },
    ...{ messages, oldest },
  };
}

/** One that is aborted when the signal is, and on its own. */
function linked(signal: AbortSignal): AbortController {
  const controller = new AbortController();
  const abort = () => {
    controller.abort(signal.reason);
  };
  if (signal.aborted) abort();
  signal.addEventListener("abort", abort, { once: true, signal: controller.signal });
  return controller;
}

function isAbort(error: unknown): boolean {
  return error instanceof DOMException && error.name === "AbortError";
}

function isHidden(): boolean {
  return typeof document !== "undefined" && document.visibilityState === "hidden";
}
