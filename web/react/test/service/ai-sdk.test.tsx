import { useChat } from "@ai-sdk/react";
import { act, renderHook, waitFor } from "@testing-library/react";
import type { UIMessage } from "ai";
import { expect, test, vi } from "vitest";
import { ThreadkeepChatTransport, toMessageCreate, toUIMessages } from "../../src/ai-sdk/index.js";
import { aUser } from "./users.js";

/** A chat with an agent that says what the test lets it say. */
async function setting() {
  const clientOf = aUser();
  const connections: ReadableStreamDefaultController[] = [];
  const client = clientOf();
  /** A client whose streams the test can break. */
  const breaking = clientOf({
    fetch: async (url, init) => {
      const response = await fetch(url, init);
      if (!url.includes("format=ai-sdk") || !response.body) return response;
      const reader = response.body.getReader();
      const body = new ReadableStream({
        start: (controller) => void connections.push(controller),
        pull: async (controller) => {
          const { done, value } = await reader.read();
          if (done) controller.close();
          else controller.enqueue(value);
        },
        cancel: () => reader.cancel(),
      });
      return new Response(body, response);
    },
  });
  const chat = await client.chats.create();
  const agent = vi.fn(async () => {
    const writer = await client.streams.write(chat.id, { flushMs: 0 });
    writers.push(writer);
    return writer.stream.id;
  });
  const writers: Awaited<ReturnType<typeof client.streams.write>>[] = [];
  const transport = new ThreadkeepChatTransport({ client: breaking, agent });
  const stored = () => client.messages.list(chat.id).all();
  return { client, chat, agent, writers, transport, connections, stored };
}

type Transport = ThreadkeepChatTransport<UIMessage>;

function chatting(id: string, transport: Transport, options: { resume?: boolean } = {}) {
  return renderHook(() => useChat({ id, transport, ...options }));
}

function textOf(message: UIMessage | undefined): string {
  return (message?.parts ?? []).map((part) => (part.type === "text" ? part.text : "")).join("");
}

test("what is submitted is stored, and the agent's answer streams", async () => {
  const { chat, agent, writers, transport, stored } = await setting();
  const { result } = chatting(chat.id, transport);
  act(() => void result.current.sendMessage({ text: "Where is my bag?" }));
  await waitFor(() => expect(writers).toHaveLength(1));
  await writers[0]?.write("In ");
  await waitFor(() => expect(textOf(result.current.messages[1])).toBe("In "));
  expect(result.current.status).toBe("streaming");
  await writers[0]?.write("Lisbon.");
  await writers[0]?.finish();
  await waitFor(() => expect(result.current.status).toBe("ready"));
  const [question, answer] = await stored();
  expect(agent).toHaveBeenCalledWith(
    expect.objectContaining({ chatId: chat.id, messageId: question?.id }),
  );
  expect([question?.content, answer?.content]).toEqual(["Where is my bag?", "In Lisbon."]);
  expect(result.current.messages.map(({ id }) => id)).toEqual([question?.id, answer?.id]);
  expect(textOf(result.current.messages[1])).toBe("In Lisbon.");
});

test("an answer that is being written is resumed after a refresh, whole", async () => {
  const { client, chat, writers, transport, stored } = await setting();
  const first = chatting(chat.id, transport);
  act(() => void first.result.current.sendMessage({ text: "Once?" }));
  await waitFor(() => expect(writers).toHaveLength(1));
  await writers[0]?.write("Once ");
  await waitFor(() => expect(textOf(first.result.current.messages[1])).toBe("Once "));
  first.unmount();
  await writers[0]?.write("upon ");
  await writers[0]?.flush();
  const messages = toUIMessages((await stored()).filter((message) => !message.streaming));
  const again = new ThreadkeepChatTransport({ client, agent: "unused" });
  const second = renderHook(() =>
    useChat({ id: chat.id, transport: again, messages, resume: true }),
  );
  await waitFor(() => expect(textOf(second.result.current.messages[1])).toBe("Once upon "));
  await writers[0]?.write("a time");
  await writers[0]?.finish();
  await waitFor(() => expect(second.result.current.status).toBe("ready"));
  expect(second.result.current.messages.map(textOf)).toEqual(["Once?", "Once upon a time"]);
  second.unmount();
});

test("a message that is edited says what it says now", async () => {
  const { chat, writers, transport, stored } = await setting();
  const { result } = chatting(chat.id, transport);
  for (const [at, text] of ["Where?", "When?"].entries()) {
    const messageId = result.current.messages[0]?.id;
    act(() => void result.current.sendMessage({ text, ...(messageId && { messageId }) }));
    await waitFor(() => expect(writers).toHaveLength(at + 1));
    await writers[at]?.write("There.");
    await writers[at]?.finish();
    await waitFor(() => expect(result.current.status).toBe("ready"));
  }
  expect((await stored()).map(({ content }) => content)).toEqual(["When?", "There.", "There."]);
});

test("a page that is left stops nothing", async () => {
  const { chat, writers, transport, stored } = await setting();
  const { result, unmount } = chatting(chat.id, transport);
  act(() => void result.current.sendMessage({ text: "Once?" }));
  await waitFor(() => expect(writers).toHaveLength(1));
  await writers[0]?.write("Once ");
  await waitFor(() => expect(textOf(result.current.messages[1])).toBe("Once "));
  unmount();
  await writers[0]?.write("upon");
  await writers[0]?.finish();
  expect((await stored())[1]?.content).toBe("Once upon");
});

test("nothing is resumed where nothing is being written", async () => {
  const { chat, transport } = await setting();
  expect(await transport.reconnectToStream({ chatId: chat.id })).toBeNull();
});

test("a connection that breaks doubles nothing and loses nothing", async () => {
  const { chat, writers, transport, connections } = await setting();
  const { result } = chatting(chat.id, transport);
  act(() => void result.current.sendMessage({ text: "Once?" }));
  await waitFor(() => expect(writers).toHaveLength(1));
  await writers[0]?.write({ type: "reasoning-delta", id: "r", delta: "Hm." }, "Once ");
  for (const [at, word] of ["upon ", "a ", "time"].entries()) {
    await waitFor(() => expect(connections).toHaveLength(at + 1));
    await waitFor(() => expect(textOf(result.current.messages[1])).not.toBe(""));
    connections[at]?.error(new TypeError("network error"));
    await writers[0]?.write(word);
  }
  await writers[0]?.finish();
  await waitFor(() => expect(result.current.status).toBe("ready"), { timeout: 20_000 });
  expect(textOf(result.current.messages[1])).toBe("Once upon a time");
  expect(result.current.messages[1]?.parts.filter((part) => part.type === "text")).toHaveLength(1);
});

test("stop ends the answer for all, with what it has by then", async () => {
  const { chat, writers, transport, stored } = await setting();
  const { result } = chatting(chat.id, transport);
  act(() => void result.current.sendMessage({ text: "Once?" }));
  await waitFor(() => expect(writers).toHaveLength(1));
  await writers[0]?.write("Once ");
  await waitFor(() => expect(textOf(result.current.messages[1])).toBe("Once "));
  await transport.stop(chat.id);
  await waitFor(() => expect(result.current.status).toBe("ready"));
  expect((await stored())[1]).toMatchObject({
    content: "Once ",
    message_metadata: { finish_reason: "cancelled" },
  });
});

test("stored messages are shown by useChat with the answers of tools beside their calls", () => {
  const common = { created_at: "", message_metadata: {}, sequence_order: 1 };
  const call = {
    id: "c1",
    type: "function" as const,
    function: { name: "find_bag", arguments: '{"tag":7}' },
  };
  const shown = toUIMessages([
    { ...common, id: "1", role: "user", content: "Where?" },
    { ...common, id: "2", role: "assistant", content: "", reasoning: "Hm.", tool_calls: [call] },
    { ...common, id: "3", role: "tool", content: "Lisbon", tool_call_id: "c1" },
  ]);
  expect(shown.map(({ id, role }) => [id, role])).toEqual([
    ["1", "user"],
    ["2", "assistant"],
  ]);
  expect(shown[1]?.parts).toEqual([
    { type: "reasoning", text: "Hm.", state: "done" },
    {
      type: "dynamic-tool",
      toolName: "find_bag",
      toolCallId: "c1",
      input: { tag: 7 },
      state: "output-available",
      output: "Lisbon",
    },
  ]);
});

test("a message with a picture is stored as parts", () => {
  const url = "data:image/png;base64,AAAA";
  const parts: UIMessage["parts"] = [
    { type: "text", text: "This one" },
    { type: "file", mediaType: "image/png", url },
  ];
  expect(toMessageCreate({ id: "1", role: "user", parts })).toEqual({
    id: "1",
    role: "user",
    content: [
      { type: "text", text: "This one" },
      { type: "image_url", image_url: { url } },
    ],
  });
});
