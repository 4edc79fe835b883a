/** An answer of server-sent events that is written as the test goes on. */
export class Telling {
  readonly response: Response;
  isCancelled = false;
  #controller!: ReadableStreamDefaultController<Uint8Array>;

  constructor(status = 200) {
    const body = new ReadableStream<Uint8Array>({
      start: (controller) => {
        this.#controller = controller;
      },
      cancel: () => {
        this.isCancelled = true;
      },
    });
    const headers = { "Content-Type": "text/event-stream" };
    this.response = new Response(body, { status, headers });
  }

  /** Tell an event; its id stands with it where there is one. */
  tell(event: string, data: unknown, id?: string | number): this {
    const named = id === undefined ? "" : `id: ${id}\n`;
    return this.send(`${named}event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
  }

  send(text: string): this {
    this.#controller.enqueue(new TextEncoder().encode(text));
    return this;
  }

  end(): this {
    this.#controller.close();
    return this;
  }

  break(): this {
    this.#controller.error(new TypeError("terminated"));
    return this;
  }
}

export function problem(name: string, status: number, members: object = {}): Response {
  const body = { type: `urn:threadkeep:problem:${name}`, status, ...members };
  return Response.json(body, { status, headers: { "Content-Type": "application/problem+json" } });
}
