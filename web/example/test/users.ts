import { Threadkeep } from "@threadkeep/client";
import { type Browser, type BrowserContext, chromium } from "playwright-core";
import { afterAll, afterEach, beforeAll, expect, inject } from "vitest";
import { freePort, Program } from "../../test/programs.js";
import { SIGNING, tokenOf } from "../../test/serving.js";
import { pieces } from "../server/model.mjs";
import { ChatPage } from "./chat-page.js";

/** Where the example's server has its tokens from, when they have to be renewed. */
const RENEWED = { TOKEN: "", ...SIGNING };

let browser: Browser;
const contexts: BrowserContext[] = [];
const servers: Program[] = [];
const pages: ChatPage[] = [];

beforeAll(async () => {
  browser = await chromium.connect(inject("browser"));
});

afterEach(async () => {
  const errors = pages.splice(0).flatMap((page) => page.errors);
  for (const context of contexts.splice(0)) await context.close();
  for (const server of servers.splice(0)) await server.stop();
  expect(errors).toEqual([]);
});

afterAll(async () => {
  await browser?.close();
});

/** The example for a user who has nothing yet, before the service at this address. */
export async function aUser(options: Record<string, string> = {}, service = inject("url")) {
  const user = `user-${crypto.randomUUID()}`;
  const port = await freePort();
  const server = new Program(
    [process.execPath, "web/example/server/main.mjs"],
    {
      TOKEN: tokenOf(user),
      THREADKEEP_URL: service,
      EXAMPLE_PORT: String(port),
      EXAMPLE_USER: user,
      EXAMPLE_PACE_MS: "25",
      ...("EXAMPLE_TOKEN_EXPIRES" in options ? RENEWED : {}),
      ...options,
    },
    /http:\/\/127\.0\.0\.1:\d+/,
  );
  await server.start();
  servers.push(server);
  const url = `http://127.0.0.1:${port}`;
  /** Another browser, which opens its tabs with `open`. */
  const device = async () => {
    const context = await browser.newContext();
    context.setDefaultTimeout(60_000);
    contexts.push(context);
    /** A tab that may not get the chat. */
    const visit = async () => {
      const chat = new ChatPage(await context.newPage(), url);
      pages.push(chat);
      await chat.open();
      return chat;
    };
    const open = async () => {
      const chat = await visit();
      await chat.live();
      return chat;
    };
    return { context, open, visit };
  };
  const client = new Threadkeep({ baseUrl: service, token: tokenOf(user) });
  return { server, url, device, client };
}

/** What the pretend model says to this. */
export const answer = (prompt: string) => pieces(prompt).join("");
