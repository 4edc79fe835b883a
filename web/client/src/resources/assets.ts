import type { Pages } from "../pages.js";
import type {
  AssetCreate,
  AssetOut,
  AssetPage,
  AssetStatusChange,
  AssetUpdate,
  Lineage,
  operations,
} from "../threadkeep.js";
import {
  type CallOptions,
  type ChangeOptions,
  type Context,
  type FileBytes,
  ifMatch,
  LONG_MS,
  listed,
  mediaTypeOf,
  signalOf,
} from "./common.js";

export type AssetFilter = Omit<
  NonNullable<operations["listAssets"]["parameters"]["query"]>,
  "cursor"
>;

export interface ContentOptions extends ChangeOptions {
  /** Its media type; a Blob has one, else it is `application/octet-stream`. */
  readonly type?: string | undefined;
}

/** Assets: what missions and hops work on, and what comes of that. */
export class Assets {
  constructor(private readonly context: Context) {}

  /** Propose one of a mission or of a hop. */
  async create(asset: AssetCreate, options: CallOptions = {}): Promise<AssetOut> {
    const { data } = await this.context.api.POST("/assets", { body: asset, ...signalOf(options) });
    return data;
  }

  /** Those that meet the filter, without their content, the newest first. */
  list(
    filter: AssetFilter = {},
    options: CallOptions = {},
  ): Pages<AssetPage["items"][number], AssetPage> {
    return listed(filter, (query) =>
      this.context.api.GET("/assets", { params: { query }, ...signalOf(options) }),
    );
  }

  async get(assetId: string, options: CallOptions = {}): Promise<AssetOut> {
    const { data } = await this.context.api.GET("/assets/{asset_id}", {
      params: { path: { asset_id: assetId } },
      ...signalOf(options),
    });
    return data;
  }

  async update(
    assetId: string,
    changes: AssetUpdate,
    options: ChangeOptions = {},
  ): Promise<AssetOut> {
    const { data } = await this.context.api.PUT("/assets/{asset_id}", {
      params: { path: { asset_id: assetId }, ...ifMatch(options) },
      body: changes,
      ...signalOf(options),
    });
    return data;
  }

  async changeStatus(
    assetId: string,
    change: AssetStatusChange,
    options: ChangeOptions = {},
  ): Promise<AssetOut> {
    const { data } = await this.context.api.PATCH("/assets/{asset_id}/status", {
      params: { path: { asset_id: assetId }, ...ifMatch(options) },
      body: change,
      ...signalOf(options),
    });
    return data;
  }

  /** Where it comes from, and what it went into. */
  async lineage(assetId: string, options: CallOptions = {}): Promise<Lineage> {
    const { data } = await this.context.api.GET("/assets/{asset_id}/lineage", {
      params: { path: { asset_id: assetId } },
      ...signalOf(options),
    });
    return data;
  }

  /** Its content: read `json()`, `body`, `blob()` or `arrayBuffer()` of the answer. */
  async content(assetId: string, options: CallOptions = {}): Promise<Response> {
    return this.context.transport.send({
      url: this.context.url("/assets/{}/content", assetId),
      method: "GET",
      signal: options.signal,
    });
  }

  /**
   * Replace its content by a file of any size, or by the text of a JSON value where `type` is
   * `application/json`. Readers see the old content until the new is complete.
   */
  async putContent(
    assetId: string,
    file: FileBytes,
    options: ContentOptions = {},
  ): Promise<AssetOut> {
    const { transport } = this.context;
    const response = await transport.send({
      url: this.context.url("/assets/{}/content", assetId),
      method: "PUT",
      headers: new Headers({
        "Content-Type": mediaTypeOf(file, options.type),
        ...ifMatch(options).header,
      }),
      body: file,
      signal: options.signal,
      retries: { ...transport.retries, attemptMs: LONG_MS, patienceMs: LONG_MS },
    });
    return (await response.json()) as AssetOut;
  }

  async delete(assetId: string, options: ChangeOptions = {}): Promise<void> {
    await this.context.api.DELETE("/assets/{asset_id}", {
      params: { path: { asset_id: assetId }, ...ifMatch(options) },
      ...signalOf(options),
    });
  }
}
