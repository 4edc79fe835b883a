import { type MessageOut, Threadkeep } from "@threadkeep/client";
import type { Page, Request } from "playwright-core";
import { expect } from "vitest";

interface Shown {
  id: string;
  order: string;
  role: string;
  text: string;
  delivery: string;
  streaming: string;
}

/** What Chromium itself says of each request that fails, as many do here. */
const OF_THE_NETWORK = /^Failed to load resource:|net::ERR_/;

/** The example's page in a tab, and what went wrong on it. */
export class ChatPage {
  readonly errors: string[] = [];
  readonly requests: Request[] = [];

  constructor(
    readonly page: Page,
    private readonly url: string,
  ) {
    // Exceptions, and rejections that nobody handles.
    page.on("pageerror", (error) => this.errors.push(String(error.stack ?? error)));
    page.on("crash", () => this.errors.push("the page crashed"));
    page.on("console", (message) => {
      if (!["error", "warning"].includes(message.type())) return;
      if (!OF_THE_NETWORK.test(message.text())) this.errors.push(message.text());
    });
    page.on("request", (request) => this.requests.push(request));
  }

  async open(): Promise<void> {
    await this.page.goto(this.url);
    await this.page.waitForSelector("form");
  }

  async live(): Promise<void> {
    await this.page.waitForSelector('[data-phase="ready"][data-connection="live"]', {
      state: "attached",
    });
  }

  async reload(): Promise<void> {
    await this.page.reload({ waitUntil: "commit" });
    await this.page.waitForSelector("form");
  }

  async send(text: string): Promise<void> {
    await this.page.waitForSelector("form button[type=submit]:enabled");
    await this.page.getByRole("textbox", { name: "Message" }).fill(text);
    await this.page.getByRole("button", { name: "Send", exact: true }).click();
  }

  button(name: string) {
    return this.page.getByRole("button", { name, exact: true });
  }

  /** The messages that are in view, from top to bottom. */
  shown(): Promise<Shown[]> {
    return this.page.$$eval("article", (articles) =>
      articles.map(({ dataset, firstElementChild }) => ({
        id: dataset["id"] ?? "",
        order: dataset["order"] ?? "",
        role: dataset["role"] ?? "",
        delivery: dataset["delivery"] ?? "",
        streaming: dataset["streaming"] ?? "",
        text: firstElementChild?.textContent ?? "",
      })),
    );
  }

  /** Waits until the last message is an answer of this many characters or more, or has ended. */
  async answered(characters: number): Promise<string> {
    const found = await this.page.waitForFunction(
      (length) => {
        const last = [...document.querySelectorAll("article")].at(-1);
        const text = last?.firstElementChild?.textContent ?? "";
        const isAnswer = last?.dataset["role"] === "assistant";
        const isOver = last?.dataset["streaming"] === "false" && text !== "";
        return isAnswer && (text.length >= length || isOver) ? { text, isOver } : false;
      },
      characters,
      { polling: 20 },
    );
    const { text } = (await found.jsonValue()) as { text: string };
    return text;
  }

  /** Waits until the last message is an answer that says this, and is being written or is whole. */
  async answering(text: string, streaming: boolean): Promise<void> {
    await this.page.waitForFunction(
      ({ text, streaming }) => {
        const last = [...document.querySelectorAll("article")].at(-1);
        const isThis = last?.firstElementChild?.textContent === text;
        const { role, streaming: is } = last?.dataset ?? {};
        return isThis && role === "assistant" && is === String(streaming);
      },
      { text, streaming },
      { polling: 20 },
    );
  }

  /** Waits until so many messages are there, all sent and none being written. */
  async settled(count: number): Promise<void> {
    await this.page.waitForFunction((count) => {
      const articles = [...document.querySelectorAll("article")];
      const isDone = ({ dataset }: HTMLElement) =>
        dataset["delivery"] === "sent" && dataset["streaming"] === "false";
      const all = Number(document.querySelector<HTMLElement>(".messages")?.dataset["count"]);
      const texts = articles.every((each) => each.firstElementChild?.textContent !== "");
      return all === count && articles.every(isDone) && texts;
    }, count);
  }

  sessionId(): Promise<string> {
    return this.page.evaluate(() => sessionStorage.getItem("threadkeep:session") ?? "");
  }

  /** What the service has. */
  async stored(): Promise<MessageOut[]> {
    const token = async () =>
      (await (await this.page.request.post(`${this.url}/token`, OWN)).text()) ?? "";
    const client = new Threadkeep({ baseUrl: `${this.url}/api`, token });
    const session = await client.sessions.get(await this.sessionId());
    return await client.messages.list(session.chat_id).all();
  }

  /** Nothing is lost, doubled, or out of order. */
  async agrees(): Promise<MessageOut[]> {
    const stored = await this.stored();
    const shown = await this.shown();
    expect(stored.map((message) => message.sequence_order)).toEqual(stored.map((_, at) => at + 1));
    // The list shows what is in view.
    expect(shown.map(({ id, order, text }) => ({ id, order, text }))).toEqual(
      stored.slice(-shown.length).map((message) => ({
        id: message.id,
        order: String(message.sequence_order),
        text: message.content,
      })),
    );
    return stored;
  }
}

export const OWN = { headers: { "Sec-Fetch-Site": "same-origin" } };
