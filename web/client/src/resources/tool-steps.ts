import type { Pages } from "../pages.js";
import type {
  operations,
  StepStatusChange,
  ToolStepCreate,
  ToolStepDetail,
  ToolStepList,
  ToolStepPage,
  ToolStepUpdate,
} from "../threadkeep.js";
import {
  type CallOptions,
  type ChangeOptions,
  type Context,
  ifMatch,
  listed,
  signalOf,
} from "./common.js";

export type ToolStepFilter = Omit<
  NonNullable<operations["listToolSteps"]["parameters"]["query"]>,
  "cursor"
>;

/** Tool steps: the calls of tools that a hop consists of. */
export class ToolSteps {
  constructor(private readonly context: Context) {}

  /** Propose the next one of a hop. */
  async create(
    hopId: string,
    step: ToolStepCreate,
    options: CallOptions = {},
  ): Promise<ToolStepDetail> {
    const { data } = await this.context.api.POST("/hops/{hop_id}/tool-steps", {
      params: { path: { hop_id: hopId } },
      body: step,
      ...signalOf(options),
    });
    return data;
  }

  /** Those of a hop that meet the filter, in their order. */
  list(
    hopId: string,
    filter: ToolStepFilter = {},
    options: CallOptions = {},
  ): Pages<ToolStepPage["items"][number], ToolStepPage> {
    return listed(filter, (query) =>
      this.context.api.GET("/hops/{hop_id}/tool-steps", {
        params: { path: { hop_id: hopId }, query },
        ...signalOf(options),
      }),
    );
  }

  async get(stepId: string, options: CallOptions = {}): Promise<ToolStepDetail> {
    const { data } = await this.context.api.GET("/tool-steps/{step_id}", {
      params: { path: { step_id: stepId } },
      ...signalOf(options),
    });
    return data;
  }

  async update(
    stepId: string,
    changes: ToolStepUpdate,
    options: ChangeOptions = {},
  ): Promise<ToolStepDetail> {
    const { data } = await this.context.api.PUT("/tool-steps/{step_id}", {
      params: { path: { step_id: stepId }, ...ifMatch(options) },
      body: changes,
      ...signalOf(options),
    });
    return data;
  }

  async changeStatus(
    stepId: string,
    change: StepStatusChange,
    options: ChangeOptions = {},
  ): Promise<ToolStepDetail> {
    const { data } = await this.context.api.PATCH("/tool-steps/{step_id}/status", {
      params: { path: { step_id: stepId }, ...ifMatch(options) },
      body: change,
      ...signalOf(options),
    });
    return data;
  }

  /** Put all steps of a hop in this order; `ifMatch` is the hop's. */
  async reorder(
    hopId: string,
    stepIds: readonly string[],
    options: ChangeOptions = {},
  ): Promise<ToolStepList["items"]> {
    const { data } = await this.context.api.POST("/hops/{hop_id}/tool-steps/reorder", {
      params: { path: { hop_id: hopId }, ...ifMatch(options) },
      body: { step_ids: [...stepIds] },
      ...signalOf(options),
    });
    return data.items;
  }

  async delete(stepId: string, options: ChangeOptions = {}): Promise<void> {
    await this.context.api.DELETE("/tool-steps/{step_id}", {
      params: { path: { step_id: stepId }, ...ifMatch(options) },
      ...signalOf(options),
    });
  }
}
