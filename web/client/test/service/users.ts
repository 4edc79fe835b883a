import { randomUUID } from "node:crypto";
import { inject } from "vitest";
import { tokenOf } from "../../../test/serving.js";
import { Threadkeep, type ThreadkeepOptions } from "../../src/index.js";

/** A client of a user whom nobody had before. */
export function someone(options: ThreadkeepOptions = {}): Threadkeep {
  const token = tokenOf(`user-${randomUUID()}`);
  return new Threadkeep({ baseUrl: inject("url"), token, ...options });
}
