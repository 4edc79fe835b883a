// Serves the page, passes what is under /api on to the service, gives out tokens, and runs the agent.
import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { extname, join, normalize } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { Threadkeep } from "@threadkeep/client";
import { Agent } from "./agent.mjs";
import { pass } from "./proxy.mjs";

const service = process.env["THREADKEEP_URL"] ?? "http://127.0.0.1:8000";
const port = Number(process.env["EXAMPLE_PORT"] ?? 5173);
const user = process.env["EXAMPLE_USER"] ?? "alice";
const expires = process.env["EXAMPLE_TOKEN_EXPIRES"] ?? "24h";
const pace = process.env["EXAMPLE_PACE_MS"] ?? "60";

const home = fileURLToPath(new URL("../../..", import.meta.url));
const pages = fileURLToPath(new URL("../dist", import.meta.url));
const TYPES = { ".html": "text/html", ".js": "text/javascript", ".css": "text/css" };

/** A token as a back end of yours would give it to a user that it knows. Never show one to others. */
async function newToken() {
  const given = process.env["TOKEN"];
  if (given) return given;
  const command = process.env["THREADKEEP_COMMAND"] ?? join(home, ".venv/bin/threadkeep");
  const words = ["token", user, "--expires", expires];
  const { stdout } = await promisify(execFile)(command, words, { cwd: home });
  return stdout.trim();
}

/** @type {Promise<string> | undefined} */
let kept;
/** @param {{ refused: string | undefined }} wanted */
async function token({ refused }) {
  const present = await kept?.catch(() => undefined);
  if (present === undefined || present === refused) kept = newToken();
  return /** @type {Promise<string>} */ (kept);
}

/** What gives the next line of the standard input: the agent says a word for each. */
function lines() {
  const read = createInterface({ input: process.stdin })[Symbol.asyncIterator]();
  return () => read.next();
}

const think = pace === "enter" ? lines() : () => sleep(Number(pace));
const agent = new Agent(new Threadkeep({ baseUrl: service, token }), think);

const server = createServer((asked, answer) => {
  const { pathname, search } = new URL(asked.url ?? "/", "http://page");
  /** @param {unknown} error */
  const failed = (error) => {
    console.error(error);
    if (answer.headersSent) answer.destroy();
    else answer.writeHead(500).end();
  };
  // A page of another origin may not have the user's token, nor let the agent work.
  const isOwn = asked.headers["sec-fetch-site"] === "same-origin";
  if (pathname.startsWith("/api/")) {
    pass(asked, answer, new URL(pathname.slice(4) + search, service));
  } else if (pathname === "/token" && asked.method === "POST" && isOwn) {
    const refused = asked.headers["x-refused"];
    token({ refused: typeof refused === "string" ? refused : undefined })
      .then((given) => answer.setHeader("Cache-Control", "no-store").end(given))
      .catch(failed);
  } else if (pathname.startsWith("/agent/") && asked.method === "POST" && isOwn) {
    agent.watch(pathname.slice("/agent/".length));
    answer.writeHead(204).end();
  } else if (asked.method === "GET") {
    page(pathname, answer).catch(failed);
  } else {
    answer.writeHead(404).end();
  }
});

/**
 * @param {string} pathname
 * @param {import("node:http").ServerResponse} answer
 */
async function page(pathname, answer) {
  const name = pathname.startsWith("/assets/") ? normalize(pathname) : "/index.html";
  const type = TYPES[/** @type {keyof typeof TYPES} */ (extname(name))];
  if (!type || name.includes("..")) {
    answer.writeHead(404).end();
    return;
  }
  try {
    const content = await readFile(join(pages, name));
    answer.writeHead(200, { "Content-Type": `${type}; charset=utf-8` }).end(content);
  } catch {
    answer.writeHead(404).end("Build the page first: npm run build\n");
  }
}

server.listen(port, "127.0.0.1", () => {
  const address = server.address();
  const at = typeof address === "object" && address ? address.port : port;
  console.log(`The chat is at http://127.0.0.1:${at}`);
});
