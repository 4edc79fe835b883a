import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { freePort } from "../../../test/programs.js";
import { Serving, tokenOf } from "../../../test/serving.js";
import {
  applyEvents,
  type FeedNews,
  type MessageOut,
  Threadkeep,
  type ThreadkeepOptions,
} from "../../src/index.js";
import { BadNetwork, hurried, seeded } from "./losses.js";
import { someone } from "./users.js";

const SEEDS = [1, 2, 3];
const PATIENT = { attempts: 100, patienceMs: 600_000 };

/** Two clients of one user, of which the first is on a bad network. */
function twoDevices(seed: number, options: ThreadkeepOptions = {}) {
  const token = tokenOf(`user-${randomUUID()}`);
  const network = new BadNetwork(seeded(seed));
  const hurry = { token, timing: hurried, retries: PATIENT, ...options };
  const bad = someone({ ...hurry, fetch: network.fetch });
  return { bad, good: someone({ ...hurry }), network };
}

/** The message as it grows for who follows its stream, until it has ended. */
async function followed(threadkeep: Threadkeep, streamId: string): Promise<MessageOut> {
  let message: MessageOut | undefined;
  for await (const news of threadkeep.streams.follow(streamId)) {
    if (news.event === "snapshot") message = news.data.message;
    if (news.event === "delta") {
      message = applyEvents(message as MessageOut, news.data.events);
    }
    if (news.event === "end") {
      expect(message?.content).toBe(news.data.message.content);
      return news.data.message;
    }
  }
  throw new Error("the stream is gone");
}

/** What a feed makes of the chat, until it has the message with this text and nothing streams. */
async function fed(feed: AsyncIterable<FeedNews>, last: string): Promise<MessageOut[]> {
  const messages: MessageOut[] = [];
  const streams = new Map<string, string>();
  const place = (message: MessageOut) => messages.findIndex(({ id }) => id === message.id);
  for await (const news of feed) {
    if (news.event === "message") {
      for (const item of news.data.items) {
        expect(place(item)).toBe(-1);
        messages.push(item);
      }
    } else if (news.event === "message.changed") {
      for (const item of news.data.items) messages[place(item)] = item;
    } else if (news.event === "stream") {
      streams.set(news.data.id, news.data.message_id);
    } else if (news.event === "delta") {
      const id = streams.get(news.data.id);
      const index = messages.findIndex((message) => message.id === id);
      messages[index] = applyEvents(messages[index] as MessageOut, news.data.events);
    } else if (news.event === "end") {
      const index = place(news.data.message);
      expect(messages[index]?.content).toBe(news.data.message.content);
      messages[index] = news.data.message;
    }
    const isWhole = messages.every(({ streaming }) => !streaming);
    if (isWhole && messages.some(({ content }) => content === last)) return messages;
  }
  throw new Error("the feed ended");
}

describe.each(SEEDS)("on a network that loses things (seed %i)", (seed) => {
  test("every message that is appended is stored once, in the order of its appends", async () => {
    const { bad, good, network } = twoDevices(seed);
    const { id } = await good.chats.create();
    const said = async (who: string) => {
      for (let count = 0; count < 12; count += 1) {
        await bad.messages.append(id, { role: "user", name: who, content: `${count}` });
      }
    };
    await Promise.all(["a", "b", "c"].map(said));
    const stored = await good.messages.list(id).all();
    expect(stored.map(({ sequence_order }) => sequence_order)).toEqual(
      Array.from({ length: 36 }, (_, place) => place + 1),
    );
    for (const who of ["a", "b", "c"]) {
      const texts = stored.filter(({ name }) => name === who).map(({ content }) => content);
      expect(texts).toEqual(Array.from({ length: 12 }, (_, count) => `${count}`));
    }
    expect(network.lost).toBeGreaterThan(0);
  });

  test("a session is made once, however often it is asked for", async () => {
    const { bad, good } = twoDevices(seed);
    for (let count = 0; count < 5; count += 1) await bad.sessions.create({ name: `${count}` });
    expect(await good.sessions.list().all()).toHaveLength(5);
  });

  test("what streams is written and read whole, by all who follow it", async () => {
    const { bad, good, network } = twoDevices(seed);
    const session = await good.sessions.create();
    const { recovery } = await good.sessions.recovery(session.id);
    const after = recovery.listen_from.last_event_id;
    const feeds = [bad, good].map((each) =>
      fed(each.sessions.follow(session.id, { after }), "Bye"),
    );
    const writer = await bad.streams.write(session.chat_id, { flushMs: 20 });
    const early = [bad, good].map((each) => followed(each, writer.stream.id));
    let text = "";
    for (let count = 0; count < 60; count += 1) {
      text += `${count} 👜 `;
      await writer.write(`${count} 👜 `);
      if (count % 3 === 0) await writer.flush();
    }
    const late = followed(bad, writer.stream.id);
    expect((await writer.finish()).content).toBe(text);
    for (const message of await Promise.all([...early, late])) expect(message.content).toBe(text);
    await bad.messages.append(session.chat_id, { role: "user", content: "Bye" });
    for (const messages of await Promise.all(feeds)) {
      expect(messages.map(({ content }) => content)).toEqual([text, "Bye"]);
    }
    expect(network.lost).toBeGreaterThan(0);
  });
});

describe("a service that is killed", () => {
  let serving: Serving;

  beforeAll(async () => {
    serving = new Serving(await freePort(), { MONGODB_URI: inject("mongodb") });
    await serving.start();
  });
  afterAll(() => serving.stop());

  const client = () =>
    new Threadkeep({
      baseUrl: serving.url,
      token: tokenOf(`user-${randomUUID()}`),
      timing: hurried,
      retries: PATIENT,
    });

  test("loses nothing that was written, and who follows goes on", async () => {
    const threadkeep = client();
    const session = await threadkeep.sessions.create();
    const { recovery } = await threadkeep.sessions.recovery(session.id);
    const after = recovery.listen_from.last_event_id;
    const feed = fed(threadkeep.sessions.follow(session.id, { after }), "Bye");
    const writer = await threadkeep.streams.write(session.chat_id, { lease_seconds: 600 });
    const reading = followed(threadkeep, writer.stream.id);
    await writer.write("Before. ");
    await writer.flush();
    await serving.kill();
    await writer.write("Meanwhile. ");
    const append = threadkeep.messages.append(session.chat_id, { role: "user", content: "Bye" });
    await serving.start();
    await writer.write("After.");
    await writer.finish();
    await append;
    expect((await reading).content).toBe("Before. Meanwhile. After.");
    const messages = await feed;
    expect(messages.map(({ content }) => content)).toEqual(["Before. Meanwhile. After.", "Bye"]);
  });
});

describe("a writer", () => {
  test("that is taken over is told so, and the other goes on where it stood", async () => {
    const threadkeep = someone();
    const { id: chat } = await threadkeep.chats.create();
    const id = threadkeep.newId();
    const first = await threadkeep.streams.write(chat, { id });
    await first.write("Once ");
    await first.flush();
    const second = await threadkeep.streams.write(chat, { id });
    expect(second.message?.content).toBe("Once ");
    await first.write("lost");
    await expect(first.flush()).rejects.toMatchObject({
      type: "urn:threadkeep:problem:stale-epoch",
    });
    expect(first.signal.aborted).toBe(true);
    await second.write("upon a time");
    expect((await second.finish()).content).toBe("Once upon a time");
    await expect(threadkeep.streams.write(chat, { id })).rejects.toMatchObject({
      members: { state: "complete" },
    });
  });

  test("whose stream somebody stops is told so, and what it wrote is kept", async () => {
    const threadkeep = someone({ timing: hurried });
    const { id: chat } = await threadkeep.chats.create();
    const writer = await threadkeep.streams.write(chat);
    await writer.write("Once ");
    await writer.flush();
    const stopped = new Promise((resolve) => writer.signal.addEventListener("abort", resolve));
    expect((await threadkeep.streams.cancel(writer.stream.id)).content).toBe("Once ");
    await stopped;
    await expect(writer.finish()).rejects.toMatchObject({ members: { state: "cancelled" } });
  });

  test("that was taken for dead goes on when it is back", async () => {
    let isAway = false;
    const threadkeep = someone({
      timing: hurried,
      fetch: async (url, init) => {
        const isWriting = init.method === "POST" && /\/(events|lease|finish)$/.test(url);
        if (isAway && isWriting) throw new TypeError("away");
        return fetch(url, init);
      },
    });
    const { id: chat } = await threadkeep.chats.create();
    const writer = await threadkeep.streams.write(chat, { lease_seconds: 2 });
    await writer.write("Once ");
    await writer.flush();
    isAway = true;
    await writer.write("upon ");
    for await (const news of threadkeep.streams.follow(writer.stream.id)) {
      if (news.event === "end") expect(news.data.state).toBe("interrupted");
    }
    isAway = false;
    await writer.write("a time");
    const message = await writer.finish({ usage: { model: "pretend", input_tokens: 3 } });
    expect(message).toMatchObject({ content: "Once upon a time", usage: { input_tokens: 3 } });
    expect(message.message_metadata).toEqual({});
  });
});

describe("a token that runs out", () => {
  test("is replaced, and the feed goes on with the next", async () => {
    const user = `user-${randomUUID()}`;
    let present = tokenOf(user, 2);
    let renewed: (() => void) | undefined;
    const isRenewed = new Promise<void>((resolve) => {
      renewed = resolve;
    });
    const threadkeep = someone({
      token: ({ refused }) => {
        if (refused !== undefined) {
          present = tokenOf(user);
          renewed?.();
        }
        return present;
      },
    });
    const session = await threadkeep.sessions.create();
    const { recovery } = await threadkeep.sessions.recovery(session.id);
    const feed = threadkeep.sessions.follow(session.id, {
      after: recovery.listen_from.last_event_id,
    });
    const told = fed(feed, "Hello");
    await isRenewed;
    await threadkeep.messages.append(session.chat_id, { role: "user", content: "Hello" });
    expect(await told).toHaveLength(1);
  });
});
