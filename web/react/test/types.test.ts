import type { MessageOut, SessionOut } from "@threadkeep/client";
import { expectTypeOf, test } from "vitest";
import type {
  SessionCommand,
  StoredMessage,
  ThreadMessage,
  Unsent,
  useMessages,
  useSend,
  useStream,
  useThreadkeep,
} from "../src/index.js";

test("a stored message is the API's, and an unsent one has no number", () => {
  expectTypeOf<StoredMessage>().toExtend<MessageOut>();
  type UnsentMessage = Exclude<ThreadMessage, { delivery: "sent" }>;
  expectTypeOf<UnsentMessage["sequence_order"]>().toEqualTypeOf<null>();
  expectTypeOf<UnsentMessage["unsent"]>().toEqualTypeOf<Unsent>();
  expectTypeOf<ReturnType<typeof useMessages>["messages"]>().toEqualTypeOf<
    readonly ThreadMessage[]
  >();
});

test("dispatch takes the four actions of a session", () => {
  expectTypeOf<SessionCommand["type"]>().toEqualTypeOf<
    "CREATE_SESSION" | "LOAD_SESSION" | "UPDATE_SESSION_ACTIVITY" | "ARCHIVE_SESSION"
  >();
  expectTypeOf<
    ReturnType<typeof useThreadkeep>["dispatch"]
  >().returns.resolves.toEqualTypeOf<SessionOut>();
});

test("send takes a text or a message, and gives the id", () => {
  type Send = ReturnType<typeof useSend>["send"];
  expectTypeOf<Send>().toBeCallableWith("Hello");
  expectTypeOf<Send>().toBeCallableWith({ role: "user", content: [{ type: "text", text: "Hi" }] });
  expectTypeOf<Send>().returns.resolves.toEqualTypeOf<string>();
  expectTypeOf<
    ReturnType<typeof useStream>["stop"]
  >().returns.resolves.toEqualTypeOf<MessageOut | null>();
});
