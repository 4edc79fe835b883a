import type { StreamEvent, StreamNews } from "../events.js";
import { type FollowStreamOptions, streamAt } from "../stream-reader.js";
import { StreamWriter, type WriterOptions } from "../stream-writer.js";
import type { MessageOut, StreamOut } from "../threadkeep.js";
import { type CallOptions, type Context, signalOf } from "./common.js";

/** Streams: messages while they are written. */
export class Streams {
  constructor(private readonly context: Context) {}

  /**
   * Open a stream and write it: appends an empty message of the assistant's, to be written event
   * by event.
   *
   * With an `id` that was opened before, this writer takes it over and goes on where it stands:
   * whoever wrote before is refused from then on. Rejects with `stream-ended` where there is
   * nothing to go on with, because the answer is complete, say.
   */
  write(chatId: string, options: WriterOptions = {}): Promise<StreamWriter> {
    return StreamWriter.open(this.context, chatId, options);
  }

  /**
   * Write a whole stream of what comes, and end it: as failed where that throws. Gives the
   * message. What comes is no longer asked for once the stream was stopped, or taken over; then
   * it rejects with `stream-ended` or `stale-epoch`.
   */
  async pipe(
    chatId: string,
    events: AsyncIterable<StreamEvent | string>,
    options: WriterOptions = {},
  ): Promise<MessageOut> {
    const writer = await this.write(chatId, options);
    return writer.pipe(events);
  }

  async get(streamId: string, options: CallOptions = {}): Promise<StreamOut> {
    const { data } = await this.context.api.GET("/streams/{stream_id}", {
      params: { path: { stream_id: streamId } },
      ...signalOf(options),
    });
    return data;
  }

  /** Stop a stream with what it has by now: gives the message. */
  async cancel(streamId: string, options: CallOptions = {}): Promise<MessageOut> {
    const { data } = await this.context.api.POST("/streams/{stream_id}/cancel", {
      params: { path: { stream_id: streamId } },
      ...signalOf(options),
    });
    return data;
  }

  /**
   * What comes of a stream, from anywhere and by as many as like, until it ends.
   * `applyEvents(message, events)` makes the message of a snapshot and deltas.
   */
  follow(
    streamId: string,
    options: FollowStreamOptions = {},
  ): AsyncGenerator<StreamNews, void, undefined> {
    const { api, transport } = this.context;
    const messageOf = async (chatId: string, messageId: string) => {
      const path = { chat_id: chatId, message_id: messageId };
      const { data } = await api.GET("/chats/{chat_id}/messages/{message_id}", {
        params: { path },
        ...signalOf(options),
      });
      return data;
    };
    const url = this.context.url("/streams/{}/events", streamId);
    return streamAt(transport, url, messageOf, options);
  }
}
