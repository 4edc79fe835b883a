import { backOff, type Clock } from "./clock.js";

/** Waits that end early when somebody says that something may be different now. */
export class Waits {
  readonly #clock: Clock;
  readonly #waiting = new Set<() => void>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Ends all waits. */
  poke(): void {
    for (const end of [...this.#waiting]) end();
  }

  /** Until the attempt after so many failures, a poke, or the signal. */
  afterFailures(failures: number, signal: AbortSignal): Promise<void> {
    return this.milliseconds(backOff(failures, this.#clock), signal);
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
