import type { StreamEvent, StreamNews } from "./events.js";
import { type Followed, type FollowOptions, following, jsonOf } from "./following.js";
import type { MessageOut } from "./threadkeep.js";
import type { Transport } from "./transport.js";

export interface FollowStreamOptions extends FollowOptions {
  /** The index after what is known already; without it a `snapshot` comes first. */
  readonly after?: number | undefined;
}

/**
 * Tells what comes of a stream, at the address of its events.
 *
 * @param messageOf fetches the message of a stream whose events are gone
 */
export function streamAt(
  transport: Transport,
  url: string,
  messageOf: (chatId: string, messageId: string) => Promise<MessageOut>,
  { after, ...options }: FollowStreamOptions,
): AsyncGenerator<StreamNews, void, undefined> {
  let next = after;
  const followed: Followed<StreamNews> = {
    url,
    lastEventId: after?.toString(),
    take(event) {
      if (event.event === "delta") {
        const { from, events } = jsonOf(event) as { from: number; events: StreamEvent[] };
        if (next !== undefined && from > next) {
          // Something is missing: begin again with the whole message.
          followed.lastEventId = next = undefined;
          return { again: "soon" };
        }
        const known = next === undefined ? 0 : next - from;
        next = Math.max(next ?? 0, from + events.length);
        if (known >= events.length) return undefined;
        const data =
          known === 0 ? { from, events } : { from: from + known, events: events.slice(known) };
        return { news: { event: "delta", data }, last: false };
      }
      if (event.event === "snapshot" || event.event === "end" || event.event === "gone") {
        const news = { event: event.event, data: jsonOf(event) } as StreamNews;
        if (news.event === "snapshot") next = news.data.next;
        return { news, last: news.event !== "snapshot" };
      }
      return undefined;
    },
    async refused(problem, wasOpen) {
      const { chat_id, message_id } = problem.members;
      if (
        problem.is("stream-expired") &&
        typeof chat_id === "string" &&
        typeof message_id === "string"
      ) {
        const message = await messageOf(chat_id, message_id);
        return { event: "end", data: { state: null, message } };
      }
      if (problem.status === 404 && wasOpen) return { event: "gone", data: {} };
      return undefined;
    },
  };
  return following(transport, followed, options);
}
