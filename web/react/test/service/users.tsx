import { randomUUID } from "node:crypto";
import { cleanup, configure } from "@testing-library/react";
import { Threadkeep, type ThreadkeepOptions } from "@threadkeep/client";
import type { ReactNode } from "react";
import { afterEach, inject } from "vitest";
import { tokenOf } from "../../../test/serving.js";
import { memoryStorage, ThreadkeepProvider } from "../../src/index.js";

// What comes from the service comes when it likes.
configure({ asyncUtilTimeout: 10_000 });
afterEach(cleanup);

/** What makes clients of a user whom nobody had before. */
export function aUser() {
  const token = tokenOf(`user-${randomUUID()}`);
  return (options: ThreadkeepOptions = {}) =>
    new Threadkeep({ baseUrl: inject("url"), token, ...options });
}

/** A provider for this client, to render within. */
export function within(client: Threadkeep, around = (children: ReactNode) => children) {
  const storage = memoryStorage();
  return ({ children }: { children: ReactNode }) =>
    around(
      <ThreadkeepProvider client={client} storage={storage}>
        {children}
      </ThreadkeepProvider>,
    );
}
