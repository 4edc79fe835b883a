import { type CallOptions, type Context, LONG_MS } from "./common.js";

/** All that is stored of a user. */
export class Users {
  constructor(private readonly context: Context) {}

  /** Everything that is stored of you, as JSON lines: read `body` or `text()` of the answer. */
  async exportOwnData(options: CallOptions = {}): Promise<Response> {
    const { transport } = this.context;
    return transport.send({
      url: this.context.url("/users/me/export"),
      method: "GET",
      signal: options.signal,
      retries: { ...transport.retries, attemptMs: LONG_MS, patienceMs: LONG_MS },
    });
  }
}
