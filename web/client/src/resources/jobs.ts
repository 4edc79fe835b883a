import type { JobOut, ReceiptOut } from "../threadkeep.js";
import { pause } from "../timing.js";
import { type CallOptions, type Context, signalOf } from "./common.js";

export interface WaitOptions extends CallOptions {
  /** How often to ask, in milliseconds; 2,000 where it is left out. */
  readonly everyMs?: number | undefined;
}

/** Exports and erasures of all of one user, which outlive their request. */
export class Jobs {
  constructor(private readonly context: Context) {}

  /** Begin to export all of the caller's own data to a file; the same while one runs. */
  async exportOwn(options: CallOptions = {}): Promise<JobOut> {
    const { data } = await this.context.api.POST("/users/me/export", signalOf(options));
    return data;
  }

  /** Begin to export all of a user to a file. Wants the scope `admin`. */
  async exportUser(userId: string, options: CallOptions = {}): Promise<JobOut> {
    const { data } = await this.context.api.POST("/users/export", {
      body: { user_id: userId },
      ...signalOf(options),
    });
    return data;
  }

  /**
   * Erase all of a user, for good: the receipt, or where it is much the job that does it, which
   * has a `status`. Wants the scope `admin`.
   */
  async eraseUser(userId: string, options: CallOptions = {}): Promise<ReceiptOut | JobOut> {
    const { data } = await this.context.api.POST("/users/erase", {
      body: { user_id: userId },
      ...signalOf(options),
    });
    return data;
  }

  async get(jobId: string, options: CallOptions = {}): Promise<JobOut> {
    const { data } = await this.context.api.GET("/jobs/{job_id}", {
      params: { path: { job_id: jobId } },
      ...signalOf(options),
    });
    return data;
  }

  /** The job once it has ended: look at its `status`. */
  async wait(jobId: string, { everyMs = 2_000, ...options }: WaitOptions = {}): Promise<JobOut> {
    for (;;) {
      const job = await this.get(jobId, options);
      if (job.status !== "running") return job;
      await pause(everyMs, this.context.transport.timing, options.signal);
    }
  }

  /** The file of an export, gzip: read `body`, `blob()` or `arrayBuffer()` of the answer. */
  async file(jobId: string, options: CallOptions = {}): Promise<Response> {
    return this.context.transport.send({
      url: this.context.url("/jobs/{}/file", jobId),
      method: "GET",
      signal: options.signal,
    });
  }

  /** Delete a job with its file; an export that runs ends. */
  async delete(jobId: string, options: CallOptions = {}): Promise<void> {
    await this.context.api.DELETE("/jobs/{job_id}", {
      params: { path: { job_id: jobId } },
      ...signalOf(options),
    });
  }
}
