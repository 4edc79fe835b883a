import { describe, expectTypeOf, test } from "vitest";
import {
  type FeedNews,
  isProblem,
  type MessageOut,
  type Recovery,
  type SessionOut,
  type StreamEvent,
  Threadkeep,
  type ThreadkeepProblem,
} from "../src/index.js";

const threadkeep = new Threadkeep();

describe("types", () => {
  test("a call gives what its route answers", () => {
    const got = () =>
      threadkeep.api.GET("/sessions/{session_id}", { params: { path: { session_id: "" } } });
    expectTypeOf(got).returns.resolves.toHaveProperty("data").toEqualTypeOf<SessionOut>();
    expectTypeOf(got).returns.resolves.toHaveProperty("etag").toEqualTypeOf<string | null>();
    const streamed = () => threadkeep.api.GET("/metrics", { parseAs: "stream" });
    expectTypeOf(streamed)
      .returns.resolves.toHaveProperty("data")
      .toEqualTypeOf<Response["body"]>();
  });

  test("a call takes what its route takes, and nothing else", () => {
    const calls = () => [
      threadkeep.api.GET("/sessions"),
      // @ts-expect-error: there is no such route
      threadkeep.api.GET("/nowhere"),
      // @ts-expect-error: the path's part is missing
      threadkeep.api.GET("/sessions/{session_id}"),
      // @ts-expect-error: a message has a role
      threadkeep.messages.append("c1", { content: "Hello" }),
      // @ts-expect-error: there is no such status
      threadkeep.sessions.list({ status: "lost" }),
      // @ts-expect-error: a route that is read is not written to
      threadkeep.api.POST("/sessions/active"),
    ];
    expectTypeOf(calls).returns.toBeArray();
  });

  test("one message gives one, a list gives a list", () => {
    const one = () => threadkeep.messages.append("c1", { role: "user" });
    const many = () => threadkeep.messages.append("c1", [{ role: "user" }]);
    expectTypeOf(one).returns.resolves.toEqualTypeOf<MessageOut>();
    expectTypeOf(many).returns.resolves.toEqualTypeOf<MessageOut[]>();
  });

  test("a recovery is there where it was asked for", () => {
    expectTypeOf(threadkeep.sessions.recovery)
      .returns.resolves.toHaveProperty("recovery")
      .toEqualTypeOf<Recovery>();
  });

  test("an event's name says what its data are", () => {
    const see = (news: FeedNews) => {
      if (news.event === "message") expectTypeOf(news.data.items).toEqualTypeOf<MessageOut[]>();
      if (news.event === "delta") expectTypeOf(news.data.events).toEqualTypeOf<StreamEvent[]>();
      if (news.event === "session") expectTypeOf(news.data).toEqualTypeOf<SessionOut>();
    };
    expectTypeOf(see).parameter(0).toEqualTypeOf<FeedNews>();
  });

  test("a problem is known by its name, and only by one that there is", () => {
    const see = (error: unknown) => {
      if (isProblem(error, "chat-closed")) expectTypeOf(error).toEqualTypeOf<ThreadkeepProblem>();
      // @ts-expect-error: there is no such problem
      isProblem(error, "chat-opened");
    };
    expectTypeOf(see).returns.toBeVoid();
  });
});
