import type { FeedNews, MessageCreate, SessionCreate } from "@threadkeep/client";
import type { Clock } from "./clock.js";
import type { OutboxStorage } from "./outbox/storage.js";
import type { Service } from "./service.js";
import type { SessionMemory } from "./session-memory.js";
import type { Tabs } from "./tabs.js";

export interface StoreOptions {
  service: Service;
  /** The session to show. Without it the tab's last one, else the user's most recent active one. */
  sessionId?: string | undefined;
  /** By which name this browser keeps what is this store's; one for each service that a page uses. */
  name?: string | undefined;
  storage?: OutboxStorage | undefined;
  tabs?: Tabs | undefined;
  clock?: Clock | undefined;
  memory?: SessionMemory | null | undefined;
}

/** What a front end asks for; the reducer's action of that name follows, with what was answered. */
export type SessionCommand =
  | ({ type: "CREATE_SESSION" } & SessionCreate)
  /** Without an id the most recent active session, or a new one where there is none. */
  | { type: "LOAD_SESSION"; session_id?: string }
  | { type: "UPDATE_SESSION_ACTIVITY" }
  | { type: "ARCHIVE_SESSION" };

/** What the feed has told of, or that the session was recovered as a whole. */
export type News = FeedNews["event"] | "recovered";

/** A text, or a message as the API takes it. */
export type Draft = string | MessageCreate;
