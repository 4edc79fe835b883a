import type {
  MessageCreate,
  MessageOut,
  SessionCreate,
  SessionOut,
  SessionUpdate,
} from "@threadkeep/client";
import { type Clock, systemClock } from "./clock.js";
import { faultOf, isPassing } from "./faults.js";
import { ListNews } from "./list-news.js";
import { Outbox } from "./outbox/outbox.js";
import { memoryStorage } from "./outbox/storage.js";
import { presentSession } from "./present-session.js";
import { type Action, reducer } from "./reducer.js";
import type { Service } from "./service.js";
import { RememberedSession } from "./session-memory.js";
import { SessionView } from "./session-view.js";
import { initialState, type State, shownMessages } from "./state.js";
import type { Draft, News, SessionCommand, StoreOptions } from "./store-types.js";
import { browserTabs, type Tabs } from "./tabs.js";
import type { ThreadMessage, Unsent } from "./types.js";
import { Waits } from "./wait.js";

/**
 * All that the hooks show, of one session at a time: recovered at the start, kept up to date by the
 * feed, with what is unsent. It does nothing before `start`, and holds nothing after `stop`.
 */
export class ThreadkeepStore {
  readonly service: Service;
  readonly #name: string;
  #wanted: string | undefined;
  readonly #tabs: Tabs;
  readonly #clock: Clock;
  readonly #memory: RememberedSession;
  readonly #outbox: Outbox;
  readonly #waits: Waits;
  readonly #listeners = new Set<() => void>();
  readonly #lists: ListNews;
  readonly #newsListeners = new Set<(news: News) => void>();
  #state: State = initialState;
  #shown: { of: unknown[]; messages: readonly ThreadMessage[] } = { of: [null], messages: [] };
  #starts = 0;
  #life: AbortController | null = null;
  #view: { controller: AbortController; view: SessionView | null } | null = null;
  #outboxOf: { userId: string; controller: AbortController } | null = null;

  constructor(options: StoreOptions) {
    this.service = options.service;
    this.#name = options.name ?? "threadkeep";
    this.#wanted = options.sessionId;
    this.#tabs = options.tabs ?? browserTabs();
    this.#clock = options.clock ?? systemClock;
    this.#memory = new RememberedSession(`${this.#name}:session`, options.memory);
    this.#lists = new ListNews(`${this.#name}:sessions`, this.#tabs, this.#clock);
    this.#waits = new Waits(this.#clock);
    this.#outbox = new Outbox({
      name: `${this.#name}:outbox`,
      storage: options.storage ?? memoryStorage(),
      tabs: this.#tabs,
      clock: this.#clock,
      append: (entry, signal) => this.service.append(entry.chat_id, entry.message, signal),
      changed: (unsent, stored) => {
        this.#dispatch(stored ? { type: "STORED", ...stored, unsent } : { type: "UNSENT", unsent });
      },
    });
  }

  readonly getState = (): State => this.#state;

  /** The messages as they are shown; the same as long as nothing of them changes. */
  readonly getMessages = (): readonly ThreadMessage[] => {
    const { messages, oldest, unsent, chat } = this.#state;
    const of = [messages, oldest, unsent, chat?.id];
    if (!this.#shown.of.every((each, at) => each === of[at])) {
      this.#shown = { of, messages: shownMessages(this.#state) };
    }
    return this.#shown.messages;
  };

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  };

  /** Hears when a list of sessions may have become another. */
  readonly onSessionsChanged = (listener: () => void): (() => void) => this.#lists.listen(listener);

  /** Hears what the feed tells, once the state has it; `recovered` where all of it may be another. */
  readonly onNews = (listener: (news: News) => void): (() => void) => {
    this.#newsListeners.add(listener);
    return () => {
      this.#newsListeners.delete(listener);
    };
  };

  /** Deletes a session with its chat; where it is the present one, the feed says so. */
  readonly deleteSession = async (id = this.#present().id): Promise<void> => {
    await this.service.deleteSession(id);
    this.#lists.changed();
  };

  /** Begins, until the function that it returns was called as often as this one. */
  readonly start = (): (() => void) => {
    this.#starts += 1;
    // A component that React mounts, unmounts and mounts again begins once.
    queueMicrotask(() => {
      if (this.#starts > 0 && !this.#life) this.#begin();
    });
    let isStopped = false;
    return () => {
      if (isStopped) return;
      isStopped = true;
      this.#starts -= 1;
      queueMicrotask(() => {
        if (this.#starts === 0) this.#end();
      });
    };
  };

  /** Shows this session from now on; without an id it goes on with the present one. */
  readonly want = (id: string | undefined): void => {
    if (this.#wanted === id) return;
    this.#wanted = id;
    if (id !== undefined && this.#life) {
      this.loadSession(id).catch(() => {
        // The state says what is wrong.
      });
    }
  };

  /** The network is back, or somebody looks at the page again: whatever waits tries now. */
  readonly poke = (): void => {
    this.#waits.poke();
    this.#view?.view?.poke();
    this.#outbox.poke();
  };

  /** Does what the command says; resolves once the reducer has taken the answer in. */
  readonly dispatch = async (command: SessionCommand): Promise<SessionOut> => {
    switch (command.type) {
      case "CREATE_SESSION": {
        const { type: _type, ...body } = command;
        return await this.createSession(body);
      }
      case "LOAD_SESSION":
        return await this.loadSession(command.session_id);
      case "UPDATE_SESSION_ACTIVITY":
        return await this.touchSession();
      case "ARCHIVE_SESSION":
        return await this.archiveSession();
    }
  };

  readonly createSession = async (body: SessionCreate = {}): Promise<SessionOut> => {
    const signal = this.#alive();
    const session = await this.service.createSession(body, signal);
    signal.throwIfAborted();
    this.#dispatch({ type: "LOOK_FOR_SESSION" });
    this.#dispatch({ type: "CREATE_SESSION", session });
    this.#lists.changed();
    return await this.#open(session.id);
  };

  readonly loadSession = async (id?: string): Promise<SessionOut> => {
    const { session, phase } = this.#state;
    if (id !== undefined && session?.id === id && phase !== "failed") return session;
    this.#alive();
    this.#dispatch({ type: "LOOK_FOR_SESSION" });
    return await this.#open(id ?? null);
  };

  readonly touchSession = async (): Promise<SessionOut> => {
    const session = await this.service.touchSession(this.#present().id);
    this.#dispatch({ type: "UPDATE_SESSION_ACTIVITY", session });
    return session;
  };

  readonly archiveSession = async (id = this.#present().id): Promise<SessionOut> => {
    const session = await this.service.archiveSession(id);
    this.#dispatch({ type: "ARCHIVE_SESSION", session });
    this.#lists.changed();
    return session;
  };

  /** Opens an archived or completed session again; its chat takes messages from then on. */
  readonly restoreSession = async (id = this.#present().id): Promise<SessionOut> => {
    const session = await this.service.restoreSession(id);
    this.#dispatch({ type: "SESSION_CHANGED", session });
    this.#lists.changed();
    return session;
  };

  readonly updateSession = async (
    body: SessionUpdate,
    id = this.#present().id,
  ): Promise<SessionOut> => {
    const session = await this.service.updateSession(id, body);
    this.#dispatch({ type: "SESSION_CHANGED", session });
    this.#lists.changed();
    return session;
  };

  /** Loads the page before the oldest message; does nothing where there is none, or while one comes. */
  readonly loadOlder = async (): Promise<void> => {
    const { chat, oldest, loadingOlder, phase } = this.#state;
    const controller = this.#view?.controller;
    if (!chat || !controller || phase !== "ready" || loadingOlder || oldest <= 1) return;
    this.#dispatch({ type: "OLDER_ASKED" });
    try {
      const page = await this.service.olderMessages(chat.id, oldest, controller.signal);
      if (controller.signal.aborted) return;
      this.#dispatch({ type: "OLDER_LOADED", chatId: chat.id, before: oldest, page });
    } catch (error) {
      if (!controller.signal.aborted) throw error;
    } finally {
      if (!controller.signal.aborted) this.#dispatch({ type: "OLDER_FAILED" });
    }
  };

  /**
   * Keeps the message in the outbox and lets it be sent. Resolves to its id once it would survive
   * the page; it is shown at once, and sent as soon as the service can be reached.
   */
  readonly send = async (draft: Draft): Promise<string> => {
    const session = this.#present();
    const given: MessageCreate =
      typeof draft === "string" ? { role: "user", content: draft } : draft;
    const id = given.id ?? this.service.newId();
    const entry: Unsent = {
      id,
      user_id: session.user_id,
      session_id: session.id,
      chat_id: session.chat_id,
      message: { ...given, id },
      state: "pending",
      fault: null,
      created_at: new Date(this.#clock.now()).toISOString(),
    };
    await this.#outbox.add(entry);
    return id;
  };

  readonly retry = (id: string): Promise<void> => this.#outbox.retry(id);

  readonly discard = (id: string): Promise<void> => this.#outbox.discard(id);

  /** Ends a stream with what was acknowledged. */
  readonly stopStream = async (streamId: string): Promise<MessageOut> =>
    // The feed tells of the end.
    await this.service.cancelStream(streamId);

  #begin(): void {
    this.#life = new AbortController();
    const { signal } = this.#life;
    this.#lists.open();
    if (typeof window !== "undefined") {
      window.addEventListener("online", this.poke, { signal });
      document.addEventListener("visibilitychange", this.poke, { signal });
    }
    const id = this.#wanted ?? this.#state.session?.id ?? this.#memory.get();
    this.#open(id ?? null, id !== this.#wanted).catch(() => {
      // The state says what is wrong.
    });
  }

  #end(): void {
    this.#life?.abort();
    this.#life = null;
    this.#view?.controller.abort();
    this.#view = null;
    this.#outboxOf?.controller.abort();
    this.#outboxOf = null;
    this.#lists.close();
  }

  #alive(): AbortSignal {
    if (!this.#life)
      throw new Error("The store is not started: is its ThreadkeepProvider mounted?");
    return this.#life.signal;
  }

  #present(): SessionOut {
    const { session } = this.#state;
    if (!session) throw new Error("There is no session yet");
    return session;
  }

  /** Shows this session, or without an id the one to resume. */
  #open(id: string | null, isRemembered = false): Promise<SessionOut> {
    this.#view?.controller.abort();
    const controller = new AbortController();
    const present = { controller, view: null as SessionView | null };
    this.#view = present;
    const opened = presentSession(this, controller.signal);
    void (async () => {
      const { signal } = controller;
      let wanted = id;
      for (;;) {
        const sessionId = wanted ?? (await this.#resume(signal));
        if (sessionId === null) return;
        this.#memory.set(sessionId);
        present.view = this.#viewOf(sessionId, signal, wanted !== null && isRemembered, present);
        try {
          await present.view.run(signal);
          return;
        } catch {
          if (signal.aborted) return;
          this.#memory.set(null);
          // What the tab remembers may be gone; what it was told to show is said to be.
          if (wanted === null || !isRemembered) return;
          this.#dispatch({ type: "LOOK_FOR_SESSION" });
          wanted = null;
        }
      }
    })();
    return opened;
  }

  #viewOf(
    sessionId: string,
    signal: AbortSignal,
    isGuess: boolean,
    present: { view: SessionView | null },
  ): SessionView {
    return new SessionView({
      sessionId,
      name: `${this.#name}:session:${sessionId}`,
      service: this.service,
      tabs: this.#tabs,
      clock: this.#clock,
      state: this.getState,
      dispatch: (action) => {
        if (signal.aborted) return;
        const isFinal = action.type === "LOOKED_IN_VAIN" && action.final;
        this.#dispatch(isFinal && isGuess ? { ...action, final: false } : action);
        if (action.type === "LOAD_SESSION" || action.type === "ADOPT") {
          this.#sendUnsent();
          this.#tell("recovered");
        }
        if (action.type === "TOLD") this.#tell(action.news.event);
        const isBack = action.type === "CONNECTION" && action.connection === "live";
        const isNews = action.type === "TOLD" && action.news.event === "session";
        if (isBack || isNews) this.#lists.heard(isNews && present.view?.isLeader === true);
      },
    });
  }

  async #resume(signal: AbortSignal): Promise<string | null> {
    for (let failures = 1; !signal.aborted; failures += 1) {
      try {
        const session = await this.service.resumeSession(signal);
        return signal.aborted ? null : session.id;
      } catch (error) {
        if (signal.aborted) return null;
        const final = !isPassing(error);
        this.#dispatch({ type: "LOOKED_IN_VAIN", fault: faultOf(error), final });
        if (final) return null;
        await this.#waits.afterFailures(failures, signal);
      }
    }
    return null;
  }

  #sendUnsent(): void {
    const userId = this.#state.session?.user_id;
    if (userId === undefined || this.#outboxOf?.userId === userId) return;
    this.#outboxOf?.controller.abort();
    const controller = new AbortController();
    this.#outboxOf = { userId, controller };
    void this.#outbox.run(userId, controller.signal);
  }

  #tell(news: News): void {
    for (const listener of [...this.#newsListeners]) listener(news);
  }

  #dispatch(action: Action): void {
    const state = reducer(this.#state, action);
    if (state === this.#state) return;
    this.#state = state;
    for (const listener of [...this.#listeners]) listener();
  }
}
