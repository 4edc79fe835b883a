import type { MessageOut } from "@threadkeep/client";
import { backOff, type Clock } from "../clock.js";
import { faultOf, isPassing } from "../faults.js";
import type { Tabs } from "../tabs.js";
import type { Unsent } from "../types.js";
import type { OutboxStorage } from "./storage.js";

interface Options {
  /** By which name the tabs of the browser know this outbox. */
  name: string;
  storage: OutboxStorage;
  tabs: Tabs;
  clock: Clock;
  append(entry: Unsent, signal: AbortSignal): Promise<MessageOut>;
  /** The unsent messages have changed; `stored` is one that has just left them. */
  changed(unsent: readonly Unsent[], stored: { chatId: string; message: MessageOut } | null): void;
}

type Heard = { stored: { chatId: string; id: string; message: MessageOut } | null };

/**
 * Messages on their way to the service. Each is in the storage before its first request, and until
 * the service has answered that it is stored; the service stores an id once, however often it comes.
 * Of all tabs one sends at a time, so that a chat gets its messages in the order they were written in.
 */
export class Outbox {
  readonly #options: Options;
  #unsent: Unsent[] = [];
  /** On their way into the storage. */
  readonly #adding = new Map<string, { entry: Unsent; isKept: boolean }>();
  #wake: () => void = () => undefined;
  #isPoked = false;

  constructor(options: Options) {
    this.#options = options;
  }

  /** Shows what is stored, and sends this user's messages, until the signal says to end. */
  async run(userId: string, signal: AbortSignal): Promise<void> {
    const { tabs, name } = this.#options;
    const channel = tabs.channel(name, (message) => {
      const { stored } = message as Heard;
      void this.#reload(userId, stored).then(() => {
        this.#rouse();
      }, ignore);
    });
    this.#tell = (message) => {
      channel.tell(message);
    };
    const end = () => {
      this.#tell = () => undefined;
      channel.close();
      this.#wake();
    };
    signal.addEventListener("abort", end, { once: true });
    this.#isPoked = true;
    let failures = 0;
    while (!signal.aborted) {
      try {
        if (failures === 0) await this.#poked();
        this.#isPoked = false;
        await this.#reload(userId, null);
        if (!this.#unsent.some(isPending)) continue;
        // Whose turn it is keeps it while it waits for the service, so the others send nothing.
        failures = await tabs.exclusive(name, signal, (turn) =>
          this.#sendAll(userId, turn, failures),
        );
      } catch {
        failures = signal.aborted ? 0 : failures + 1;
      }
      if (failures > 0) await this.#pause(failures);
    }
  }

  /** Keeps the message, then lets it be sent. Resolves once it would survive the page. */
  async add(entry: Unsent): Promise<void> {
    this.#adding.set(entry.id, { entry, isKept: false });
    this.#show([...this.#unsent, entry], null);
    try {
      await this.#options.storage.add(entry);
      // Shown on until a read that began after this moment has said what became of it.
      this.#adding.set(entry.id, { entry, isKept: true });
    } catch (error) {
      this.#adding.delete(entry.id);
      this.#show(
        this.#unsent.filter((each) => each.id !== entry.id),
        null,
      );
      throw error;
    }
    this.#tell({ stored: null });
    this.#rouse();
  }

  /** Sends one again that the service has refused. */
  async retry(id: string): Promise<void> {
    const entry = this.#unsent.find((each) => each.id === id);
    if (entry?.state === "failed") await this.#replace({ ...entry, state: "pending", fault: null });
    this.#rouse();
  }

  /** Gives one up. It may have been stored, where an answer was lost. */
  async discard(id: string): Promise<void> {
    await this.#options.storage.remove([id]);
    this.#show(
      this.#unsent.filter((each) => each.id !== id),
      null,
    );
    this.#tell({ stored: null });
  }

  /** Something may be different now: do not wait any longer. */
  poke(): void {
    // It may be the turn of another tab, which nobody looks at.
    if (this.#unsent.some(isPending)) this.#tell({ stored: null });
    this.#rouse();
  }

  #rouse(): void {
    this.#isPoked = true;
    this.#wake();
  }

  #tell: (message: Heard) => void = () => undefined;

  /** One round after another over what is pending; how often in a row it failed at last. */
  async #sendAll(userId: string, signal: AbortSignal, failures: number): Promise<number> {
    for (;;) {
      if (signal.aborted) return 0;
      this.#isPoked = false;
      const all = await this.#reload(userId, null);
      const blocked = new Set<string>();
      let sent = 0;
      for (const entry of all.filter(isPending)) {
        if (blocked.has(entry.chat_id)) continue;
        try {
          await this.#send(entry, signal);
          sent += 1;
        } catch (error) {
          if (signal.aborted) return 0;
          await this.#replace({ ...entry, fault: faultOf(error) });
          // What was written after it must not come before it.
          blocked.add(entry.chat_id);
        }
      }
      if (blocked.size === 0 && sent === 0) return 0;
      failures = blocked.size === 0 ? 0 : sent > 0 ? 1 : failures + 1;
      if (failures > 0) await this.#pause(failures);
    }
  }

  async #send(entry: Unsent, signal: AbortSignal): Promise<void> {
    let message: MessageOut;
    try {
      message = await this.#options.append(entry, signal);
    } catch (error) {
      if (signal.aborted || isPassing(error)) throw error;
      await this.#replace({ ...entry, state: "failed", fault: faultOf(error) });
      return;
    }
    await this.#options.storage.remove([entry.id]);
    const stored = { chatId: entry.chat_id, id: entry.id, message };
    this.#show(
      this.#unsent.filter((each) => each.id !== entry.id),
      stored,
    );
    this.#tell({ stored });
  }

  async #replace(entry: Unsent): Promise<void> {
    if (!(await this.#options.storage.put(entry))) return;
    this.#show(
      this.#unsent.map((each) => (each.id === entry.id ? entry : each)),
      null,
    );
    this.#tell({ stored: null });
  }

  async #reload(userId: string, stored: Heard["stored"]): Promise<Unsent[]> {
    const kept = [...this.#adding].filter(([, { isKept }]) => isKept);
    const all = await this.#options.storage.all();
    for (const [id] of kept) this.#adding.delete(id);
    const unsent = all.filter((entry) => entry.user_id === userId);
    const ids = new Set(unsent.map((entry) => entry.id));
    const adding = [...this.#adding.values()]
      .map(({ entry }) => entry)
      .filter((entry) => !ids.has(entry.id));
    this.#show([...unsent, ...adding], stored);
    return unsent;
  }

  #show(unsent: Unsent[], stored: { chatId: string; message: MessageOut } | null): void {
    const isSame =
      unsent.length === this.#unsent.length &&
      unsent.every((entry, at) => same(entry, this.#unsent[at]));
    if (isSame && !stored) return;
    this.#unsent = unsent;
    this.#options.changed(unsent, stored);
  }

  #poked(): Promise<void> {
    if (this.#isPoked) return Promise.resolve();
    return new Promise((resolve) => {
      this.#wake = resolve;
    });
  }

  /** Waits the longer the more attempts have failed, or until it is poked. */
  #pause(failures: number): Promise<void> {
    const { clock } = this.#options;
    // The attempt that has just failed may have begun before something was different.
    if (this.#isPoked) return Promise.resolve();
    return new Promise((resolve) => {
      const cancel = clock.after(backOff(failures, clock), resolve);
      this.#wake = () => {
        cancel();
        resolve();
      };
    });
  }
}

function isPending(entry: Unsent): boolean {
  return entry.state === "pending";
}

function same(one: Unsent, other: Unsent | undefined): boolean {
  return (
    one.id === other?.id && one.state === other.state && one.fault?.detail === other.fault?.detail
  );
}

function ignore(): void {
  // The next reload shows what is stored.
}
