import { type Fetch, platformTiming, type Timing } from "../../src/index.js";

/** The platform's clock, but what waits waits a twentieth as long. */
export const hurried: Timing = {
  ...platformTiming,
  sleep: (milliseconds, signal) => platformTiming.sleep(milliseconds / 20, signal),
};

/** Numbers from 0 to below 1 that look random, and are the same for the same seed (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** A network that loses requests, answers, and connections in the middle of an answer. */
export class BadNetwork {
  lost = 0;

  constructor(
    private readonly random: () => number,
    private readonly share = 0.25,
  ) {}

  readonly fetch: Fetch = async (url, init) => {
    if (this.#happens()) throw new TypeError("the request was lost");
    const response = await fetch(url, init);
    const isStream = /event-stream/.test(response.headers.get("Content-Type") ?? "");
    if (!isStream && this.#happens()) {
      await response.body?.cancel();
      throw new TypeError("the answer was lost");
    }
    return isStream && response.body !== null ? this.#broken(response) : response;
  };

  #happens(): boolean {
    const does = this.random() < this.share;
    if (does) this.lost += 1;
    return does;
  }

  /** The answer, which breaks off somewhere. */
  #broken(response: Response): Response {
    const reader = (response.body as ReadableStream<Uint8Array>).getReader();
    const body = new ReadableStream<Uint8Array>({
      pull: async (controller) => {
        const { done, value } = await reader.read();
        if (done) {
          controller.close();
        } else if (this.#happens()) {
          controller.enqueue(value.slice(0, Math.floor(value.length * this.random())));
          await reader.cancel();
          controller.error(new TypeError("the connection was lost"));
        } else {
          controller.enqueue(value);
        }
      },
      cancel: (reason) => reader.cancel(reason),
    });
    return new Response(body, { status: response.status, headers: response.headers });
  }
}
