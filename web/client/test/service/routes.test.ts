import { describe, expect, test } from "vitest";
import { tokenOf } from "../../../test/serving.js";
import { isProblem, Threadkeep, ThreadkeepProblem } from "../../src/index.js";
import { someone } from "./users.js";

describe("the routes", () => {
  test("a session is made, found, changed at its version, and completed", async () => {
    const threadkeep = someone();
    const made = await threadkeep.sessions.create({ name: "Lost bag" });
    const path = { session_id: made.id };
    const { etag } = await threadkeep.api.GET("/sessions/{session_id}", { params: { path } });
    const ifMatch = etag ?? "";
    const named = await threadkeep.sessions.update(made.id, { name: "Found" }, { ifMatch });
    expect(named.name).toBe("Found");
    const late = await threadkeep.sessions
      .update(made.id, { name: "Late" }, { ifMatch })
      .catch((error: unknown) => error);
    expect(isProblem(late, "precondition-failed")).toBe(true);
    expect((late as ThreadkeepProblem).members["current"]).toMatchObject({ name: "Found" });
    expect((late as ThreadkeepProblem).etag).toMatch(/^"/);
    const done = await threadkeep.sessions.complete(made.id, { reason: "it was in Lisbon" });
    expect(done.status).toBe("completed");
    expect((await threadkeep.sessions.restore(made.id)).status).toBe("active");
    expect((await threadkeep.sessions.archive(made.id)).status).toBe("archived");
    await threadkeep.sessions.delete(made.id);
    await expect(threadkeep.sessions.get(made.id)).rejects.toSatisfy((error) =>
      isProblem(error, "not-found"),
    );
  });

  test("a refusal is an error that says what and where", async () => {
    const problem = await someone()
      .sessions.create({ name: "" })
      .catch((error: unknown) => error);
    expect(problem).toBeInstanceOf(ThreadkeepProblem);
    expect(problem).toMatchObject({
      type: "urn:threadkeep:problem:malformed",
      status: 422,
      pointers: ["/name"],
    });
  });

  test("without a token there is a problem, too", async () => {
    const { baseUrl } = someone();
    await expect(new Threadkeep({ baseUrl }).sessions.resume()).rejects.toMatchObject({
      status: 401,
      type: "urn:threadkeep:problem:unauthorized",
    });
  });

  test("resuming gives the same session again, and its recovery", async () => {
    const threadkeep = someone();
    const first = await threadkeep.sessions.resume({ name: "First" });
    expect((await threadkeep.sessions.resume()).id).toBe(first.id);
    const { recovery } = await threadkeep.sessions.recovery(first.id);
    expect(recovery.listen_from.after).toBe(0);
    expect((await threadkeep.sessions.active({ include: "recovery" })).id).toBe(first.id);
  });

  test("what has no method of its own is called by its path", async () => {
    const threadkeep = someone();
    const { id } = await threadkeep.chats.create();
    const { data: share } = await threadkeep.api.POST("/chats/{chat_id}/shares", {
      params: { path: { chat_id: id } },
      body: {},
    });
    expect(share.token).toBeTruthy();
  });

  test("what is imported is there once, however often it is sent", async () => {
    const threadkeep = someone();
    const file = JSON.stringify({ id: "c-1", messages: [{ role: "user", content: "Hello" }] });
    const told = await threadkeep.imports.send(new Blob([file]), { strict: true });
    expect(told).toMatchObject({ new: 1, broken: 0, is_whole: true });
    const chat = told.conversations[0]?.chat_id ?? "";
    expect((await threadkeep.messages.list(chat).all())[0]?.content).toBe("Hello");
    expect(await threadkeep.imports.send(file)).toMatchObject({ new: 0, unchanged: 1 });
  });

  test("a user takes out all that is stored of him", async () => {
    const threadkeep = someone();
    const { id } = await threadkeep.sessions.create({ name: "Lost bag" });
    const lines = (await (await threadkeep.users.exportOwnData()).text()).trim().split("\n");
    const [user, session] = lines.map((line) => JSON.parse(line));
    expect(user.type).toBe("user");
    expect(session).toMatchObject({ type: "session", id });
  });

  test("a back end acts for the user whom it names", async () => {
    const { baseUrl } = someone();
    const user = `jürgen-${crypto.randomUUID()}`;
    const token = tokenOf("back-end", 60, { scope: "act" });
    const session = await new Threadkeep({ baseUrl, token, user }).sessions.create();
    expect(session.user_id).toBe(user);
  });

  test("what OpenAI's routes refuse is the same problem", async () => {
    const path = { conversation_id: "conv_000000000000000000000000" };
    const refused = await someone()
      .api.GET("/v1/conversations/{conversation_id}", { params: { path } })
      .catch((error: unknown) => error);
    expect(isProblem(refused, "not-found")).toBe(true);
    expect((refused as ThreadkeepProblem).detail).toMatch(/./);
    const { baseUrl } = someone();
    const nobody = await new Threadkeep({ baseUrl }).api
      .POST("/v1/conversations", { body: {} })
      .catch((error: unknown) => error);
    expect(isProblem(nobody, "unauthorized")).toBe(true);
  });

  test("an id may have any characters", async () => {
    const threadkeep = someone();
    const { id: chat } = await threadkeep.chats.create();
    const id = "a/b ?#%é";
    await threadkeep.messages.append(chat, { id, role: "user", content: "Hello" });
    expect((await threadkeep.messages.get(chat, id)).content).toBe("Hello");
    const edited = await threadkeep.messages.edit(chat, id, { content: "Hello!" });
    expect(edited.edited_at).toBeTruthy();
    await threadkeep.messages.redact(chat, id);
    expect((await threadkeep.messages.get(chat, id)).redacted_at).toBeTruthy();
  });

  test("a call ends when its signal aborts", async () => {
    const threadkeep = someone();
    const aborted = AbortSignal.abort(new Error("never mind"));
    await expect(threadkeep.sessions.resume({}, { signal: aborted })).rejects.toThrow("never mind");
  });
});

describe("pages", () => {
  test("a chat is read forwards and backwards, a page at a time", async () => {
    const threadkeep = someone();
    const { id } = await threadkeep.chats.create();
    const sent = Array.from({ length: 25 }, (_, place) => ({
      role: "user" as const,
      content: `${place}`,
    }));
    await threadkeep.messages.append(id, sent);
    const texts = sent.map(({ content }) => content);
    const forwards = await threadkeep.messages.list(id, { limit: 10 }).all();
    expect(forwards.map(({ content }) => content)).toEqual(texts);
    const back: unknown[] = [];
    for await (const { content } of threadkeep.messages.newest(id, { limit: 10 })) {
      back.push(content);
    }
    expect(back).toEqual(texts.toReversed());
    const pages: number[] = [];
    for await (const { items } of threadkeep.messages.newest(id, { limit: 10 }).pages()) {
      pages.push(items.length);
    }
    expect(pages).toEqual([10, 10, 5]);
    const between = await threadkeep.messages.list(id, { after: 3, before: 6 }).all();
    expect(between.map(({ sequence_order }) => sequence_order)).toEqual([4, 5]);
    const paged = await threadkeep.messages.newest(id, { after: 3, before: 9, limit: 2 }).all();
    expect(paged.map(({ sequence_order }) => sequence_order)).toEqual([8, 7, 6, 5, 4]);
  });

  test("lists of sessions and chats, and what is searched for, come item by item", async () => {
    const threadkeep = someone();
    for (const name of ["One", "Two", "Three"]) await threadkeep.sessions.create({ name });
    const names = (await threadkeep.sessions.list({ limit: 2 }).all()).map(({ name }) => name);
    expect(names.toSorted()).toEqual(["One", "Three", "Two"]);
    expect(await threadkeep.sessions.list({ limit: 2 }).all(1)).toHaveLength(1);
    const { id } = await threadkeep.chats.create({ title: "A suitcase" });
    expect((await threadkeep.chats.list({ title: "suit" }).first()).items[0]?.id).toBe(id);
    await threadkeep.messages.append(id, { role: "user", content: "It is black." });
    const hits = await threadkeep.search("black").all();
    expect(hits.map(({ chat_id }) => chat_id)).toEqual([id]);
  });
});

describe("attachments", () => {
  test("a file is uploaded, listed, read and removed", async () => {
    const threadkeep = someone();
    const { id: chat } = await threadkeep.chats.create();
    const file = new Blob(["black"], { type: "text/plain" });
    const made = await threadkeep.attachments.upload(chat, file, { name: "it's a bäg (1).txt" });
    expect(made).toMatchObject({ name: "it's a bäg (1).txt", media_type: "text/plain", bytes: 5 });
    expect(await threadkeep.attachments.list(chat).all()).toHaveLength(1);
    const answer = await threadkeep.attachments.content(chat, made.id);
    expect(await answer.text()).toBe("black");
    await threadkeep.attachments.delete(chat, made.id);
    await expect(threadkeep.attachments.get(chat, made.id)).rejects.toMatchObject({ status: 404 });
  });
});
