import type { Pages } from "../pages.js";
import type {
  HopCreate,
  HopDetail,
  HopPage,
  HopStatusChange,
  HopUpdate,
  operations,
} from "../threadkeep.js";
import {
  type CallOptions,
  type ChangeOptions,
  type Context,
  ifMatch,
  listed,
  signalOf,
} from "./common.js";

export type HopFilter = Omit<NonNullable<operations["listHops"]["parameters"]["query"]>, "cursor">;

/** Hops: the steps of missions, one after the other. */
export class Hops {
  constructor(private readonly context: Context) {}

  /** Propose the next one of a mission. */
  async create(missionId: string, hop: HopCreate, options: CallOptions = {}): Promise<HopDetail> {
    const { data } = await this.context.api.POST("/missions/{mission_id}/hops", {
      params: { path: { mission_id: missionId } },
      body: hop,
      ...signalOf(options),
    });
    return data;
  }

  /** Those of a mission that meet the filter, in their order. */
  list(
    missionId: string,
    filter: HopFilter = {},
    options: CallOptions = {},
  ): Pages<HopPage["items"][number], HopPage> {
    return listed(filter, (query) =>
      this.context.api.GET("/missions/{mission_id}/hops", {
        params: { path: { mission_id: missionId }, query },
        ...signalOf(options),
      }),
    );
  }

  async get(hopId: string, options: CallOptions = {}): Promise<HopDetail> {
    const { data } = await this.context.api.GET("/hops/{hop_id}", {
      params: { path: { hop_id: hopId } },
      ...signalOf(options),
    });
    return data;
  }

  async update(hopId: string, changes: HopUpdate, options: ChangeOptions = {}): Promise<HopDetail> {
    const { data } = await this.context.api.PUT("/hops/{hop_id}", {
      params: { path: { hop_id: hopId }, ...ifMatch(options) },
      body: changes,
      ...signalOf(options),
    });
    return data;
  }

  async changeStatus(
    hopId: string,
    change: HopStatusChange,
    options: ChangeOptions = {},
  ): Promise<HopDetail> {
    const { data } = await this.context.api.PATCH("/hops/{hop_id}/status", {
      params: { path: { hop_id: hopId }, ...ifMatch(options) },
      body: change,
      ...signalOf(options),
    });
    return data;
  }

  async delete(hopId: string, options: ChangeOptions = {}): Promise<void> {
    await this.context.api.DELETE("/hops/{hop_id}", {
      params: { path: { hop_id: hopId }, ...ifMatch(options) },
      ...signalOf(options),
    });
  }
}
