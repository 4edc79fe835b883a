import { type MessageCreate, Threadkeep } from "@threadkeep/client";
import {
  type Browser,
  type BrowserContext,
  type BrowserContextOptions,
  chromium,
  type Page,
} from "playwright-core";
import { afterAll, afterEach, beforeAll, expect, inject } from "vitest";
import { tokenOf } from "../../test/serving.js";

let browser: Browser;
const contexts: BrowserContext[] = [];
const opened: ConsolePage[] = [];

beforeAll(async () => {
  browser = await chromium.connect(inject("browser"));
});

afterEach(async () => {
  const errors = opened.splice(0).flatMap((page) => page.errors);
  for (const context of contexts.splice(0)) {
    // What a page has just asked for is in some test's hands yet.
    for (const page of context.pages()) await page.unrouteAll({ behavior: "ignoreErrors" });
    await context.close();
  }
  expect(errors).toEqual([]);
});

afterAll(async () => {
  await browser?.close();
});

/** What Chromium itself says of each answer that is none, as some are here. */
const OF_THE_NETWORK = /^Failed to load resource:|net::ERR_/;

/** The console in a tab, and what went wrong there: a breach of its policy, too. */
export class ConsolePage {
  readonly errors: string[] = [];
  readonly addresses: string[] = [];

  constructor(
    readonly page: Page,
    private readonly base: string,
  ) {
    page.on("pageerror", (error) => this.errors.push(String(error.stack ?? error)));
    page.on("crash", () => this.errors.push("the page crashed"));
    page.on("request", (request) => this.addresses.push(request.url()));
    page.on("console", (message) => {
      if (!["error", "warning"].includes(message.type())) return;
      if (!OF_THE_NETWORK.test(message.text())) this.errors.push(message.text());
    });
  }

  /** Opens a place of the console, as `sessions/ID`; with a token as by the printed link. */
  async open(place: string, token?: string): Promise<void> {
    if (token !== undefined) await this.page.goto(`${this.base}/console/#token=${token}`);
    await this.page.goto(`${this.base}/console/#/${place}`);
  }

  button(name: string) {
    return this.page.getByRole("button", { name, exact: true });
  }

  message(number: number) {
    return this.page.locator(`article[data-order="${number}"]`);
  }

  /** How many messages the page holds, and which. */
  held(): Promise<{ first: number; last: number; held: number }> {
    return this.page.locator(".messages").evaluate((element) => {
      const { first, last, held } = (element as HTMLElement).dataset;
      return { first: Number(first), last: Number(last), held: Number(held) };
    });
  }
}

/** A user who has nothing yet, with a browser. */
export function aReader({ scope = "", seconds = 3600 } = {}) {
  const url = inject("url");
  const user = `reader-${crypto.randomUUID()}`;
  const token = (more: object = {}) => tokenOf(user, seconds, { ...(scope && { scope }), ...more });
  const client = new Threadkeep({
    baseUrl: url,
    token: tokenOf(user, 3600, scope ? { scope } : {}),
  });
  /** A tab that is signed in, at this place. */
  const open = async (place: string, options: BrowserContextOptions = {}) => {
    const context = await browser.newContext({
      viewport: { width: 1100, height: 700 },
      ...options,
    });
    context.setDefaultTimeout(30_000);
    contexts.push(context);
    const page = new ConsolePage(await context.newPage(), url);
    opened.push(page);
    await page.open(place, token());
    return page;
  };
  /** A session with these messages. */
  const session = async (name: string, messages: readonly MessageCreate[] = []) => {
    const made = await client.sessions.create({ name });
    for (let start = 0; start < messages.length; start += 500) {
      await client.messages.append(made.chat_id, messages.slice(start, start + 500));
    }
    return made;
  };
  return { url, user, token, client, open, session };
}
