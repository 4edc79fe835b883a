/** What the tabs of one browser do with each other. */
export interface Tabs {
  /**
   * Runs `work` while no other tab runs any under that name; waits for its turn.
   * The signal that `work` gets says that it has to end: by the caller's, or because another tab
   * took the turn away with `steal`, which this promise is then rejected for (AbortError).
   */
  exclusive<Result>(
    name: string,
    signal: AbortSignal,
    work: (signal: AbortSignal) => Promise<Result>,
    options?: { steal?: boolean },
  ): Promise<Result>;
  /** Hears what other tabs tell under that name, never what it tells itself. */
  channel(name: string, heard: (message: unknown) => void): Channel;
}

export interface Channel {
  tell(message: unknown): void;
  close(): void;
}

/**
 * The tabs of this browser, by Web Locks and BroadcastChannel; where it has not both, or the page
 * is not from a secure origin, each tab for itself.
 */
export function browserTabs(): Tabs {
  const locks = typeof navigator === "undefined" ? undefined : navigator.locks;
  if (!locks || typeof BroadcastChannel === "undefined") return loneTab();
  return {
    exclusive: async (name, signal, work, { steal = false } = {}) => {
      const turn = new AbortController();
      const end = () => {
        turn.abort(signal.reason);
      };
      signal.throwIfAborted();
      signal.addEventListener("abort", end);
      try {
        // A request that steals takes no signal: it does not wait.
        const options: LockOptions = steal ? { steal } : { signal };
        return await locks.request(name, options, () => work(turn.signal));
      } catch (error) {
        turn.abort(error);
        throw error;
      } finally {
        signal.removeEventListener("abort", end);
      }
    },
    channel: (name, heard) => {
      const channel = new BroadcastChannel(name);
      channel.onmessage = (event) => {
        heard(event.data);
      };
      return {
        tell: (message) => {
          channel.postMessage(message);
        },
        close: () => {
          channel.close();
        },
      };
    },
  };
}

/** A tab that knows of no others. */
export function loneTab(): Tabs {
  const turns = new Map<string, Promise<unknown>>();
  return {
    exclusive: async (name, signal, work) => {
      const before = turns.get(name);
      const turn = (async () => {
        await before;
        signal.throwIfAborted();
        return await work(signal);
      })();
      const over = turn.catch(() => undefined);
      turns.set(name, over);
      try {
        return await turn;
      } finally {
        if (turns.get(name) === over) turns.delete(name);
      }
    },
    channel: () => ({ tell: () => undefined, close: () => undefined }),
  };
}
