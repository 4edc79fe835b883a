import type { FeedNews } from "./events.js";
import { type Followed, type FollowOptions, following, jsonOf } from "./following.js";
import type { ThreadkeepProblem } from "./problem.js";
import type { Transport } from "./transport.js";

export interface FeedOptions extends FollowOptions {
  /** Where to go on from: `listen_from.last_event_id` of a recovery, or `lastEventId` of news. */
  readonly after?: string | undefined;
}

const NEWS = new Set([
  "message",
  "message.changed",
  "stream",
  "delta",
  "end",
  "session",
  "chat",
  "mission",
  "reset",
  "gone",
]);

/** Tells what happens in a session or a chat, at the address of its feed. */
export function feedAt(
  transport: Transport,
  url: string,
  { after, ...options }: FeedOptions,
): AsyncGenerator<FeedNews, void, undefined> {
  const followed: Followed<FeedNews> = {
    url,
    lastEventId: after,
    take(event) {
      if (event.event === "bye") {
        const { reason } = jsonOf(event) as { reason: string };
        // What waits for the service to start again does not come in one crowd.
        return { again: reason === "shutdown" ? "soon" : "now" };
      }
      if (!NEWS.has(event.event)) return undefined;
      const news = {
        event: event.event,
        data: jsonOf(event),
        lastEventId: event.id ?? followed.lastEventId,
      } as FeedNews;
      return { news, last: news.event === "reset" || news.event === "gone" };
    },
    async refused(problem: ThreadkeepProblem, wasOpen: boolean) {
      if (problem.is("unknown-event-id"))
        return { event: "reset", data: {}, lastEventId: undefined };
      if (problem.status === 404 && wasOpen) {
        return { event: "gone", data: {}, lastEventId: undefined };
      }
      return undefined;
    },
  };
  return following(transport, followed, options);
}
