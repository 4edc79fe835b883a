import type { FeedNews } from "../events.js";
import { type FeedOptions, feedAt } from "../feed.js";
import { Pages } from "../pages.js";
import type {
  ChatCreate,
  ChatList,
  ChatListed,
  ChatOut,
  ChatUpdate,
  ForkCreate,
  operations,
} from "../threadkeep.js";
import {
  type CallOptions,
  type ChangeOptions,
  type Context,
  type IncludeOptions,
  ifMatch,
  included,
  signalOf,
} from "./common.js";

export type ChatFilter = Omit<
  NonNullable<operations["listChats"]["parameters"]["query"]>,
  "cursor"
>;

/** Chats: messages in order. Every session has one; others are on their own. */
export class Chats {
  constructor(private readonly context: Context) {}

  /** Make one without a session; with a `key`, the one that has it, where there is one. */
  async create(chat: ChatCreate = {}, options: CallOptions = {}): Promise<ChatOut> {
    const { data } = await this.context.api.POST("/chats", { body: chat, ...signalOf(options) });
    return data;
  }

  async get(chatId: string, options: IncludeOptions = {}): Promise<ChatOut> {
    const { data } = await this.context.api.GET("/chats/{chat_id}", {
      params: { path: { chat_id: chatId }, query: included(options) },
      ...signalOf(options),
    });
    return data;
  }

  /** Those that meet the filter, the newest first. */
  list(filter: ChatFilter = {}, options: CallOptions = {}): Pages<ChatListed, ChatList> {
    return new Pages<ChatListed, ChatList>(
      async (cursor) => {
        const query = cursor === undefined ? filter : { ...filter, cursor };
        const { data } = await this.context.api.GET("/chats", {
          params: { query },
          ...signalOf(options),
        });
        return data;
      },
      ({ next }) => next,
    );
  }

  async update(chatId: string, changes: ChatUpdate, options: ChangeOptions = {}): Promise<ChatOut> {
    const { data } = await this.context.api.PUT("/chats/{chat_id}", {
      params: { path: { chat_id: chatId }, ...ifMatch(options) },
      body: changes,
      ...signalOf(options),
    });
    return data;
  }

  /** A chat of its own that begins as this one does. */
  async fork(chatId: string, fork: ForkCreate = {}, options: CallOptions = {}): Promise<ChatOut> {
    const { data } = await this.context.api.POST("/chats/{chat_id}/fork", {
      params: { path: { chat_id: chatId } },
      body: fork,
      ...signalOf(options),
    });
    return data;
  }

  async delete(chatId: string, options: ChangeOptions = {}): Promise<void> {
    await this.context.api.DELETE("/chats/{chat_id}", {
      params: { path: { chat_id: chatId }, ...ifMatch(options) },
      ...signalOf(options),
    });
  }

  /** What happens in the chat. For one of a session, follow the session. */
  follow(chatId: string, options: FeedOptions = {}): AsyncGenerator<FeedNews, void, undefined> {
    const url = this.context.url("/chats/{}/events", chatId);
    return feedAt(this.context.transport, url, options);
  }
}
