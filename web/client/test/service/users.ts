import { randomUUID } from "node:crypto";
import { inject } from "vitest";
import { Threadkeep, type ThreadkeepOptions } from "../../src/index.js";
import { tokenOf } from "./serving.js";

/** A client of a user whom nobody had before. */
export function someone(options: ThreadkeepOptions = {}): Threadkeep {
  const token = tokenOf(`user-${randomUUID()}`);
  return new Threadkeep({ baseUrl: inject("url"), token, ...options });
}
