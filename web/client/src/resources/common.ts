import type { Api } from "../api.js";
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

/** How long what a client sends or reads at its own speed may take, in milliseconds. */
export const LONG_MS = 3_600_000;
