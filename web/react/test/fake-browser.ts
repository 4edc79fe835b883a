import type { Clock } from "../src/clock.js";
import type { SessionMemory } from "../src/session-memory.js";
import type { Tabs } from "../src/tabs.js";

/** A clock that moves when it is told to; chance is always the most. */
export class FakeClock implements Clock {
  #now = 0;
  readonly #waiting = new Set<{ at: number; callback: () => void }>();

  now(): number {
    return this.#now;
  }

  random(): number {
    return 0.999;
  }

  after(milliseconds: number, callback: () => void): () => void {
    const wait = { at: this.#now + milliseconds, callback };
    this.#waiting.add(wait);
    return () => {
      this.#waiting.delete(wait);
    };
  }

  /** How many wait. */
  get waiting(): number {
    return this.#waiting.size;
  }

  async pass(milliseconds: number): Promise<void> {
    const until = this.#now + milliseconds;
    for (;;) {
      await settled();
      const due = [...this.#waiting].filter(({ at }) => at <= until).sort((a, b) => a.at - b.at)[0];
      if (!due) break;
      this.#now = Math.max(this.#now, due.at);
      this.#waiting.delete(due);
      due.callback();
    }
    this.#now = until;
    await settled();
  }
}

/** Lets everything run that waits for nothing but its turn. */
export async function settled(): Promise<void> {
  for (let turn = 0; turn < 60; turn += 1) {
    await new Promise((resolve) => {
      setImmediate(resolve);
    });
  }
}

type Holder = { name: string; release(): void; steal(): void };

/** A browser with any number of tabs, by the rules of Web Locks and BroadcastChannel. */
export class FakeBrowser {
  readonly #queues = new Map<string, { grant(): void }[]>();
  readonly #held = new Map<string, Holder>();
  readonly #channels = new Set<{ name: string; tab: FakeTab; heard(message: unknown): void }>();

  tab(): FakeTab {
    return new FakeTab(this);
  }

  get openChannels(): number {
    return this.#channels.size;
  }

  get heldLocks(): string[] {
    return [...this.#held.keys()];
  }

  channel(tab: FakeTab, name: string, heard: (message: unknown) => void) {
    const channel = { name, tab, heard };
    this.#channels.add(channel);
    return {
      tell: (message: unknown) => {
        if (!this.#channels.has(channel)) throw new Error("a closed channel told something");
        const copy: unknown = structuredClone(message);
        for (const other of [...this.#channels]) {
          if (other === channel || other.name !== name) continue;
          queueMicrotask(() => {
            if (this.#channels.has(other) && !other.tab.isFrozen) other.heard(copy);
          });
        }
      },
      close: () => {
        this.#channels.delete(channel);
      },
    };
  }

  lock<Result>(
    name: string,
    signal: AbortSignal,
    work: (signal: AbortSignal) => Promise<Result>,
    steal: boolean,
  ): Promise<Result> {
    signal.throwIfAborted();
    return new Promise<Result>((resolve, reject) => {
      const turn = new AbortController();
      const request = {
        grant: () => {
          signal.removeEventListener("abort", give);
          const end = () => {
            turn.abort(signal.reason);
          };
          signal.addEventListener("abort", end);
          const holder: Holder = {
            name,
            release: () => {
              signal.removeEventListener("abort", end);
              if (this.#held.get(name) !== holder) return;
              this.#held.delete(name);
              this.#queues.get(name)?.shift()?.grant();
            },
            steal: () => {
              const stolen = new DOMException("stolen", "AbortError");
              reject(stolen);
              turn.abort(stolen);
            },
          };
          this.#held.set(name, holder);
          void work(turn.signal).then(resolve, reject).finally(holder.release);
        },
      };
      const give = () => {
        const queue = this.#queues.get(name) ?? [];
        this.#queues.set(
          name,
          queue.filter((each) => each !== request),
        );
        reject(signal.reason as Error);
      };
      if (steal) {
        this.#held.get(name)?.steal();
        request.grant();
      } else if (this.#held.has(name)) {
        this.#queues.set(name, [...(this.#queues.get(name) ?? []), request]);
        signal.addEventListener("abort", give, { once: true });
      } else {
        request.grant();
      }
    });
  }
}

export class FakeTab implements Tabs {
  /** A frozen tab hears nothing. */
  isFrozen = false;
  readonly memory: SessionMemory & { items: Map<string, string> } = memory();

  constructor(readonly browser: FakeBrowser) {}

  exclusive<Result>(
    name: string,
    signal: AbortSignal,
    work: (signal: AbortSignal) => Promise<Result>,
    { steal = false } = {},
  ): Promise<Result> {
    return this.browser.lock(name, signal, work, steal);
  }

  channel(name: string, heard: (message: unknown) => void) {
    return this.browser.channel(this, name, heard);
  }
}

export function memory(): SessionMemory & { items: Map<string, string> } {
  const items = new Map<string, string>();
  return {
    items,
    getItem: (key) => items.get(key) ?? null,
    setItem: (key, value) => {
      items.set(key, value);
    },
    removeItem: (key) => {
      items.delete(key);
    },
  };
}
