import { setTimeout as sleep } from "node:timers/promises";
import { isProblem } from "@threadkeep/client";
import { rest } from "./model.mjs";

/** What the id of an answer ends with. */
const ANSWER = "-answer";

/** How long a session is watched after a page has last asked for it, in milliseconds. */
const WATCHED_MS = 600_000;

/**
 * Answers the messages of users in the sessions that it is told to watch. It keeps nothing: which
 * messages have no answer the chat itself says, since an answer's id follows from its question's.
 */
export class Agent {
  /** @type {Map<string, AbortController>} */
  #watched = new Map();
  /** @type {Map<string, ReturnType<typeof setTimeout>>} */
  #timers = new Map();

  /**
   * @param {import("@threadkeep/client").Threadkeep} client
   * @param {() => Promise<unknown>} think resolves when it has the next word
   */
  constructor(client, think) {
    this.client = client;
    this.think = think;
  }

  /**
   * Watches a session, if it does not already.
   *
   * @param {string} sessionId
   */
  watch(sessionId) {
    const watched = this.#watched.get(sessionId) ?? new AbortController();
    clearTimeout(this.#timers.get(sessionId));
    this.#timers.set(
      sessionId,
      setTimeout(() => watched.abort(), WATCHED_MS),
    );
    if (this.#watched.has(sessionId)) return;
    this.#watched.set(sessionId, watched);
    void this.#watchOn(sessionId, watched.signal).finally(() => {
      clearTimeout(this.#timers.get(sessionId));
      this.#timers.delete(sessionId);
      this.#watched.delete(sessionId);
    });
  }

  /**
   * Begins again where the feed was reset, or something failed, until the session is gone.
   *
   * @param {string} sessionId
   * @param {AbortSignal} signal
   */
  async #watchOn(sessionId, signal) {
    while (!signal.aborted) {
      try {
        if ((await this.#watch(sessionId, signal)) === "gone") return;
      } catch (error) {
        if (signal.aborted || isProblem(error, "not-found")) return;
        console.error(`session ${sessionId}:`, error);
        await sleep(1000);
      }
    }
  }

  /**
   * @param {string} sessionId
   * @param {AbortSignal} signal
   * @returns {Promise<"gone" | "reset">}
   */
  async #watch(sessionId, signal) {
    const session = await this.client.sessions.recovery(sessionId, { signal });
    const { chat, listen_from } = session.recovery;
    /** @type {Set<string>} */
    const ended = new Set();
    let answering = Promise.resolve();
    /** @param {import("@threadkeep/client").MessageOut[]} messages */
    const take = (messages) => {
      for (const { id, streaming, message_metadata } of messages) {
        if (!streaming && message_metadata["finish_reason"] !== "interrupted") ended.add(id);
      }
      // What somebody else has answered needs no other answer.
      const others = messages.findLastIndex(
        ({ id, role }) => role === "assistant" && !id.endsWith(ANSWER),
      );
      for (const message of messages.slice(others + 1)) {
        if (message.role !== "user") continue;
        answering = answering.then(() =>
          signal.aborted || ended.has(answerTo(message.id))
            ? undefined
            : this.#answer(chat.id, message),
        );
      }
    };
    take(chat.messages?.items ?? []);
    const after = listen_from.last_event_id;
    for await (const news of this.client.sessions.follow(sessionId, { after, signal })) {
      if (news.event === "message") take(news.data.items);
      if (news.event === "reset" || news.event === "gone") return news.event;
    }
    return "reset";
  }

  /**
   * @param {string} chatId
   * @param {import("@threadkeep/client").MessageOut} question
   */
  async #answer(chatId, question) {
    const prompt = typeof question.content === "string" ? question.content : "…";
    const id = answerTo(question.id);
    try {
      const writer = await this.client.streams.write(chatId, { id });
      const said = writer.message?.content;
      await writer.pipe(this.#said(rest(prompt, typeof said === "string" ? said : "")));
    } catch (error) {
      const isOver = ["stream-ended", "stale-epoch", "chat-closed", "message-id-taken"].some(
        (name) => isProblem(error, /** @type {import("@threadkeep/client").ProblemName} */ (name)),
      );
      if (!isOver) console.error(`answer ${id}:`, error);
    }
  }

  /** @param {string[]} words */
  async *#said(words) {
    for (const word of words) {
      await this.think();
      yield word;
    }
  }
}

/**
 * The id of the answer to a message: a question has one, whoever answers it, and how often.
 *
 * @param {string} messageId
 */
function answerTo(messageId) {
  return messageId.slice(0, 64 - ANSWER.length) + ANSWER;
}
