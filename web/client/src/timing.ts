/** Time and chance, which a test may pass in. */
export interface Timing {
  /** Milliseconds since 1970. */
  now(): number;
  /** Resolves after so many milliseconds; rejects with the signal's reason when that aborts. */
  sleep(milliseconds: number, signal?: AbortSignal): Promise<void>;
  /** Fills the bytes with randomness that nobody can guess. */
  random(bytes: Uint8Array<ArrayBuffer>): void;
}

/** The clock and the randomness of the platform. */
export const platformTiming: Timing = {
  now: () => Date.now(),
  sleep: (milliseconds, signal) =>
    new Promise((resolve, reject) => {
      if (signal?.aborted) {
        reject(signal.reason);
        return;
      }
      const stop = () => {
        clearTimeout(timer);
        reject(signal?.reason);
      };
      const timer = setTimeout(() => {
        signal?.removeEventListener("abort", stop);
        resolve();
      }, milliseconds);
      signal?.addEventListener("abort", stop, { once: true });
    }),
  random: (bytes) => {
    crypto.getRandomValues(bytes);
  },
};

/** How long to wait before each further attempt. */
export interface BackOff {
  /** Before the second attempt, in milliseconds; doubled for each one after. */
  readonly firstMs: number;
  /** At most, in milliseconds; what the service asks for in `Retry-After` may be more. */
  readonly mostMs: number;
}

/**
 * How long to wait after so many failures in a row, the first being 1: from half of the doubled
 * time to all of it, so that many clients do not come back at one instant.
 */
export function delayAfter(failures: number, backOff: BackOff, timing: Timing): number {
  const whole = Math.min(backOff.mostMs, backOff.firstMs * 2 ** Math.min(failures - 1, 30));
  const bytes = new Uint8Array(4);
  timing.random(bytes);
  const share = new DataView(bytes.buffer).getUint32(0) / 2 ** 32;
  return whole * (0.5 + share / 2);
}

/** The milliseconds that an answer's `Retry-After` asks for; 0 where it has none. */
export function retryAfter(headers: Headers, now: number): number {
  const told = headers.get("Retry-After");
  if (told === null) return 0;
  const milliseconds = /^\d+$/.test(told) ? Number(told) * 1000 : Date.parse(told) - now;
  return Number.isFinite(milliseconds) ? Math.max(0, milliseconds) : 0;
}

/**
 * What the promise gives, unless so many milliseconds pass before; then `late` is thrown.
 *
 * The promise goes on: whoever calls ends what it waits for.
 */
export async function within<Value>(
  promise: Promise<Value>,
  milliseconds: number,
  timing: Timing,
  late: () => Error,
): Promise<Value> {
  const done = new AbortController();
  const overdue = timing.sleep(milliseconds, done.signal).then(() => {
    throw late();
  });
  overdue.catch(() => {});
  try {
    return await Promise.race([promise, overdue]);
  } finally {
    done.abort();
  }
}

/** Waits, but not on when the page's connection comes back. */
export async function pause(
  milliseconds: number,
  timing: Timing,
  signal: AbortSignal | undefined,
): Promise<void> {
  const woken = new AbortController();
  const unheard = heardOnline(() => woken.abort());
  const stop = () => woken.abort();
  signal?.addEventListener("abort", stop, { once: true });
  if (signal?.aborted) woken.abort();
  try {
    await timing.sleep(milliseconds, woken.signal).catch((reason: unknown) => {
      if (!woken.signal.aborted) throw reason;
    });
  } finally {
    unheard();
    signal?.removeEventListener("abort", stop);
  }
  signal?.throwIfAborted();
}

/** Calls back each time that the page's connection comes back, until it is taken back. */
export function heardOnline(callback: () => void): () => void {
  const page = globalThis as Partial<EventTarget>;
  page.addEventListener?.("online", callback);
  return () => page.removeEventListener?.("online", callback);
}
