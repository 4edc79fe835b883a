import { type Api, apiAt } from "./api.js";
import { Pages } from "./pages.js";
import { Assets } from "./resources/assets.js";
import { Attachments } from "./resources/attachments.js";
import { Chats } from "./resources/chats.js";
import { type CallOptions, type Context, signalOf } from "./resources/common.js";
import { Hops } from "./resources/hops.js";
import { Imports } from "./resources/imports.js";
import { Jobs } from "./resources/jobs.js";
import { Messages } from "./resources/messages.js";
import { Missions } from "./resources/missions.js";
import { Sessions } from "./resources/sessions.js";
import { Streams } from "./resources/streams.js";
import { ToolSteps } from "./resources/tool-steps.js";
import { Upkeep } from "./resources/upkeep.js";
import { Users } from "./resources/users.js";
import type { operations, SearchHitOut, SearchPage } from "./threadkeep.js";
import { platformTiming, type Timing } from "./timing.js";
import { type Fetch, type RetryPolicy, type TokenSource, Transport } from "./transport.js";
import { Uuid7Maker } from "./uuid7.js";

export interface ThreadkeepOptions {
  /** Where the service is, as `https://threads.example.com`; left out, where the page is. */
  readonly baseUrl?: string;
  /**
   * The bearer token, or a function that gives it for each request. It is told which one was
   * `refused`, if one was: then give another one; requests and feeds go on with it.
   */
  readonly token?: TokenSource;
  /** The user for whom a back end with the scope `act` acts (`X-Threadkeep-User`). */
  readonly user?: string;
  /** How often a request is sent before it fails. */
  readonly retries?: Partial<RetryPolicy>;
  /** Another fetch than the platform's. */
  readonly fetch?: Fetch;
  /** Another clock, and other randomness, than the platform's; for tests. */
  readonly timing?: Timing;
}

export type SearchQuery = Omit<operations["searchMessages"]["parameters"]["query"], "cursor">;

const RETRIES: RetryPolicy = {
  attempts: 5,
  patienceMs: 60_000,
  attemptMs: 30_000,
  backOff: { firstMs: 250, mostMs: 8_000 },
};

/**
 * A client of Threadkeep.
 *
 * What it makes, it makes once, however often a request has to be sent. Every call rejects with
 * ThreadkeepProblem where the service refuses, with ThreadkeepUnreachable where it is away for
 * too long, and with its signal's reason once that is aborted.
 */
export class Threadkeep {
  readonly baseUrl: string;
  /** Every route, by its path. */
  readonly api: Api;
  readonly sessions: Sessions;
  readonly chats: Chats;
  readonly messages: Messages;
  readonly streams: Streams;
  readonly missions: Missions;
  readonly hops: Hops;
  readonly toolSteps: ToolSteps;
  readonly assets: Assets;
  readonly attachments: Attachments;
  readonly imports: Imports;
  readonly upkeep: Upkeep;
  readonly users: Users;
  readonly jobs: Jobs;
  readonly #ids: Uuid7Maker;

  constructor(options: ThreadkeepOptions = {}) {
    const timing = options.timing ?? platformTiming;
    this.baseUrl = (options.baseUrl ?? "").replace(/\/+$/, "");
    this.#ids = new Uuid7Maker(timing);
    const transport = new Transport({
      fetch: options.fetch ?? ((url, init) => fetch(url, init)),
      timing,
      token: options.token,
      user: options.user,
      retries: { ...RETRIES, ...options.retries },
    });
    this.api = apiAt(this.baseUrl, transport, this.#ids);
    const context: Context = {
      api: this.api,
      transport,
      ids: this.#ids,
      url: (path, ...parts) =>
        this.baseUrl + path.replace(/\{\}/g, () => encodeURIComponent(parts.shift() ?? "")),
    };
    this.sessions = new Sessions(context);
    this.chats = new Chats(context);
    this.messages = new Messages(context);
    this.streams = new Streams(context);
    this.missions = new Missions(context);
    this.hops = new Hops(context);
    this.toolSteps = new ToolSteps(context);
    this.assets = new Assets(context);
    this.attachments = new Attachments(context);
    this.imports = new Imports(context);
    this.upkeep = new Upkeep(context);
    this.users = new Users(context);
    this.jobs = new Jobs(context);
  }

  /** An id for a message or a stream: a UUID of version 7, greater than all before. */
  newId(): string {
    return this.#ids.next();
  }

  /** The messages and titles that have these words, the best first. */
  search(
    q: string,
    query: Omit<SearchQuery, "q"> = {},
    options: CallOptions = {},
  ): Pages<SearchHitOut, SearchPage> {
    return new Pages<SearchHitOut, SearchPage>(
      async (cursor) => {
        const asked = cursor === undefined ? { ...query, q } : { ...query, q, cursor };
        const { data } = await this.api.GET("/search", {
          params: { query: asked },
          ...signalOf(options),
        });
        return data;
      },
      ({ next }) => next,
    );
  }
}
