import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const HOME = fileURLToPath(new URL("../../..", import.meta.url));
const THREADKEEP = join(HOME, ".venv/bin/threadkeep");
const READY = /http:\/\/127\.0\.0\.1:\d+/;

/** A program that can be killed as hard as that goes, and started again where it was. */
export class Program {
  #process: ChildProcess | null = null;

  constructor(
    private readonly command: string[],
    private readonly environment: Record<string, string>,
  ) {}

  /** Resolves once it says that it is ready. */
  async start(): Promise<void> {
    const [name = "", ...words] = this.command;
    const { MONGODB_URI: _, ...environment } = process.env;
    const started = spawn(name, words, {
      cwd: HOME,
      env: { ...environment, ...this.environment },
      stdio: ["ignore", "pipe", "pipe"],
    });
    this.#process = started;
    const said: string[] = [];
    createInterface({ input: started.stderr }).on("line", (line) => said.push(line));
    await new Promise<void>((resolve, reject) => {
      createInterface({ input: started.stdout }).on("line", (line) => {
        said.push(line);
        if (READY.test(line)) resolve();
      });
      started.once("exit", () => reject(new Error(`${name} ended:\n${said.join("\n")}`)));
    });
  }

  async kill(): Promise<void> {
    await this.#end("SIGKILL");
  }

  async stop(): Promise<void> {
    await this.#end("SIGTERM");
  }

  async #end(signal: NodeJS.Signals): Promise<void> {
    const ended = this.#process;
    this.#process = null;
    if (!ended || ended.exitCode !== null || ended.signalCode !== null) return;
    const exited = once(ended, "exit");
    ended.kill(signal);
    await exited;
  }
}

/** A service with a database of its own. */
export async function aService() {
  const folder = await mkdtemp(join(tmpdir(), "threadkeep-example-"));
  const port = await freePort();
  const environment = {
    THREADKEEP_DATA_FOLDER: folder,
    THREADKEEP_LOG_LEVEL: "WARNING",
  };
  const program = new Program([THREADKEEP, "serve", "--port", String(port)], environment);
  await program.start();
  const url = `http://127.0.0.1:${port}`;
  /** The example's server before it, for a user of its own. */
  const example = async (user: string, options: Record<string, string> = {}) => {
    const examplePort = await freePort();
    const server = new Program([process.execPath, "web/example/server/main.mjs"], {
      THREADKEEP_DATA_FOLDER: folder,
      THREADKEEP_URL: url,
      EXAMPLE_PORT: String(examplePort),
      EXAMPLE_USER: user,
      EXAMPLE_PACE_MS: "25",
      ...options,
    });
    await server.start();
    return { server, url: `http://127.0.0.1:${examplePort}` };
  };
  const stop = async () => {
    await program.stop();
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  };
  return { program, url, example, stop };
}

async function freePort(): Promise<number> {
  const server = createServer();
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  if (typeof address !== "object" || address === null) throw new Error("no port");
  return address.port;
}
