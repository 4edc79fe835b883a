import { createHmac, randomUUID } from "node:crypto";
import { cleanup, configure } from "@testing-library/react";
import { Threadkeep, type ThreadkeepOptions } from "@threadkeep/client";
import type { ReactNode } from "react";
import { afterEach, inject } from "vitest";
import { memoryStorage, ThreadkeepProvider } from "../../src/index.js";

// What comes from the service comes when it likes.
configure({ asyncUtilTimeout: 10_000 });
afterEach(cleanup);

/** What makes clients of a user whom nobody had before. */
export function aUser() {
  const token = tokenOf(`user-${randomUUID()}`);
  return (options: ThreadkeepOptions = {}) =>
    new Threadkeep({ baseUrl: inject("serviceUrl"), token, ...options });
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

function tokenOf(user: string): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const now = Math.floor(Date.now() / 1000);
  const claims = { sub: user, iat: now, exp: now + 3600 };
  const signed = `${part({ alg: "HS256", typ: "JWT" })}.${part(claims)}`;
  const signature = createHmac("sha256", inject("secret")).update(signed).digest("base64url");
  return `${signed}.${signature}`;
}
