import type { Api } from "../api.js";
import { type Page, Pages } from "../pages.js";
import type { Transport } from "../transport.js";
import type { Uuid7Maker } from "../uuid7.js";

/** What the groups of routes have in common. */
export interface Context {
  readonly api: Api;
  readonly transport: Transport;
  readonly ids: Uuid7Maker;
  /** The address of a path whose parts are to be put in. */
  url(path: string, ...parts: string[]): string;
}

/** What every call takes. */
export interface CallOptions {
  /** Ends the call: it rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
}

/** What a change takes. */
export interface ChangeOptions extends CallOptions {
  /** Only at this version (ETag); else it rejects with `precondition-failed`. */
  readonly ifMatch?: string | undefined;
}

/** The header of a change that is made at one version only. */
export function ifMatch(options: ChangeOptions): { header?: { "If-Match": string } } {
  return options.ifMatch === undefined ? {} : { header: { "If-Match": options.ifMatch } };
}

/** The signal, where there is one. */
export function signalOf({ signal }: CallOptions): { signal?: AbortSignal } {
  return signal === undefined ? {} : { signal };
}

export interface IncludeOptions extends CallOptions {
  /** What to show beside it, with commas between: `chat`, `mission`, `recovery`. */
  readonly include?: string | undefined;
}

/** The query that asks for more, where something is asked for. */
export function included({ include }: IncludeOptions): { include?: string } {
  return include === undefined ? {} : { include };
}

/**
 * A list that is read on by the `next` of each page.
 *
 * @param ask fetches the page of a query: the filter, and from the second page on a cursor
 */
export function listed<Filter extends object, Whole extends Listed>(
  filter: Filter,
  ask: (query: Filter & { cursor?: string }) => Promise<{ readonly data: Whole }>,
): Pages<Whole["items"][number], Whole> {
  return new Pages<Whole["items"][number], Whole>(
    async (cursor) => (await ask(cursor === undefined ? filter : { ...filter, cursor })).data,
    ({ next }) => next,
  );
}

/** How many items a page has at most. */
export interface Limit {
  limit?: number;
}

interface Listed extends Page<unknown> {
  next: string | null;
}

/** How long what a client sends or reads at its own speed may take, in milliseconds. */
export const LONG_MS = 3_600_000;

/** A file's bytes, wherever they are. */
export type FileBytes = Blob | ArrayBuffer | Uint8Array<ArrayBuffer> | string;

/** The media type that was named, else the one that a Blob has. */
export function mediaTypeOf(file: FileBytes, named: string | undefined): string {
  return named || (file instanceof Blob && file.type) || "application/octet-stream";
}
