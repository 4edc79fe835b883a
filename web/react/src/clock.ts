/** Time and chance, passed in so that tests decide both. */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
  /** A number from 0 up to, not including, 1. */
  random(): number;
  /** Calls back after so many milliseconds; the function that it returns takes that back. */
  after(milliseconds: number, callback: () => void): () => void;
}

export const systemClock: Clock = {
  now: () => Date.now(),
  random: () => Math.random(),
  after: (milliseconds, callback) => {
    const timer = setTimeout(callback, milliseconds);
    return () => {
      clearTimeout(timer);
    };
  },
};

/**
 * How long to wait before the attempt after `failures` failures, in milliseconds: "full jitter",
 * a random part of a span that doubles from half a second to half a minute.
 */
export function backOff(failures: number, clock: Clock): number {
  return clock.random() * Math.min(30_000, 500 * 2 ** Math.min(failures, 10));
}
