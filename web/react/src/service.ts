import type {
  ConnectionState,
  FeedNews,
  MessageCreate,
  MessageOut,
  MessagePage,
  Recovery,
  SessionCreate,
  SessionOut,
  SessionPage,
  SessionStatus,
  SessionUpdate,
} from "@threadkeep/client";

/** Which sessions a list has. */
export interface SessionsQuery {
  status?: SessionStatus;
  /** How many a page has at most. */
  limit?: number;
}

/** What the store asks of the service; `serviceOf` makes one of a client. Each may be sent again. */
export interface Service {
  /** An id that nobody else makes, and that is greater than those before it. */
  newId(): string;
  resumeSession(signal: AbortSignal): Promise<SessionOut>;
  createSession(body: SessionCreate, signal: AbortSignal): Promise<SessionOut>;
  recoverSession(
    id: string,
    signal: AbortSignal,
  ): Promise<{ session: SessionOut; recovery: Recovery }>;
  updateSession(id: string, body: SessionUpdate): Promise<SessionOut>;
  touchSession(id: string): Promise<SessionOut>;
  archiveSession(id: string): Promise<SessionOut>;
  deleteSession(id: string): Promise<void>;
  restoreSession(id: string): Promise<SessionOut>;
  listSessions(
    query: SessionsQuery,
    cursor: string | null,
    signal: AbortSignal,
  ): Promise<SessionPage>;
  olderMessages(chatId: string, before: number, signal: AbortSignal): Promise<MessagePage>;
  append(
    chatId: string,
    message: MessageCreate & { id: string },
    signal: AbortSignal,
  ): Promise<MessageOut>;
  cancelStream(id: string): Promise<MessageOut>;
  /**
   * The session's feed from there on. It comes back by itself where it breaks, and says how it
   * stands. It ends after `reset` and `gone`, and throws the reason of the signal.
   */
  follow(
    sessionId: string,
    after: string | null,
    signal: AbortSignal,
    onConnection: (state: ConnectionState) => void,
  ): AsyncIterable<FeedNews>;
}
