import { EventBuffer } from "./event-buffer.js";
import type { StreamEvent } from "./events.js";
import { isProblem, problemNamed, ThreadkeepProblem } from "./problem.js";
import type { Context } from "./resources/common.js";
import type { MessageOut, StreamFinish, StreamOpen, StreamOut, StreamPlace } from "./threadkeep.js";
import { linked, type RetryPolicy } from "./transport.js";

/** The message to write, by the names of `POST /chats/{id}/streams`, and how it is written. */
export interface WriterOptions extends StreamOpen {
  /** How long events wait for others to go with them, in milliseconds; 75 where it is left out. */
  readonly flushMs?: number;
  /** How long the service may be away before the writer gives up, in milliseconds; 5 minutes. */
  readonly patienceMs?: number;
  /** Ends the writer, and leaves the stream to its lease. */
  readonly signal?: AbortSignal;
}

export type FinishOptions = Pick<StreamFinish, "message_metadata" | "usage">;

/** What `pipe` takes: an event, or a piece of text. */
export type Piece = { readonly type: string } | string;

const FLUSH_MS = 75;
const PATIENCE_MS = 300_000;
const ROOM_BYTES = 256_000;

/**
 * Writes a stream: each event is stored once and in order, whatever happens to the connection.
 *
 * While it is open it holds the stream's lease. `signal` aborts, with the problem as its reason,
 * as soon as nothing more can be written: when somebody stopped the stream (`stream-ended`) or
 * another writer took it over (`stale-epoch`); give it to the model.
 */
export class StreamWriter {
  readonly signal: AbortSignal;
  /** The message as it stood when this writer took it over; undefined where it began it. */
  message: MessageOut | undefined;
  /** How many events are stored. */
  next: number;
  #epoch: number;
  #seq = 0;
  #buffer = new EventBuffer();
  #pump: Promise<void> | undefined;
  #hurry = new AbortController();
  #idle = new AbortController();
  #isUrgent = false;
  #ending: Promise<MessageOut> | undefined;
  #isOver = false;
  #stopped: ReturnType<typeof linked>;
  #room: (() => void)[] = [];

  /**
   * Open a stream, or take over the one that has this `id`.
   *
   * Rejects with `stream-ended` where that has ended for good.
   */
  static async open(
    context: Context,
    chatId: string,
    { flushMs = FLUSH_MS, patienceMs = PATIENCE_MS, signal, ...body }: WriterOptions,
  ): Promise<StreamWriter> {
    const id = body.id ?? context.ids.next();
    const { data, response } = await context.api.POST("/chats/{chat_id}/streams", {
      params: { path: { chat_id: chatId } },
      body: { ...body, id },
      ...(signal && { signal }),
    });
    const lease = (body.lease_seconds ?? 15) * 1000;
    const writer = new StreamWriter(context, data, { flushMs, patienceMs, lease, signal });
    if (response.status === 200) await writer.#takeOver();
    void writer.#holdLease();
    return writer;
  }

  private constructor(
    private readonly context: Context,
    /** The stream as it was when this writer began. */
    readonly stream: StreamOut,
    private readonly pace: {
      flushMs: number;
      patienceMs: number;
      lease: number;
      signal: AbortSignal | undefined;
    },
    private readonly producer = context.ids.next(),
  ) {
    this.#epoch = stream.epoch;
    this.next = stream.next;
    this.#stopped = linked(pace.signal);
    this.signal = this.#stopped.signal;
    if (this.signal.aborted) this.#clear();
    else this.signal.addEventListener("abort", () => this.#clear(), { once: true });
  }

  /**
   * Write events; a text is a `text-delta`. Resolves as soon as there is room for more: await it,
   * and no more is made than can be sent. What is stored by then, `flush` says.
   */
  write(...pieces: (StreamEvent | string)[]): Promise<void> {
    return quiet(this.#write(pieces));
  }

  async #write(pieces: (StreamEvent | string)[]): Promise<void> {
    this.#check();
    if (this.#ending !== undefined) throw new Error("The stream is finished.");
    for (const piece of pieces) {
      this.#buffer.add(
        typeof piece === "string" ? { type: "text-delta", id: "text", delta: piece } : piece,
      );
    }
    this.#send();
    while (this.#buffer.bytes > ROOM_BYTES) {
      await new Promise<void>((resolve) => this.#room.push(resolve));
      this.#check();
    }
  }

  /** Resolves when all that was written is stored, by a majority and in the journal. */
  flush(): Promise<void> {
    return quiet(this.#flush());
  }

  async #flush(): Promise<void> {
    this.#isUrgent = true;
    this.#hurry.abort();
    while (this.#pump !== undefined) await this.#pump;
    this.#isUrgent = false;
    this.#check();
  }

  /** End the message: gives it whole. Asked again, it gives the same. */
  finish(options: FinishOptions = {}): Promise<MessageOut> {
    this.#ending ??= quiet(this.#finish({ ...options, state: "complete" }));
    return this.#ending;
  }

  /** End the message with what it has by now, and say what went wrong. */
  fail(error: unknown, options: FinishOptions = {}): Promise<MessageOut> {
    const text = error instanceof Error ? error.message : String(error);
    const end = {
      ...options,
      state: "failed" as const,
      error: text.toWellFormed().slice(0, 10_000),
    };
    this.#ending ??= quiet(this.#finish(end));
    return this.#ending;
  }

  async #finish(end: StreamFinish): Promise<MessageOut> {
    this.#buffer.end();
    this.#send();
    // What was refused is no reason not to say that it failed.
    await this.#flush().catch((error: unknown) => {
      if (this.#isOver || end.state !== "failed") throw error;
    });
    try {
      const response = await this.#request("finish", end);
      this.close();
      return (await response.json()) as MessageOut;
    } catch (error) {
      this.#ending = undefined;
      this.#stop(error);
      throw error;
    }
  }

  /**
   * Write what comes, and end the message: as failed where that throws or has an `error` event,
   * as cancelled after an `abort`. Gives the message.
   */
  async pipe(coming: AsyncIterable<Piece> | ReadableStream<Piece>): Promise<MessageOut> {
    const pieces = iteratorOf(coming);
    const stopped = new Promise<never>((_, reject) => {
      const stop = () => reject(this.signal.reason);
      if (this.signal.aborted) stop();
      else this.signal.addEventListener("abort", stop, { once: true });
    });
    void quiet(stopped);
    let error: string | undefined;
    let isCancelled = false;
    try {
      for (;;) {
        const piece = await Promise.race([pieces.next(), stopped]);
        if (piece.done) break;
        const { value } = piece;
        if (typeof value !== "string" && value.type === "error") {
          error = String((value as { errorText?: unknown }).errorText ?? "failed");
        }
        isCancelled ||= typeof value !== "string" && value.type === "abort";
        await Promise.race([this.write(value as StreamEvent | string), stopped]);
      }
    } catch (thrown) {
      void quiet(Promise.resolve(pieces.return?.()));
      if (!this.#isOver) await this.fail(thrown).catch(() => {});
      throw thrown;
    }
    if (isCancelled) return this.#cancel();
    return error === undefined ? this.finish() : this.fail(error);
  }

  async #cancel(): Promise<MessageOut> {
    await this.flush();
    const { data } = await this.context.api.POST("/streams/{stream_id}/cancel", {
      params: { path: { stream_id: this.stream.id } },
    });
    this.close();
    return data;
  }

  /** Write no more, and leave the stream to its lease, or to whoever takes it over. */
  close(): void {
    this.#isOver = true;
    this.#stopped.release();
    this.#idle.abort();
    this.#clear();
  }

  #check(): void {
    this.signal.throwIfAborted();
    if (this.#isOver) throw new Error("The writer is closed.");
  }

  #clear(): void {
    this.#buffer.clear();
    this.#hurry.abort();
    for (const go of this.#room.splice(0)) go();
    // Where only these events were refused, the writer can still say that it failed.
    const { reason } = this.signal;
    const isRefused = reason instanceof ThreadkeepProblem && [413, 422].includes(reason.status);
    if (this.signal.aborted && !isRefused && !this.#isOver) this.close();
  }

  #stop(reason: unknown): void {
    this.#stopped.abort(reason);
  }

  #send(): void {
    if (this.#buffer.isFull) this.#hurry.abort();
    if (this.#pump !== undefined || this.#buffer.isEmpty || this.signal.aborted) return;
    this.#pump = this.#sendAll().finally(() => {
      this.#pump = undefined;
      // What was written just before.
      this.#send();
    });
  }

  async #sendAll(): Promise<void> {
    const { timing } = this.context.transport;
    try {
      while (!this.#buffer.isEmpty) {
        if (!this.#isUrgent && !this.#buffer.isFull) {
          this.#hurry = new AbortController();
          await timing.sleep(this.pace.flushMs, this.#hurry.signal).catch(() => {});
        }
        const events = this.#buffer.take();
        if (events.length === 0) return;
        const response = await this.#request("events", events);
        const place =
          response.status === 204 ? undefined : ((await response.json()) as StreamPlace);
        this.next = place?.next ?? this.next + events.length;
        if (this.#buffer.bytes <= ROOM_BYTES) for (const go of this.#room.splice(0)) go();
      }
    } catch (error) {
      this.#stop(error);
    }
  }

  /**
   * The answer to the writer's next request, sent until it is answered. Where the stream was
   * interrupted meanwhile, it goes on in the next epoch.
   */
  async #request(action: "events" | "finish", body: unknown): Promise<Response> {
    const { transport } = this.context;
    const retries: RetryPolicy = {
      attempts: Number.POSITIVE_INFINITY,
      patienceMs: this.pace.patienceMs,
      attemptMs: transport.retries.attemptMs,
      backOff: { firstMs: 100, mostMs: 5_000 },
    };
    for (;;) {
      const headers = this.#headers();
      headers.set("Content-Type", "application/json");
      headers.set("Producer-Seq", String(this.#seq));
      try {
        const response = await transport.send({
          url: this.context.url(`/streams/{}/${action}`, this.stream.id),
          method: "POST",
          headers,
          body: JSON.stringify(body),
          signal: this.pace.signal,
          retries,
        });
        this.#seq += 1;
        return response;
      } catch (error) {
        if (!isProblem(error, "stream-ended") || error.members["state"] !== "interrupted")
          throw error;
        this.#epoch += 1;
        this.#seq = 0;
      }
    }
  }

  #headers(): Headers {
    return new Headers({ "Producer-Id": this.producer, "Producer-Epoch": String(this.#epoch) });
  }

  /** Fence off whoever wrote before, and then see where the message stands. */
  async #takeOver(): Promise<void> {
    const { state, next, chat_id, message_id, epoch } = this.stream;
    if (state !== "streaming" && state !== "interrupted") {
      this.close();
      const detail = `The stream has ended: ${state}.`;
      throw problemNamed("stream-ended", 409, { detail, state, next });
    }
    this.#epoch = epoch + 1;
    try {
      const response = await this.#request("events", { type: "start" });
      if (response.status !== 204) this.next = ((await response.json()) as StreamPlace).next;
      const { data } = await this.context.api.GET("/chats/{chat_id}/messages/{message_id}", {
        params: { path: { chat_id, message_id } },
        ...(this.pace.signal && { signal: this.pace.signal }),
      });
      this.message = data;
    } catch (error) {
      this.close();
      throw error;
    }
  }

  /** Say that the writer is there, for as long as it is, and hear when the stream was stopped. */
  async #holdLease(): Promise<void> {
    const { transport } = this.context;
    const url = this.context.url("/streams/{}/lease", this.stream.id);
    const retries: RetryPolicy = { ...transport.retries, attempts: 1 };
    while (!this.#isOver) {
      try {
        await transport.timing.sleep(this.pace.lease / 3, this.#idle.signal);
        const sending = { url, method: "POST", headers: this.#headers(), retries };
        await transport.send({ ...sending, signal: this.#idle.signal });
      } catch (error) {
        if (this.#isOver) return;
        const interrupted =
          isProblem(error, "stream-ended") && error.members["state"] === "interrupted";
        if (error instanceof ThreadkeepProblem && error.status < 429 && !interrupted) {
          this.#stop(error);
        }
      }
    }
  }
}

/** The promise, whose rejection is no unhandled one where nobody asks for it. */
function quiet<Value>(promise: Promise<Value>): Promise<Value> {
  promise.catch(() => {});
  return promise;
}

function iteratorOf<Value>(
  coming: AsyncIterable<Value> | ReadableStream<Value>,
): AsyncIterator<Value, unknown> {
  // Some browsers have streams that are not iterable.
  if (!(coming instanceof ReadableStream)) return coming[Symbol.asyncIterator]();
  const reader = coming.getReader();
  return {
    next: async () => {
      const { done, value } = await reader.read();
      return done ? { done, value: undefined } : { done, value };
    },
    return: async () => {
      await reader.cancel();
      return { done: true, value: undefined };
    },
  };
}
