import { ThreadkeepProblem } from "@threadkeep/client";
import type { Fault } from "./types.js";

/** What the service may say of a request that is right, and will say otherwise later. */
const PASSING = new Set([401, 408, 425, 429]);

/** Whether the same request may be answered otherwise later: no answer, a token, too much, a 5xx. */
export function isPassing(error: unknown): boolean {
  if (!(error instanceof ThreadkeepProblem)) return true;
  return error.status >= 500 || PASSING.has(error.status);
}

export function faultOf(error: unknown): Fault {
  if (error instanceof ThreadkeepProblem) {
    const { type, status, title, detail } = error;
    return { type, status, title, detail };
  }
  return {
    type: null,
    status: null,
    title: "The service was not reached",
    detail: error instanceof Error ? error.message : String(error),
  };
}
