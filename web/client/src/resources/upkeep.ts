import type { Pages } from "../pages.js";
import type { DueSessionPage, IndexesOut, operations, SweepPreview } from "../threadkeep.js";
import { type CallOptions, type Context, type Limit, listed, signalOf } from "./common.js";

/** What a sweep does to a session. */
export type SweepStep = operations["listDueSessions"]["parameters"]["query"]["step"];

/** What a sweep and the index command would do; for tokens with the scope `admin`. */
export class Upkeep {
  constructor(private readonly context: Context) {}

  /** To how many sessions a sweep would do what now. */
  async sweepPreview(options: CallOptions = {}): Promise<SweepPreview> {
    const { data } = await this.context.api.GET("/upkeep/sweep", signalOf(options));
    return data;
  }

  /** The sessions that a sweep would do a step to, those that wait the longest first. */
  dueSessions(
    step: SweepStep,
    filter: Limit = {},
    options: CallOptions = {},
  ): Pages<DueSessionPage["items"][number], DueSessionPage> {
    return listed({ ...filter, step }, (query) =>
      this.context.api.GET("/upkeep/sweep/sessions", { params: { query }, ...signalOf(options) }),
    );
  }

  /** How each index stands, and what `threadkeep indexes sync` would change. */
  async indexes(options: CallOptions = {}): Promise<IndexesOut> {
    const { data } = await this.context.api.GET("/upkeep/indexes", signalOf(options));
    return data;
  }
}
