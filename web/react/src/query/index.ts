import {
  hashKey,
  infiniteQueryOptions,
  keepPreviousData,
  queryOptions,
  useQueryClient,
} from "@tanstack/react-query";
import type { SearchQuery, SessionFilter, Threadkeep } from "@threadkeep/client";
import { useEffect } from "react";
import { useProvided } from "../provider.js";
import type { News } from "../store-types.js";

/** How the queries of this module are keyed; each begins with the one before it. */
export const threadkeepKeys = {
  all: ["threadkeep"] as const,
  sessions: ["threadkeep", "sessions"] as const,
  session: (id: string) => ["threadkeep", "session", id] as const,
  messages: (chatId: string) => ["threadkeep", "messages", chatId] as const,
  mission: (id: string) => ["threadkeep", "mission", id] as const,
  search: (q: string) => ["threadkeep", "search", q] as const,
};

/** The user's sessions, the most recently used first, a page at a time. */
export function sessionsQuery(client: Threadkeep, filter: SessionFilter = {}) {
  return infiniteQueryOptions({
    queryKey: [...threadkeepKeys.sessions, filter],
    queryFn: async ({ pageParam, signal }) => {
      const query = pageParam === null ? filter : { ...filter, cursor: pageParam };
      const { data } = await client.api.GET("/sessions", { params: { query }, signal });
      return data;
    },
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
  });
}

export function sessionQuery(client: Threadkeep, id: string) {
  return queryOptions({
    queryKey: threadkeepKeys.session(id),
    queryFn: ({ signal }) => client.sessions.get(id, { signal }),
  });
}

/** The messages of a chat, the newest page first; `fetchNextPage` fetches older ones. */
export function messagesQuery(client: Threadkeep, chatId: string, limit = 50) {
  return infiniteQueryOptions({
    queryKey: [...threadkeepKeys.messages(chatId), limit],
    queryFn: async ({ pageParam, signal }) => {
      const query = pageParam === null ? { limit } : { limit, cursor: pageParam };
      const params = { path: { chat_id: chatId }, query };
      const { data } = await client.api.GET("/chats/{chat_id}/messages", { params, signal });
      return data;
    },
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.previous,
    select: ({ pages }) => pages.toReversed().flatMap((page) => page.items),
  });
}

/** A mission with its hops, their steps and all assets. */
export function missionQuery(client: Threadkeep, id: string) {
  return queryOptions({
    queryKey: threadkeepKeys.mission(id),
    queryFn: async ({ signal }) => {
      const params = { path: { mission_id: id } };
      const { data } = await client.api.GET("/missions/{mission_id}/full", { params, signal });
      return data;
    },
  });
}

/** The messages and titles that have these words, the best first. */
export function searchQuery(client: Threadkeep, q: string, more: Omit<SearchQuery, "q"> = {}) {
  return infiniteQueryOptions({
    queryKey: [...threadkeepKeys.search(q), more],
    queryFn: async ({ pageParam, signal }) => {
      const asked = { ...more, q };
      const query = pageParam === null ? asked : { ...asked, cursor: pageParam };
      const { data } = await client.api.GET("/search", { params: { query }, signal });
      return data;
    },
    enabled: q.trim() !== "",
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
    placeholderData: keepPreviousData,
  });
}

const OF_MESSAGES = new Set<News>(["message", "message.changed", "end", "recovered", "reset"]);
const OF_THE_SESSION = new Set<News>(["session", "recovered", "gone"]);
const OF_THE_MISSION = new Set<News>(["mission", "recovered"]);

/**
 * Lets the queries of this module follow the present session: what its feed tells of is fetched
 * anew where somebody shows it. Use it once, within both providers.
 */
export function useThreadkeepQueries(): void {
  const { store } = useProvided();
  const queries = useQueryClient();
  useEffect(() => {
    const waiting = new Map<string, readonly unknown[]>();
    const outdated = (queryKey: readonly unknown[]) => {
      waiting.set(hashKey(queryKey), queryKey);
      fetchAnew();
    };
    // What is being fetched just now may be older than the news, and is not cut off: it may be a
    // further page that somebody has asked for.
    const fetchAnew = () => {
      for (const [hash, queryKey] of waiting) {
        if (queries.isFetching({ queryKey }) > 0) continue;
        waiting.delete(hash);
        // What cannot be fetched, the query itself says.
        queries.invalidateQueries({ queryKey }).catch(() => undefined);
      }
    };
    const stopWaiting = queries.getQueryCache().subscribe(({ type }) => {
      if (type === "updated" && waiting.size > 0) queueMicrotask(fetchAnew);
    });
    const unsubscribe = store.onNews((news) => {
      const { session, mission } = store.getState();
      if (session && OF_MESSAGES.has(news)) outdated(threadkeepKeys.messages(session.chat_id));
      if (session && OF_THE_SESSION.has(news)) outdated(threadkeepKeys.session(session.id));
      if (mission && OF_THE_MISSION.has(news)) outdated(threadkeepKeys.mission(mission.id));
    });
    const stopListening = store.onSessionsChanged(() => outdated(threadkeepKeys.sessions));
    return () => {
      unsubscribe();
      stopListening();
      stopWaiting();
      waiting.clear();
    };
  }, [store, queries]);
}
