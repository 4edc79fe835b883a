import { Pages } from "../pages.js";
import type {
  MissionFull,
  MissionOut,
  MissionPage,
  MissionStatusChange,
  operations,
} from "../threadkeep.js";
import { type CallOptions, type ChangeOptions, type Context, ifMatch, signalOf } from "./common.js";

export type MissionFilter = Omit<
  NonNullable<operations["listMissions"]["parameters"]["query"]>,
  "cursor"
>;
type MissionCreateBody = NonNullable<
  operations["createMission"]["requestBody"]
>["content"]["application/json"];

/** Missions, as a front end reads them; hops, tool steps and assets have their routes in `api`. */
export class Missions {
  constructor(private readonly context: Context) {}

  async create(mission: MissionCreateBody, options: CallOptions = {}): Promise<MissionOut> {
    const { data } = await this.context.api.POST("/missions", {
      body: mission,
      ...signalOf(options),
    });
    return data;
  }

  async get(missionId: string, options: CallOptions = {}): Promise<MissionOut> {
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
  list(filter: MissionFilter = {}, options: CallOptions = {}): Pages<MissionOut, MissionPage> {
    return new Pages<MissionOut, MissionPage>(
      async (cursor) => {
        const query = cursor === undefined ? filter : { ...filter, cursor };
        const { data } = await this.context.api.GET("/missions", {
          params: { query },
          ...signalOf(options),
        });
        return data;
      },
      ({ next }) => next,
    );
  }

  async changeStatus(
    missionId: string,
    change: MissionStatusChange,
    options: ChangeOptions = {},
  ): Promise<MissionOut> {
    const { data } = await this.context.api.PATCH("/missions/{mission_id}/status", {
      params: { path: { mission_id: missionId }, ...ifMatch(options) },
      body: change,
      ...signalOf(options),
    });
    return data;
  }
}
