import type { ImportOut, operations } from "../threadkeep.js";
import { type CallOptions, type Context, type FileBytes, LONG_MS } from "./common.js";

export type ImportQuery = NonNullable<operations["importConversations"]["parameters"]["query"]>;

/** Conversations from elsewhere. */
export class Imports {
  constructor(private readonly context: Context) {}

  /**
   * Import the conversations in a file: JSON, JSON lines, gzip, or a zip archive such as an
   * export of ChatGPT or Claude. However often it is sent, each is there once.
   */
  async send(
    file: FileBytes,
    query: ImportQuery = {},
    options: CallOptions = {},
  ): Promise<ImportOut> {
    const { transport } = this.context;
    const asked = new URLSearchParams(
      Object.entries(query).flatMap(([name, value]) =>
        value === undefined || value === null ? [] : [[name, String(value)]],
      ),
    ).toString();
    const response = await transport.send({
      url: this.context.url("/imports") + (asked && `?${asked}`),
      method: "POST",
      headers: new Headers({ "Content-Type": "application/octet-stream" }),
      body: file,
      signal: options.signal,
      retries: { ...transport.retries, attemptMs: LONG_MS, patienceMs: LONG_MS },
    });
    return (await response.json()) as ImportOut;
  }
}
