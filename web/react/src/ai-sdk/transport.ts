import { isProblem, type Threadkeep, ThreadkeepProblem } from "@threadkeep/client";
import {
  type ChatTransport,
  parseJsonEventStream,
  type UIMessage,
  type UIMessageChunk,
  uiMessageChunkSchema,
} from "ai";
import { backOff, type Clock, systemClock } from "../clock.js";
import { Waits } from "../wait.js";
import { toMessageCreate } from "./messages.js";

/** What the agent is asked to answer. */
export interface AgentRequest<Message extends UIMessage = UIMessage> {
  chatId: string;
  trigger: "submit-message" | "regenerate-message";
  /** The message that was submitted, or the one to say anew. */
  messageId: string | undefined;
  /** The conversation as the page has it. */
  messages: Message[];
  headers: Headers;
  body: object;
  metadata: unknown;
  signal: AbortSignal | undefined;
}

/** Lets the application's agent answer; gives the id of the stream that it writes. */
export type AskAgent<Message extends UIMessage = UIMessage> = (
  request: AgentRequest<Message>,
) => Promise<string>;

export interface ThreadkeepChatTransportOptions<Message extends UIMessage = UIMessage> {
  client: Threadkeep;
  /**
   * The application's agent: a function, or an address that gets `chat_id`, `message_id`, `trigger`
   * and the request's own body as JSON, opens a stream, and answers with its `stream_id`.
   */
  agent: string | AskAgent<Message>;
  clock?: Clock;
}

/**
 * Lets `useChat` of the AI SDK keep its chats in Threadkeep: its `id` is the chat's.
 *
 * What is submitted is stored, then the agent is asked, and the stream that it writes is followed,
 * over as many connections as it takes. With `resume: true` an answer that is being written is
 * shown after a refresh. To stop it, call this transport's `stop`.
 */
export class ThreadkeepChatTransport<Message extends UIMessage = UIMessage>
  implements ChatTransport<Message>
{
  /** What is resumed comes from its beginning. */
  readonly resumeStreamIsReplay = true;
  readonly #client: Threadkeep;
  readonly #ask: AskAgent<Message>;
  readonly #clock: Clock;

  constructor({ client, agent, clock = systemClock }: ThreadkeepChatTransportOptions<Message>) {
    this.#client = client;
    this.#ask = typeof agent === "string" ? (request) => post(agent, request) : agent;
    this.#clock = clock;
  }

  async sendMessages({
    chatId,
    trigger,
    messageId,
    messages,
    abortSignal: signal,
    headers,
    body,
    metadata,
  }: Parameters<ChatTransport<Message>["sendMessages"]>[0]): Promise<
    ReadableStream<UIMessageChunk>
  > {
    const last = messages.at(-1);
    if (trigger === "submit-message" && last?.role === "user")
      await this.#store(chatId, last, signal);
    const streamId = await this.#ask({
      ...{ chatId, trigger, messages, metadata, signal },
      messageId: messageId ?? last?.id,
      headers: new Headers(headers),
      body: body ?? {},
    });
    return this.#follow(streamId, signal);
  }

  async reconnectToStream({
    chatId,
    abortSignal,
  }: Parameters<
    ChatTransport<Message>["reconnectToStream"]
  >[0]): Promise<ReadableStream<UIMessageChunk> | null> {
    const streamId = await this.#written(chatId, abortSignal);
    return streamId === null ? null : this.#follow(streamId, abortSignal);
  }

  /**
   * Ends the answer that is being written in a chat, with what it has by then, for all who follow
   * it. `stop()` of `useChat` only reads no further: it is called when a component unmounts, too.
   */
  async stop(chatId: string): Promise<void> {
    const streamId = await this.#written(chatId, undefined);
    if (streamId !== null) await this.#client.streams.cancel(streamId);
  }

  /** Stores a message, or what it says now where it was sent before. */
  async #store(chatId: string, message: Message, signal: AbortSignal | undefined): Promise<void> {
    const { id, ...rest } = toMessageCreate(message);
    try {
      await this.#client.messages.append(chatId, { id, ...rest }, { signal });
    } catch (error) {
      if (!isProblem(error, "message-id-taken")) throw error;
      await this.#client.messages.edit(chatId, id, { content: rest.content ?? "" }, { signal });
    }
  }

  /** The stream that is being written in a chat. */
  async #written(chatId: string, signal: AbortSignal | undefined): Promise<string | null> {
    const page = await this.#client.messages.newest(chatId, { limit: NEWEST }, { signal }).first();
    return page.items.findLast((message) => message.streaming)?.stream_id ?? null;
  }

  #follow(streamId: string, signal: AbortSignal | undefined): ReadableStream<UIMessageChunk> {
    const closed = new AbortController();
    const close = () => closed.abort();
    if (signal?.aborted) close();
    else signal?.addEventListener("abort", close, { once: true });
    const chunks = this.#chunks(streamId, closed.signal);
    const over = () => signal?.removeEventListener("abort", close);
    return new ReadableStream<UIMessageChunk>({
      pull: async (controller) => {
        try {
          const { done, value } = await chunks.next();
          if (!done) return controller.enqueue(value);
          over();
          controller.close();
        } catch (error) {
          over();
          controller.error(error);
        }
      },
      cancel: () => {
        over();
        close();
      },
    });
  }

  /** The chunks of a stream from its beginning, each once, however often the connection breaks. */
  async *#chunks(
    streamId: string,
    signal: AbortSignal,
  ): AsyncGenerator<UIMessageChunk, void, undefined> {
    const waits = new Waits(this.#clock);
    let told = 0;
    for (let failures = 0; ; ) {
      signal.throwIfAborted();
      const before = told;
      try {
        const { response } = await this.#client.api.GET("/streams/{stream_id}/events", {
          params: { path: { stream_id: streamId }, query: { format: "ai-sdk" } },
          parseAs: "stream",
          signal,
        });
        // The service tells it again from its beginning, in the same chunks.
        let again = 0;
        for await (const chunk of parsed(response)) {
          again += 1;
          if (again <= told) continue;
          told = again;
          yield chunk;
          if (LAST.has(chunk.type)) return;
        }
      } catch (error) {
        signal.throwIfAborted();
        if (error instanceof ThreadkeepProblem && !isProblem(error, "unavailable")) throw error;
      }
      failures = told > before ? 1 : failures + 1;
      await waits.milliseconds(backOff(failures, this.#clock), signal);
    }
  }
}

/** How many of the newest messages are searched for one that is being written. */
const NEWEST = 50;

/** What ends a message. */
const LAST = new Set(["finish", "abort", "error"]);

async function* parsed(response: Response): AsyncGenerator<UIMessageChunk, void, undefined> {
  if (!response.body) return;
  const stream = parseJsonEventStream({ stream: response.body, schema: uiMessageChunkSchema });
  const reader = stream.getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      if (!value.success) throw new BrokenChunk(value.error);
      yield value.value;
    }
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}

/** The last chunk of a connection that broke in its middle. */
class BrokenChunk extends Error {
  constructor(cause: unknown) {
    super("a chunk was cut off", { cause });
  }
}

async function post<Message extends UIMessage>(
  address: string,
  { chatId, messageId, trigger, headers, body, signal }: AgentRequest<Message>,
): Promise<string> {
  headers.set("Content-Type", "application/json");
  const response = await fetch(address, {
    method: "POST",
    headers,
    body: JSON.stringify({ ...body, chat_id: chatId, message_id: messageId, trigger }),
    signal: signal ?? null,
  });
  if (!response.ok) throw new Error(`The agent answered ${response.status}`);
  const answer: unknown = await response.json();
  const id = typeof answer === "object" && answer && "stream_id" in answer && answer.stream_id;
  if (typeof id !== "string") throw new Error("The agent's answer has no stream_id");
  return id;
}
