import type { Pages } from "../pages.js";
import type {
  MissionDetail,
  MissionFull,
  MissionPage,
  MissionStatusChange,
  MissionUpdate,
  operations,
  TransitionPage,
} from "../threadkeep.js";
import {
  type CallOptions,
  type ChangeOptions,
  type Context,
  ifMatch,
  type Limit,
  listed,
  signalOf,
} from "./common.js";

export type MissionFilter = Omit<
  NonNullable<operations["listMissions"]["parameters"]["query"]>,
  "cursor"
>;
type MissionCreateBody = NonNullable<
  operations["createMission"]["requestBody"]
>["content"]["application/json"];

/** Missions: what an agent is to reach, in hops. */
export class Missions {
  constructor(private readonly context: Context) {}

  async create(mission: MissionCreateBody, options: CallOptions = {}): Promise<MissionDetail> {
    const { data } = await this.context.api.POST("/missions", {
      body: mission,
      ...signalOf(options),
    });
    return data;
  }

  async get(missionId: string, options: CallOptions = {}): Promise<MissionDetail> {
    const { data } = await this.context.api.GET("/missions/{mission_id}", {
      params: { path: { mission_id: missionId } },
      ...signalOf(options),
    });
    return data;
  }

  /** With all its hops, their tool steps, and its assets. */
  async getFull(missionId: string, options: CallOptions = {}): Promise<MissionFull> {
    const { data } = await this.context.api.GET("/missions/{mission_id}/full", {
      params: { path: { mission_id: missionId } },
      ...signalOf(options),
    });
    return data;
  }

  /** Those that meet the filter, the newest first. */
  list(
    filter: MissionFilter = {},
    options: CallOptions = {},
  ): Pages<MissionPage["items"][number], MissionPage> {
    return listed(filter, (query) =>
      this.context.api.GET("/missions", { params: { query }, ...signalOf(options) }),
    );
  }

  /** The changes of status of it and its parts, the newest first: who made them, when and why. */
  transitions(
    missionId: string,
    filter: Limit = {},
    options: CallOptions = {},
  ): Pages<TransitionPage["items"][number], TransitionPage> {
    const path = { mission_id: missionId };
    return listed(filter, (query) =>
      this.context.api.GET("/missions/{mission_id}/transitions", {
        params: { path, query },
        ...signalOf(options),
      }),
    );
  }

  async update(
    missionId: string,
    changes: MissionUpdate,
    options: ChangeOptions = {},
  ): Promise<MissionDetail> {
    const { data } = await this.context.api.PUT("/missions/{mission_id}", {
      params: { path: { mission_id: missionId }, ...ifMatch(options) },
      body: changes,
      ...signalOf(options),
    });
    return data;
  }

  async changeStatus(
    missionId: string,
    change: MissionStatusChange,
    options: ChangeOptions = {},
  ): Promise<MissionDetail> {
    const { data } = await this.context.api.PATCH("/missions/{mission_id}/status", {
      params: { path: { mission_id: missionId }, ...ifMatch(options) },
      body: change,
      ...signalOf(options),
    });
    return data;
  }

  /** With its hops, their tool steps and its assets. */
  async delete(missionId: string, options: ChangeOptions = {}): Promise<void> {
    await this.context.api.DELETE("/missions/{mission_id}", {
      params: { path: { mission_id: missionId }, ...ifMatch(options) },
      ...signalOf(options),
    });
  }
}
