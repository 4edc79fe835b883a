import type { FeedNews } from "../events.js";
import { type FeedOptions, feedAt } from "../feed.js";
import { Pages } from "../pages.js";
import type {
  DeletedSessionPage,
  operations,
  Recovery,
  SessionCreate,
  SessionListed,
  SessionOut,
  SessionPage,
  SessionResume,
  SessionUpdate,
  TransitionPage,
} from "../threadkeep.js";
import {
  type CallOptions,
  type ChangeOptions,
  type Context,
  type IncludeOptions,
  ifMatch,
  included,
  type Limit,
  listed,
  signalOf,
} from "./common.js";

export type SessionFilter = Omit<
  NonNullable<operations["listSessions"]["parameters"]["query"]>,
  "cursor"
>;
export interface ReasonOptions extends ChangeOptions {
  /** Why, for the session's log. */
  readonly reason?: string | undefined;
}

/** Sessions: a conversation's life, with its chat and perhaps a mission. */
export class Sessions {
  constructor(private readonly context: Context) {}

  /** Make one; with a `key`, the one that has it, where there is one. */
  async create(session: SessionCreate = {}, options: CallOptions = {}): Promise<SessionOut> {
    const { data } = await this.context.api.POST("/sessions", {
      body: session,
      ...signalOf(options),
    });
    return data;
  }

  /** The most recent active one, or a new one. */
  async resume(fresh: SessionResume = {}, options: CallOptions = {}): Promise<SessionOut> {
    const { data } = await this.context.api.POST("/sessions/resume", {
      body: fresh,
      ...signalOf(options),
    });
    return data;
  }

  /** The most recent active one; rejects with `not-found` without one. */
  async active(options: IncludeOptions = {}): Promise<SessionOut> {
    const { data } = await this.context.api.GET("/sessions/active", {
      params: { query: included(options) },
      ...signalOf(options),
    });
    return data;
  }

  async get(sessionId: string, options: IncludeOptions = {}): Promise<SessionOut> {
    const { data } = await this.context.api.GET("/sessions/{session_id}", {
      params: { path: { session_id: sessionId }, query: included(options) },
      ...signalOf(options),
    });
    return data;
  }

  /** Those that meet the filter, the newest first. */
  list(filter: SessionFilter = {}, options: CallOptions = {}): Pages<SessionListed, SessionPage> {
    return new Pages<SessionListed, SessionPage>(
      async (cursor) => {
        const query = cursor === undefined ? filter : { ...filter, cursor };
        const { data } = await this.context.api.GET("/sessions", {
          params: { query },
          ...signalOf(options),
        });
        return data;
      },
      ({ next }) => next,
    );
  }

  /** All that a client needs to go on, as of one point in time. */
  async recovery(sessionId: string, options: CallOptions = {}): Promise<RecoveredSession> {
    const { data } = await this.context.api.GET("/sessions/{session_id}/recovery", {
      params: { path: { session_id: sessionId } },
      ...signalOf(options),
    });
    return data as RecoveredSession;
  }

  async update(
    sessionId: string,
    changes: SessionUpdate,
    options: ChangeOptions = {},
  ): Promise<SessionOut> {
    const { data } = await this.context.api.PUT("/sessions/{session_id}", {
      params: { path: { session_id: sessionId }, ...ifMatch(options) },
      body: changes,
      ...signalOf(options),
    });
    return data;
  }

  /** Say that the user is still there. */
  async updateActivity(sessionId: string, options: CallOptions = {}): Promise<SessionOut> {
    const { data } = await this.context.api.POST("/sessions/{session_id}/activity", {
      params: { path: { session_id: sessionId } },
      ...signalOf(options),
    });
    return data;
  }

  async complete(sessionId: string, options: ReasonOptions = {}): Promise<SessionOut> {
    const { data } = await this.context.api.POST("/sessions/{session_id}/complete", {
      params: { path: { session_id: sessionId }, ...ifMatch(options) },
      body: { reason: options.reason ?? null },
      ...signalOf(options),
    });
    return data;
  }

  async archive(sessionId: string, options: ReasonOptions = {}): Promise<SessionOut> {
    const { data } = await this.context.api.POST("/sessions/{session_id}/archive", {
      params: { path: { session_id: sessionId }, ...ifMatch(options) },
      body: { reason: options.reason ?? null },
      ...signalOf(options),
    });
    return data;
  }

  /** Make one active again that is archived, completed or deleted. */
  async restore(sessionId: string, options: CallOptions = {}): Promise<SessionOut> {
    const { data } = await this.context.api.POST("/sessions/{session_id}/restore", {
      params: { path: { session_id: sessionId } },
      ...signalOf(options),
    });
    return data;
  }

  /** Those that are deleted and can still be restored, the last deleted first. */
  listDeleted(
    filter: Limit = {},
    options: CallOptions = {},
  ): Pages<DeletedSessionPage["items"][number], DeletedSessionPage> {
    return listed(filter, (query) =>
      this.context.api.GET("/sessions/deleted", { params: { query }, ...signalOf(options) }),
    );
  }

  /** Its changes of status, the newest first: who made them, when and why. */
  transitions(
    sessionId: string,
    filter: Limit = {},
    options: CallOptions = {},
  ): Pages<TransitionPage["items"][number], TransitionPage> {
    const path = { session_id: sessionId };
    return listed(filter, (query) =>
      this.context.api.GET("/sessions/{session_id}/transitions", {
        params: { path, query },
        ...signalOf(options),
      }),
    );
  }

  async delete(sessionId: string, options: ChangeOptions = {}): Promise<void> {
    await this.context.api.DELETE("/sessions/{session_id}", {
      params: { path: { session_id: sessionId }, ...ifMatch(options) },
      ...signalOf(options),
    });
  }

  /**
   * What happens in the session, its chat and its mission, from a recovery's
   * `listen_from.last_event_id` on; without that, from now on.
   */
  follow(sessionId: string, options: FeedOptions = {}): AsyncGenerator<FeedNews, void, undefined> {
    const url = this.context.url("/sessions/{}/events", sessionId);
    return feedAt(this.context.transport, url, options);
  }
}

/** A session that was asked for with its recovery. */
export type RecoveredSession = SessionOut & { recovery: Recovery };
