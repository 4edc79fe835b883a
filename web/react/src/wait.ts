import { backOff, type Clock } from "./clock.js";

/** Waits that end early when somebody says that something may be different now. */
export class Waits {
  readonly #clock: Clock;
  readonly #waiting = new Set<() => void>();
  /** Since the last wait after a failure: what was being tried then may have begun before it. */
  #isPoked = false;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Ends all waits, and the next one after a failure. */
  poke(): void {
    this.#isPoked = true;
    for (const end of [...this.#waiting]) end();
  }

  /** Until the attempt after so many failures, a poke, or the signal. */
  async afterFailures(failures: number, signal: AbortSignal): Promise<void> {
    if (!this.#isPoked) await this.milliseconds(backOff(failures, this.#clock), signal);
    this.#isPoked = false;
  }

  milliseconds(milliseconds: number, signal: AbortSignal): Promise<void> {
    if (signal.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const end = () => {
        cancel();
        signal.removeEventListener("abort", end);
        this.#waiting.delete(end);
        resolve();
      };
      const cancel = this.#clock.after(milliseconds, end);
      signal.addEventListener("abort", end);
      this.#waiting.add(end);
    });
  }
}
