import { type ChildProcess, spawn } from "node:child_process";
import { createHmac } from "node:crypto";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const THREADKEEP = fileURLToPath(new URL("../../../../.venv/bin/threadkeep", import.meta.url));
export const SECRET = "a secret that only the tests of web have, 40 bytes";

/** One `threadkeep serve` in a process of its own, which can be killed and started again. */
export class Serving {
  #process: ChildProcess | undefined;

  constructor(
    readonly port: number,
    private readonly environment: Record<string, string>,
  ) {}

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** Resolves when it can serve. */
  async start(): Promise<void> {
    const { MONGODB_URI: _, ...inherited } = process.env;
    const started = spawn(THREADKEEP, ["serve", "--port", String(this.port)], {
      env: {
        ...inherited,
        THREADKEEP_TOKEN_SECRET: SECRET,
        THREADKEEP_LOG_LEVEL: "WARNING",
        ...this.environment,
      },
      stdio: ["ignore", "pipe", "inherit"],
    });
    this.#process = started;
    for await (const line of createInterface({ input: started.stdout })) {
      if (line.includes(this.url)) {
        // Nobody reads on: it must not be held up by that.
        started.stdout.resume();
        return;
      }
    }
    throw new Error("the service did not start");
  }

  /** As kill -9 does. */
  kill(): Promise<void> {
    return this.#end("SIGKILL");
  }

  stop(): Promise<void> {
    return this.#end("SIGTERM");
  }

  async #end(signal: NodeJS.Signals): Promise<void> {
    const ending = this.#process;
    this.#process = undefined;
    if (ending === undefined || ending.exitCode !== null) return;
    const ended = new Promise((resolve) => ending.once("exit", resolve));
    ending.kill(signal);
    await ended;
  }
}

/** A service with a MongoDB of its own, and the address of that. */
export async function withDatabase(): Promise<{
  serving: Serving;
  mongodb: string;
  stop: () => Promise<void>;
}> {
  const folder = await mkdtemp(join(tmpdir(), "threadkeep-web-"));
  const serving = new Serving(await freePort(), { THREADKEEP_DATA_FOLDER: folder });
  await serving.start();
  const { uri } = JSON.parse(await readFile(join(folder, "embedded.json"), "utf8"));
  const stop = async () => {
    await serving.stop();
    await rm(folder, { recursive: true, force: true });
  };
  return { serving, mongodb: uri, stop };
}

/** A port that nobody listens on just now. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" && address ? address.port : 0));
    });
  });
}

/** A token of this user's, good for so many seconds. */
export function tokenOf(user: string, seconds = 3600, more: object = {}): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const now = Math.floor(Date.now() / 1000);
  const claims = { sub: user, iat: now, exp: now + seconds, ...more };
  const signed = `${part({ alg: "HS256", typ: "JWT" })}.${part(claims)}`;
  return `${signed}.${createHmac("sha256", SECRET).update(signed).digest("base64url")}`;
}
