import type { SessionListed } from "@threadkeep/client";
import { useEffect, useMemo, useSyncExternalStore } from "react";
import { faultOf } from "./faults.js";
import { useProvided } from "./provider.js";
import type { SessionsQuery } from "./service.js";
import type { ThreadkeepStore } from "./store.js";
import type { Fault } from "./types.js";

interface Listed {
  sessions: readonly SessionListed[];
  isLoading: boolean;
  hasMore: boolean;
  fault: Fault | null;
}

export interface UseSessions extends Listed {
  loadMore: () => Promise<void>;
  refresh: () => Promise<void>;
}

const START: Listed = { sessions: [], isLoading: true, hasMore: false, fault: null };

/** The user's sessions, the most recently used first; read again when one of them changes. */
export function useSessions(query: SessionsQuery = {}): UseSessions {
  const { store } = useProvided();
  const { status, limit } = query;
  const list = useMemo(() => new SessionList(store, { status, limit }), [store, status, limit]);
  const listed = useSyncExternalStore(list.subscribe, list.getListed, () => START);
  useEffect(() => list.start(), [list]);
  return useMemo(
    () => ({ ...listed, loadMore: list.loadMore, refresh: list.refresh }),
    [list, listed],
  );
}

/** One list, as far as it was read. */
class SessionList {
  readonly #store: ThreadkeepStore;
  readonly #query: SessionsQuery;
  readonly #listeners = new Set<() => void>();
  #listed = START;
  #cursor: string | null = null;
  #life: AbortController | null = null;
  #reading: AbortController | null = null;

  constructor(
    store: ThreadkeepStore,
    query: { [Key in keyof SessionsQuery]: SessionsQuery[Key] | undefined },
  ) {
    this.#store = store;
    this.#query = Object.fromEntries(
      Object.entries(query).filter(([, value]) => value !== undefined),
    );
  }

  readonly getListed = (): Listed => this.#listed;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  };

  readonly start = (): (() => void) => {
    const life = new AbortController();
    this.#life = life;
    const changed = () => {
      void this.refresh();
    };
    const unsubscribe = this.#store.onSessionsChanged(changed);
    // Not before the components around have mounted for good.
    queueMicrotask(() => {
      if (!life.signal.aborted) changed();
    });
    return () => {
      unsubscribe();
      life.abort();
      this.#reading?.abort();
    };
  };

  /** Reads as many again as there are. */
  readonly refresh = async (): Promise<void> => {
    const wanted = this.#listed.sessions.length;
    await this.#read(async (signal) => {
      let sessions: SessionListed[] = [];
      let cursor: string | null = null;
      do {
        const page = await this.#store.service.listSessions(this.#query, cursor, signal);
        sessions = [...sessions, ...page.items];
        cursor = page.next;
      } while (cursor !== null && sessions.length < wanted);
      return { sessions, cursor };
    });
  };

  readonly loadMore = async (): Promise<void> => {
    const cursor = this.#cursor;
    if (cursor === null || this.#listed.isLoading) return;
    await this.#read(async (signal) => {
      const page = await this.#store.service.listSessions(this.#query, cursor, signal);
      const known = new Set(this.#listed.sessions.map((session) => session.id));
      const further = page.items.filter((session) => !known.has(session.id));
      return { sessions: [...this.#listed.sessions, ...further], cursor: page.next };
    });
  };

  async #read(
    read: (signal: AbortSignal) => Promise<{ sessions: SessionListed[]; cursor: string | null }>,
  ): Promise<void> {
    if (!this.#life || this.#life.signal.aborted) return;
    this.#reading?.abort();
    const reading = new AbortController();
    this.#reading = reading;
    this.#show({ isLoading: true });
    try {
      const { sessions, cursor } = await read(reading.signal);
      if (reading.signal.aborted) return;
      this.#cursor = cursor;
      this.#show({ sessions, hasMore: cursor !== null, isLoading: false, fault: null });
    } catch (error) {
      if (!reading.signal.aborted) this.#show({ isLoading: false, fault: faultOf(error) });
    }
  }

  #show(changed: Partial<Listed>): void {
    this.#listed = { ...this.#listed, ...changed };
    for (const listener of [...this.#listeners]) listener();
  }
}
