import { platformTiming, type Timing } from "../../src/index.js";

interface Sleeper {
  until: number;
  wake: () => void;
}

/** A clock that stands still until it is told to go on; chance is what it is told to be. */
export class ManualTiming implements Timing {
  time = 1_700_000_000_000;
  /** What each random byte is; undefined for the platform's randomness. */
  byte: number | undefined = undefined;
  #sleepers = new Set<Sleeper>();
  #came: (() => void)[] = [];

  now(): number {
    return this.time;
  }

  random(bytes: Uint8Array<ArrayBuffer>): void {
    if (this.byte === undefined) platformTiming.random(bytes);
    else bytes.fill(this.byte);
  }

  sleep(milliseconds: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal?.aborted) {
        reject(signal.reason);
        return;
      }
      const sleeper: Sleeper = { until: this.time + milliseconds, wake: () => {} };
      const stop = () => {
        this.#sleepers.delete(sleeper);
        reject(signal?.reason);
      };
      sleeper.wake = () => {
        this.#sleepers.delete(sleeper);
        signal?.removeEventListener("abort", stop);
        resolve();
      };
      this.#sleepers.add(sleeper);
      signal?.addEventListener("abort", stop, { once: true });
      for (const tell of this.#came.splice(0)) tell();
    });
  }

  /** How long those who sleep just now have still to wait, the shortest first. */
  get waits(): number[] {
    return [...this.#sleepers].map(({ until }) => until - this.time).sort((a, b) => a - b);
  }

  /** Resolves as soon as somebody sleeps for so long; what happens until then takes no time. */
  async sleeping(milliseconds: number): Promise<void> {
    while (!this.waits.includes(milliseconds)) {
      await new Promise<void>((resolve) => this.#came.push(resolve));
    }
  }

  /** Let so much time pass. */
  advance(milliseconds: number): void {
    this.time += milliseconds;
    for (const sleeper of [...this.#sleepers]) if (sleeper.until <= this.time) sleeper.wake();
  }
}
