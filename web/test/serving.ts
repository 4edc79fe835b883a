import { createHmac } from "node:crypto";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort, HOME, Program } from "./programs.js";

const SECRET = "a secret that only the tests of web have, 40 bytes";

/** The environment of what signs tokens that the service of the tests takes. */
export const SIGNING = { THREADKEEP_TOKEN_SECRET: SECRET };

/** One `threadkeep serve` in a process of its own. */
export class Serving extends Program {
  readonly url: string;

  constructor(port: number, environment: Record<string, string>) {
    const url = `http://127.0.0.1:${port}`;
    super(
      [join(HOME, ".venv/bin/threadkeep"), "serve", "--port", String(port)],
      { ...SIGNING, THREADKEEP_LOG_LEVEL: "WARNING", ...environment },
      new RegExp(url),
    );
    this.url = url;
  }
}

/** A service with a MongoDB of its own, and the address of that. */
export async function withDatabase(): Promise<{
  serving: Serving;
  mongodb: string;
  stop: () => Promise<void>;
}> {
  const folder = await mkdtemp(join(tmpdir(), "threadkeep-web-"));
  const serving = new Serving(await freePort(), {
    THREADKEEP_DATA_FOLDER: folder,
    THREADKEEP_DELETED_KEPT_DAYS: "1",
  });
  await serving.start();
  const { uri } = JSON.parse(await readFile(join(folder, "embedded.json"), "utf8"));
  const stop = async () => {
    await serving.stop();
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  };
  return { serving, mongodb: uri, stop };
}

/** A token of this user's, good for so many seconds. */
export function tokenOf(user: string, seconds = 3600, more: object = {}): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const now = Math.floor(Date.now() / 1000);
  const claims = { sub: user, iat: now, exp: now + seconds, ...more };
  const signed = `${part({ alg: "HS256", typ: "JWT" })}.${part(claims)}`;
  return `${signed}.${createHmac("sha256", SECRET).update(signed).digest("base64url")}`;
}
