import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

export const HOME = fileURLToPath(new URL("../..", import.meta.url));

/** A program that can be killed as hard as that goes, and started again where it was. */
export class Program {
  #process: ChildProcess | null = null;
  #said: string[] = [];

  constructor(
    private readonly command: string[],
    private readonly environment: Record<string, string>,
    private readonly ready: RegExp,
    private readonly folder = HOME,
  ) {}

  /** Resolves once it says that it is ready. */
  async start(): Promise<void> {
    const [name = "", ...words] = this.command;
    const { MONGODB_URI: _, ...environment } = process.env;
    const started = spawn(name, words, {
      cwd: this.folder,
      env: { ...environment, ...this.environment },
      stdio: ["pipe", "pipe", "pipe"],
    });
    this.#process = started;
    const said: string[] = [];
    this.#said = said;
    createInterface({ input: started.stderr }).on("line", (line) => said.push(line));
    await new Promise<void>((resolve, reject) => {
      createInterface({ input: started.stdout }).on("line", (line) => {
        said.push(line);
        if (this.ready.test(line)) resolve();
      });
      started.once("exit", () => reject(this.#ended()));
    });
  }

  /** Writes a line to its standard input. */
  line(text = ""): void {
    this.#process?.stdin?.write(`${text}\n`);
  }

  /** As kill -9 does. */
  async kill(): Promise<void> {
    await this.#end("SIGKILL");
  }

  /** Rejects where it had ended of itself, with what it said. */
  async stop(): Promise<void> {
    await this.#end("SIGTERM");
  }

  async #end(signal: NodeJS.Signals): Promise<void> {
    const ended = this.#process;
    this.#process = null;
    if (!ended) return;
    if (ended.exitCode !== null || ended.signalCode !== null) throw this.#ended();
    const exited = once(ended, "exit");
    ended.kill(signal);
    await exited;
  }

  #ended(): Error {
    return new Error(`${this.command.join(" ")} ended:\n${this.#said.join("\n")}`);
  }
}

/** A port that nobody listens on just now. */
export async function freePort(): Promise<number> {
  const server = createServer();
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  if (typeof address !== "object" || address === null) throw new Error("no port");
  return address.port;
}
