import { act, renderHook, waitFor } from "@testing-library/react";
import { expect, test } from "vitest";
import { toThreadMessages, useThreadkeepRuntime } from "../../src/assistant-ui/index.js";
import { aUser, within } from "./users.js";

async function setting() {
  const client = aUser()();
  const { result } = renderHook(() => useThreadkeepRuntime(), { wrapper: within(client) });
  const thread = () => result.current.thread.getState();
  const list = () => result.current.threads.getState();
  await waitFor(() => expect(thread().isLoading).toBe(false));
  const session = await client.sessions.resume();
  const texts = () =>
    thread().messages.map(({ content }) =>
      content.map((part) => (part.type === "text" ? part.text : part.type)).join(" "),
    );
  return { client, runtime: () => result.current, thread, list, session, texts };
}

test("what is composed is sent, and the agent's answer streams", async () => {
  const { client, runtime, thread, session, texts } = await setting();
  act(() => runtime().thread.append("Where is my bag?"));
  await waitFor(() => expect(texts()).toEqual(["Where is my bag?"]));
  const writer = await client.streams.write(session.chat_id, { flushMs: 0 });
  await writer.write("In Lisbon");
  await waitFor(() => expect(texts()).toEqual(["Where is my bag?", "In Lisbon"]));
  expect(thread().isRunning).toBe(true);
  await writer.finish();
  await waitFor(() => expect(thread().isRunning).toBe(false));
  expect(thread().messages[1]?.status).toEqual({ type: "complete", reason: "stop" });
  const stored = await client.messages.list(session.chat_id).all();
  expect(stored.map(({ content }) => content)).toEqual(["Where is my bag?", "In Lisbon"]);
});

test("cancelling a run stops the answer", async () => {
  const { client, runtime, thread, session } = await setting();
  const writer = await client.streams.write(session.chat_id, { flushMs: 0 });
  await writer.write("Once ");
  await waitFor(() => expect(thread().isRunning).toBe(true));
  act(() => runtime().thread.cancelRun());
  await waitFor(() => expect(thread().isRunning).toBe(false));
  expect(thread().messages[0]?.status).toEqual({ type: "incomplete", reason: "cancelled" });
});

test("sessions are its threads: begun, switched to, renamed, archived and opened again", async () => {
  const { client, runtime, list, session } = await setting();
  await waitFor(() => expect(list().mainThreadId).toBe(session.id));
  await act(() => runtime().threads.switchToNewThread());
  await waitFor(() => expect(list().threadIds).toHaveLength(2));
  const other = list().mainThreadId;
  expect(other).not.toBe(session.id);
  await act(() => runtime().threads.switchToThread(session.id));
  await waitFor(() => expect(list().mainThreadId).toBe(session.id));
  await act(() => runtime().threads.getItemById(other).rename("Lost bag"));
  await waitFor(() => expect(list().threadItems[other]?.title).toBe("Lost bag"));
  await act(() => runtime().threads.getItemById(other).archive());
  await waitFor(() => expect(list().archivedThreadIds).toEqual([other]));
  expect((await client.sessions.get(other)).status).toBe("archived");
  await act(() => runtime().threads.getItemById(other).unarchive());
  await waitFor(() => expect(list().archivedThreadIds).toEqual([]));
  await act(() => runtime().threads.getItemById(other).delete());
  await waitFor(() => expect(list().threadIds).toEqual([session.id]));
});

test("older messages are loaded on demand", async () => {
  const client = aUser()();
  const session = await client.sessions.create();
  const messages = Array.from({ length: 120 }, (_, at) => ({
    role: "user" as const,
    content: String(at),
  }));
  await client.messages.append(session.chat_id, messages);
  const { result } = renderHook(() => useThreadkeepRuntime(), { wrapper: within(client) });
  const shown = () => result.current.thread.getState().messages.length;
  await waitFor(() => expect(shown()).toBe(50));
  await act(() => result.current.thread.loadEarlier());
  await waitFor(() => expect(shown()).toBe(120));
});

test("tools' answers stand beside their calls", () => {
  const common = { created_at: "2026-01-01", message_metadata: {}, delivery: "sent" as const };
  const call = {
    id: "c1",
    type: "function" as const,
    function: { name: "find_bag", arguments: "{}" },
  };
  const [shown] = toThreadMessages([
    { ...common, sequence_order: 1, id: "1", role: "assistant", content: "", tool_calls: [call] },
    { ...common, sequence_order: 2, id: "2", role: "tool", content: "Lisbon", tool_call_id: "c1" },
  ]);
  expect(shown?.content).toEqual([
    { type: "tool-call", toolCallId: "c1", toolName: "find_bag", argsText: "{}", result: "Lisbon" },
  ]);
});
