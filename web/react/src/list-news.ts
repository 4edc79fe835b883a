import type { Clock } from "./clock.js";
import type { Channel, Tabs } from "./tabs.js";

/** How long changes are gathered before lists are read again. */
const GATHERED_MS = 300;

/** Says when lists of sessions may have become others: in this tab and, told once, in the others. */
export class ListNews {
  readonly #listeners = new Set<() => void>();
  #channel: Channel | null = null;
  #gathering: (() => void) | null = null;
  #isToBeTold = false;

  constructor(
    private readonly name: string,
    private readonly tabs: Tabs,
    private readonly clock: Clock,
  ) {}

  listen(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }

  open(): void {
    this.#channel = this.tabs.channel(this.name, () => this.#say());
  }

  close(): void {
    this.#channel?.close();
    this.#channel = null;
    this.#gathering?.();
    this.#gathering = null;
    this.#isToBeTold = false;
  }

  /** This tab has changed a session. */
  changed(): void {
    this.#say();
    this.#channel?.tell("changed");
  }

  /** Something was heard that may concern lists; of many that come at once they are read again once. */
  heard(tell: boolean): void {
    this.#isToBeTold ||= tell;
    this.#gathering ??= this.clock.after(GATHERED_MS, () => {
      this.#gathering = null;
      this.#say();
      if (this.#isToBeTold) this.#channel?.tell("changed");
      this.#isToBeTold = false;
    });
  }

  #say(): void {
    for (const listener of [...this.#listeners]) listener();
  }
}
