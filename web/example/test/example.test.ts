import { access } from "node:fs/promises";
import { Threadkeep } from "@threadkeep/client";
import { type Browser, type BrowserContext, chromium } from "playwright-core";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { pieces } from "../server/model.mjs";
import { ChatPage, OWN } from "./chat-page.js";
import { aService, type Program } from "./processes.js";

const CHROMIUM = process.env["CHROMIUM"] ?? "/usr/bin/chromium";

let service: Awaited<ReturnType<typeof aService>>;
let browser: Browser;
const contexts: BrowserContext[] = [];
const servers: Program[] = [];
let users = 0;

beforeAll(async () => {
  await access(CHROMIUM);
  service = await aService();
  browser = await chromium.launch({ executablePath: CHROMIUM, args: ["--no-sandbox"] });
});

afterEach(async () => {
  for (const context of contexts.splice(0)) await context.close();
  for (const server of servers.splice(0)) await server.stop();
});

afterAll(async () => {
  await browser?.close();
  await service?.stop();
});

/** The example for a user who has nothing yet. */
async function aUser(options: Record<string, string> = {}) {
  users += 1;
  const { server, url } = await service.example(`user-${users}`, options);
  servers.push(server);
  const device = async () => {
    const context = await browser.newContext();
    context.setDefaultTimeout(60_000);
    contexts.push(context);
    return context;
  };
  const client = new Threadkeep({
    baseUrl: `${url}/api`,
    token: async () => await (await fetch(`${url}/token`, { method: "POST", ...OWN })).text(),
  });
  return { server, url, device, client };
}

const answer = (prompt: string) => pieces(prompt).join("");

test("an answer streams, and is whole at the end", async () => {
  const { url, device } = await aUser();
  const chat = await ChatPage.open(await device(), url);
  await chat.send("Where is my bag?");
  await chat.answered(20);
  expect((await chat.shown()).at(-1)?.streaming).toBe("true");
  await chat.settled(2);
  const stored = await chat.agrees();
  expect(stored[1]?.content).toBe(answer("Where is my bag?"));
});

test("a refresh at every point of an answer loses nothing", async () => {
  const { url, device } = await aUser();
  const chat = await ChatPage.open(await device(), url);
  const prompt = "Tell me in 60 words";
  await chat.send(prompt);
  let seen = 0;
  let refreshes = 0;
  const whole = answer(prompt);
  while (seen < whole.length) {
    await chat.reload();
    refreshes += 1;
    const text = await chat.answered(seen + 1);
    expect(whole.startsWith(text)).toBe(true);
    expect(text.length).toBeGreaterThan(seen);
    seen = text.length;
  }
  expect(refreshes).toBeGreaterThan(3);
  await chat.settled(2);
  expect((await chat.agrees())[1]?.content).toBe(whole);
});

test("a refresh right after sending loses no message", async () => {
  const { url, device } = await aUser();
  const chat = await ChatPage.open(await device(), url);
  await chat.page.route("**/api/chats/*/messages", (route) => route.abort());
  await chat.send("Do you hear me?");
  await chat.page.waitForSelector('article[data-delivery="pending"]');
  await chat.page.unroute("**/api/chats/*/messages");
  await chat.reload();
  await chat.settled(2);
  const stored = await chat.agrees();
  expect(stored.map(({ content }) => content)).toEqual([
    "Do you hear me?",
    answer("Do you hear me?"),
  ]);
});

test("a message whose answer was lost is stored once", async () => {
  const { url, device } = await aUser();
  const chat = await ChatPage.open(await device(), url);
  let lost = 0;
  await chat.page.route("**/api/chats/*/messages", async (route) => {
    if (route.request().method() !== "POST" || lost >= 3) return await route.continue();
    lost += 1;
    await route.fetch();
    await route.abort();
  });
  await chat.send("Once only");
  await chat.settled(2);
  expect(lost).toBe(3);
  expect(await chat.agrees()).toHaveLength(2);
});

test("what is written offline is sent later, in order", async () => {
  const { url, device } = await aUser();
  const context = await device();
  const chat = await ChatPage.open(context, url);
  await context.setOffline(true);
  for (const text of ["one", "two", "three"]) await chat.send(text);
  await chat.page.waitForFunction(
    () => document.querySelectorAll('article[data-delivery="pending"]').length === 3,
  );
  await context.setOffline(false);
  await chat.settled(6);
  const stored = await chat.agrees();
  const asked = stored.filter(({ role }) => role === "user").map(({ content }) => content);
  expect(asked).toEqual(["one", "two", "three"]);
});

test("a second tab follows by the first one's feed, and goes on when that is closed", async () => {
  const { url, device } = await aUser();
  const context = await device();
  const first = await ChatPage.open(context, url);
  const second = await ChatPage.open(context, url);
  await first.send("Tell me in 150 words");
  await second.answered(40);
  const feeds = (chat: ChatPage) =>
    chat.requests.filter((each) => /sessions\/\w+\/events/.test(each.url())).length;
  expect([feeds(first), feeds(second)]).toEqual([1, 0]);
  await first.page.close();
  await second.settled(2);
  expect((await second.agrees())[1]?.content).toBe(answer("Tell me in 150 words"));
  expect(first.errors).toEqual([]);
});

test("two tabs that write at once show the same", async () => {
  const { url, device } = await aUser();
  const context = await device();
  const tabs = [await ChatPage.open(context, url), await ChatPage.open(context, url)];
  for (let round = 0; round < 5; round += 1) {
    await Promise.all(tabs.map((tab, at) => tab.send(`${round} of ${at} in 2 words`)));
  }
  for (const tab of tabs) await tab.settled(20);
  const [first, second] = await Promise.all(tabs.map((tab) => tab.agrees()));
  expect(first).toEqual(second);
});

test("a second device follows, and what it writes comes to the first", async () => {
  const { url, device } = await aUser();
  const first = await ChatPage.open(await device(), url);
  const second = await ChatPage.open(await device(), url);
  expect(await second.sessionId()).toBe(await first.sessionId());
  await first.send("From the first");
  await second.settled(2);
  await second.send("From the second");
  for (const chat of [first, second]) {
    await chat.settled(4);
    await chat.agrees();
  }
});

test("kill -9 of the service in the middle of an answer loses nothing", async () => {
  const { url, device } = await aUser();
  const chat = await ChatPage.open(await device(), url);
  const prompt = "Tell me in 150 words";
  await chat.send(prompt);
  const before = await chat.answered(60);
  await service.program.kill();
  await chat.page.waitForSelector('[data-connection="waiting"]', { state: "attached" });
  await chat.send("Are you there?");
  await service.program.start();
  await chat.settled(4);
  const stored = await chat.agrees();
  expect(stored.map(({ content }) => content).sort()).toEqual(
    [prompt, answer(prompt), "Are you there?", answer("Are you there?")].sort(),
  );
  expect(answer(prompt).startsWith(before)).toBe(true);
});

test("kill -9 of the writer in the middle of an answer: it goes on where it stood", async () => {
  const { url, device, server } = await aUser();
  const chat = await ChatPage.open(await device(), url);
  const prompt = "Tell me in 150 words";
  await chat.send(prompt);
  await chat.answered(60);
  await server.kill();
  await chat.page.waitForSelector('[data-connection="waiting"]', { state: "attached" });
  await server.start();
  await chat.settled(2);
  expect((await chat.agrees())[1]?.content).toBe(answer(prompt));
});

test("an answer can be stopped, from another tab too", async () => {
  const { url, device } = await aUser();
  const context = await device();
  const first = await ChatPage.open(context, url);
  const second = await ChatPage.open(context, url);
  await first.send("Tell me in 900 words");
  await second.answered(40);
  await second.button("Stop").click();
  for (const chat of [first, second]) {
    await chat.settled(2);
    const [, stopped] = await chat.agrees();
    expect(stopped?.message_metadata["finish_reason"]).toBe("cancelled");
  }
  await first.send("And in 3 words?");
  await second.settled(4);
  await second.agrees();
});

test("an archived session keeps what is written to it, and can be opened again", async () => {
  const { url, device, client } = await aUser();
  const chat = await ChatPage.open(await device(), url);
  await chat.send("First");
  await chat.settled(2);
  // Archived elsewhere in the very moment that something is written here.
  await chat.page.route(
    "**/api/chats/*/messages",
    async (route) => {
      await client.sessions.archive(await chat.sessionId());
      await route.continue();
    },
    { times: 1 },
  );
  await chat.send("Too late?");
  await chat.page.waitForSelector('article[data-delivery="failed"]');
  await chat.reload();
  await chat.page.waitForSelector('article[data-delivery="failed"]');
  await chat.button("Open again").click();
  await chat.button("Archive").waitFor();
  await chat.button("Send again").click();
  await chat.settled(4);
  await chat.agrees();
});

test("a new chat begins empty, and the one before is found in the list", async () => {
  const { url, device } = await aUser();
  const chat = await ChatPage.open(await device(), url);
  await chat.send("First");
  await chat.settled(2);
  const before = await chat.sessionId();
  await chat.button("New chat").click();
  await chat.page.waitForFunction(
    (before) => sessionStorage.getItem("threadkeep:session") !== before,
    before,
  );
  await chat.live();
  await chat.settled(0);
  await chat.send("Second");
  await chat.settled(2);
  await chat.button("First").click();
  await chat.page.waitForSelector('article:has-text("First")');
  await chat.reload();
  await chat.live();
  expect(await chat.sessionId()).toBe(before);
  await chat.agrees();
});

test("a token that expires is renewed, in the middle of an answer too", async () => {
  const { url, device } = await aUser({ EXAMPLE_TOKEN_EXPIRES: "4s" });
  const chat = await ChatPage.open(await device(), url);
  const tokens = () => chat.requests.filter((each) => each.url().endsWith("/token")).length;
  for (let sent = 1; tokens() < 4; sent += 1) {
    await chat.send("Tell me in 100 words");
    await chat.settled(2 * sent);
  }
  await chat.agrees();
});

test("a chat of 100,000 messages is scrolled to its top", async () => {
  const { url, device, client } = await aUser();
  const session = await client.sessions.create({ name: "Long" });
  for (let from = 0; from < 100_000; from += 500) {
    const messages = Array.from({ length: 500 }, (_, at) => ({
      role: at % 2 ? ("assistant" as const) : ("user" as const),
      content: `Message ${from + at + 1}`,
    }));
    await client.messages.append(session.chat_id, messages);
  }
  const chat = await ChatPage.open(await device(), url);
  expect(await chat.sessionId()).toBe(session.id);
  const list = chat.page.locator(".messages");
  for (;;) {
    const first = Number(await list.getAttribute("data-first"));
    if (first === 1) break;
    await list.evaluate((element) => {
      element.scrollTop = 0;
    });
    await chat.page.waitForFunction(
      (first) => Number(document.querySelector<HTMLElement>(".messages")?.dataset["first"]) < first,
      first,
    );
  }
  expect(await list.getAttribute("data-count")).toBe("100000");
  await list.evaluate((element) => {
    element.scrollTop = 0;
  });
  await chat.page.waitForSelector('article[data-order="1"]');
  const orders = (await chat.shown()).map(({ order }) => Number(order));
  expect(orders).toEqual(orders.map((_, at) => at + 1));
  expect(orders.length).toBeLessThan(200);
  expect(chat.errors).toEqual([]);
}, 600_000);
