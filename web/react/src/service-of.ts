import type { Threadkeep } from "@threadkeep/client";
import type { Service } from "./service.js";

/** How many messages one step back has at most. */
const OLDER = 200;

/** What the store asks of the service, asked by a client. */
export function serviceOf(client: Threadkeep): Service {
  const { api, sessions, messages, streams } = client;
  return {
    newId: () => client.newId(),
    resumeSession: (signal) => sessions.resume({}, { signal }),
    createSession: (body, signal) => sessions.create(body, { signal }),
    recoverSession: async (id, signal) => {
      const session = await sessions.recovery(id, { signal });
      return { session: { ...session, recovery: null }, recovery: session.recovery };
    },
    updateSession: (id, body) => sessions.update(id, body),
    touchSession: (id) => sessions.updateActivity(id),
    archiveSession: (id) => sessions.archive(id),
    deleteSession: (id) => sessions.delete(id),
    restoreSession: (id) => sessions.restore(id),
    listSessions: async (query, cursor, signal) => {
      const asked = cursor === null ? query : { ...query, cursor };
      const { data } = await api.GET("/sessions", { params: { query: asked }, signal });
      return data;
    },
    olderMessages: (chatId, before, signal) =>
      messages.newest(chatId, { before, limit: OLDER }, { signal }).first(),
    append: (chatId, message, signal) => messages.append(chatId, message, { signal }),
    cancelStream: (id) => streams.cancel(id),
    follow: (sessionId, after, signal, onConnection) =>
      sessions.follow(sessionId, { after: after ?? undefined, signal, onConnection }),
  };
}
