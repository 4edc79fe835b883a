// A client in TypeScript, on the types beside it; `make clients` compiles and runs it.
import createClient from "openapi-fetch";
import type { paths, Problem } from "./threadkeep.js";

declare const process: { argv: string[] };
const [address, token] = process.argv.slice(2);
const api = createClient<paths>({
  baseUrl: address,
  headers: { Authorization: `Bearer ${token}` },
});

/** What was answered; throws the problem when it was one. */
function answered<Data>(result: { data?: Data; error?: Problem; response: Response }): Data {
  if (result.error) throw new Error(`${result.error.title}: ${result.error.detail}`);
  return result.data as Data;
}

function expect(truth: boolean, what: string): void {
  if (!truth) throw new Error(`expected ${what}`);
}

// Create a session. It comes with a chat.
const session = answered(await api.POST("/sessions", { body: { name: "Lost bag" } }));
const chat = { params: { path: { chat_id: session.chat_id } } };

// Append: one message, or a list of which all are stored or none.
const question = { id: "m-1", role: "user", content: "Where is my bag?" } as const;
const stored = await api.POST("/chats/{chat_id}/messages", { ...chat, body: question });
expect(stored.response.status === 201, "a message to be stored");
answered(
  await api.POST("/chats/{chat_id}/messages", {
    ...chat,
    body: [
      {
        role: "assistant",
        content: null,
        tool_calls: [
          { id: "c1", type: "function", function: { name: "find_bag", arguments: "{}" } },
        ],
      },
      { role: "tool", content: "In Lisbon.", tool_call_id: "c1" },
    ],
  }),
);
const again = await api.POST("/chats/{chat_id}/messages", { ...chat, body: question });
expect(again.response.status === 200, "a retry to store nothing");

// Read back, the newest page first.
const newest = answered(
  await api.GET("/chats/{chat_id}/messages", {
    params: { ...chat.params, query: { limit: 2 } },
  }),
);
expect(newest.items.map((message) => message.role).join() === "assistant,tool", "the newest two");
const older = answered(
  await api.GET("/chats/{chat_id}/messages", {
    params: { ...chat.params, query: { cursor: newest.previous } },
  }),
);
expect(older.items[0]?.content === "Where is my bag?", "the first message");

// Change only the version that was read: a second writer is told what it missed.
const found = { params: { path: { session_id: session.id } } };
const etag = (await api.GET("/sessions/{session_id}", found)).response.headers.get("ETag");
const versioned = { params: { ...found.params, header: { "If-Match": etag } } };
const renamed = answered(
  await api.PUT("/sessions/{session_id}", { ...versioned, body: { name: "Found bag" } }),
);
expect(renamed.name === "Found bag", "the new name");
const late = await api.PUT("/sessions/{session_id}", { ...versioned, body: { name: "Late" } });
expect(late.error?.status === 412, "a problem with status 412");

// What a route does not take is a problem too, which says where.
const refused = await api.POST("/sessions", { body: { name: "" } });
expect(refused.error?.errors?.[0]?.pointer === "/name", "a problem at /name");
