import { Pages } from "../pages.js";
import type {
  FeedbackOut,
  FeedbackPut,
  MessageCreate,
  MessageList,
  MessageOut,
  MessagePage,
  MessageUpdate,
  VersionCreate,
  VersionOut,
  VersionPage,
} from "../threadkeep.js";
import { type CallOptions, type ChangeOptions, type Context, ifMatch, signalOf } from "./common.js";

/** Which messages of a chat; `after` and `before` are numbers that are not included. */
export interface MessagesWanted {
  readonly after?: number | undefined;
  readonly before?: number | undefined;
  /** How many a page has at most. */
  readonly limit?: number | undefined;
}

/** The messages of chats. */
export class Messages {
  constructor(private readonly context: Context) {}

  /**
   * Append one message, or a list of which all are stored or none.
   *
   * Those without an `id` get a UUID of version 7, so that however often the request is sent,
   * each is stored once. To be safe across restarts of your own, make the id with `newId()` and
   * keep the message until this resolves. Rejects with `message-id-taken` where an id has
   * another body, and with `chat-closed`.
   */
  append(chatId: string, message: MessageCreate, options?: CallOptions): Promise<MessageOut>;
  append(
    chatId: string,
    messages: readonly MessageCreate[],
    options?: CallOptions,
  ): Promise<MessageOut[]>;
  async append(
    chatId: string,
    given: MessageCreate | readonly MessageCreate[],
    options: CallOptions = {},
  ): Promise<MessageOut | MessageOut[]> {
    const many = isList(given);
    const named = (many ? given : [given]).map((message) => ({
      ...message,
      id: message.id ?? this.context.ids.next(),
    }));
    const { data } = await this.context.api.POST("/chats/{chat_id}/messages", {
      params: { path: { chat_id: chatId } },
      body: many ? named : (named[0] as MessageCreate),
      ...signalOf(options),
    });
    return many ? (data as MessageList).items : (data as MessageOut);
  }

  /** From `after` on, the oldest first; from the beginning where that is left out. */
  list(
    chatId: string,
    { after = 0, before, limit }: MessagesWanted = {},
    options: CallOptions = {},
  ): Pages<MessageOut, MessagePage> {
    const bounds = { after, before, limit };
    const fetchPage = this.#pages(chatId, bounds, bounds, options);
    return new Pages<MessageOut, MessagePage>(fetchPage, ({ next }) => next);
  }

  /**
   * Back from the newest message, or from `before`: each page is in ascending order, the one
   * after it is older, and item by item they come newest first.
   */
  newest(
    chatId: string,
    { after, before, limit }: MessagesWanted = {},
    options: CallOptions = {},
  ): Pages<MessageOut, MessagePage> {
    // With `after`, the service would begin there.
    const fetchPage = this.#pages(chatId, { before, limit }, { after, before }, options);
    return new Pages<MessageOut, MessagePage>(fetchPage, ({ previous }) => previous, true);
  }

  #pages(chatId: string, wanted: MessagesWanted, bounds: MessagesWanted, options: CallOptions) {
    const { limit } = wanted;
    return async (cursor: string | undefined): Promise<MessagePage> => {
      const given = Object.entries(cursor === undefined ? wanted : { cursor, limit });
      const query = Object.fromEntries(given.filter(([, value]) => value !== undefined));
      const { data } = await this.context.api.GET("/chats/{chat_id}/messages", {
        params: { path: { chat_id: chatId }, query },
        ...signalOf(options),
      });
      return between(data, bounds);
    };
  }

  async get(chatId: string, messageId: string, options: CallOptions = {}): Promise<MessageOut> {
    const { data } = await this.context.api.GET("/chats/{chat_id}/messages/{message_id}", {
      params: { path: { chat_id: chatId, message_id: messageId } },
      ...signalOf(options),
    });
    return data;
  }

  async edit(
    chatId: string,
    messageId: string,
    changes: MessageUpdate,
    options: ChangeOptions = {},
  ): Promise<MessageOut> {
    const { data } = await this.context.api.PATCH("/chats/{chat_id}/messages/{message_id}", {
      params: { path: { chat_id: chatId, message_id: messageId }, ...ifMatch(options) },
      body: changes,
      ...signalOf(options),
    });
    return data;
  }

  /** Empty a message for good; with `forks`, its copies in forked chats too. */
  async redact(
    chatId: string,
    messageId: string,
    { forks = false, ...options }: ChangeOptions & { readonly forks?: boolean } = {},
  ): Promise<void> {
    await this.context.api.DELETE("/chats/{chat_id}/messages/{message_id}", {
      params: {
        path: { chat_id: chatId, message_id: messageId },
        query: forks ? { forks } : {},
        ...ifMatch(options),
      },
      ...signalOf(options),
    });
  }

  /** What the message has said and says, version by version. */
  versions(
    chatId: string,
    messageId: string,
    { limit, ...options }: CallOptions & { readonly limit?: number } = {},
  ): Pages<VersionOut, VersionPage> {
    return new Pages<VersionOut, VersionPage>(
      async (cursor) => {
        const { data } = await this.context.api.GET(
          "/chats/{chat_id}/messages/{message_id}/versions",
          {
            params: {
              path: { chat_id: chatId, message_id: messageId },
              query: { ...(limit && { limit }), ...(cursor && { cursor }) },
            },
            ...signalOf(options),
          },
        );
        return data;
      },
      ({ next }) => next,
    );
  }

  /** Let the message say something else, and keep what it said. */
  async addVersion(
    chatId: string,
    messageId: string,
    version: VersionCreate,
    options: ChangeOptions = {},
  ): Promise<MessageOut> {
    const { data } = await this.context.api.POST(
      "/chats/{chat_id}/messages/{message_id}/versions",
      {
        params: { path: { chat_id: chatId, message_id: messageId }, ...ifMatch(options) },
        body: version,
        ...signalOf(options),
      },
    );
    return data;
  }

  /** Let the message say one of its versions again. */
  async selectVersion(
    chatId: string,
    messageId: string,
    versionId: string,
    options: ChangeOptions = {},
  ): Promise<MessageOut> {
    const { data } = await this.context.api.PUT(
      "/chats/{chat_id}/messages/{message_id}/versions/selected",
      {
        params: { path: { chat_id: chatId, message_id: messageId }, ...ifMatch(options) },
        body: { id: versionId },
        ...signalOf(options),
      },
    );
    return data;
  }

  /** Rate a message. */
  async putFeedback(
    chatId: string,
    messageId: string,
    feedback: FeedbackPut,
    options: CallOptions = {},
  ): Promise<FeedbackOut> {
    const { data } = await this.context.api.PUT("/chats/{chat_id}/messages/{message_id}/feedback", {
      params: { path: { chat_id: chatId, message_id: messageId } },
      body: feedback,
      ...signalOf(options),
    });
    return data;
  }

  async deleteFeedback(
    chatId: string,
    messageId: string,
    options: CallOptions = {},
  ): Promise<void> {
    await this.context.api.DELETE("/chats/{chat_id}/messages/{message_id}/feedback", {
      params: { path: { chat_id: chatId, message_id: messageId } },
      ...signalOf(options),
    });
  }
}

/** A page without what lies beyond, where its cursors would lead on. */
function between(page: MessagePage, { after = 0, before = Infinity }: MessagesWanted): MessagePage {
  const numbers = page.items.map(({ sequence_order }) => sequence_order);
  const isLast = numbers.some((number) => number >= before - 1);
  const isFirst = numbers.some((number) => number <= after + 1);
  return {
    ...page,
    items: page.items.filter(
      ({ sequence_order }) => sequence_order > after && sequence_order < before,
    ),
    previous: isFirst ? null : page.previous,
    next: isLast ? null : page.next,
  };
}

function isList(
  given: MessageCreate | readonly MessageCreate[],
): given is readonly MessageCreate[] {
  return Array.isArray(given);
}
