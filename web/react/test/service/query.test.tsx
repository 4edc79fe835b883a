import {
  QueryClient,
  QueryClientProvider,
  useInfiniteQuery,
  useQuery,
} from "@tanstack/react-query";
import { act, renderHook, waitFor } from "@testing-library/react";
import { expect, test } from "vitest";
import { useSession } from "../../src/index.js";
import {
  messagesQuery,
  sessionQuery,
  sessionsQuery,
  useThreadkeepQueries,
} from "../../src/query/index.js";
import { aUser, within } from "./users.js";

async function setting(messages: number) {
  const client = aUser()();
  const session = await client.sessions.create({ name: "Lost bag" });
  const list = Array.from({ length: messages }, (_, at) => ({
    role: "user" as const,
    content: String(at + 1),
  }));
  await client.messages.append(session.chat_id, list);
  const queries = new QueryClient();
  const wrapper = within(client, (children) => (
    <QueryClientProvider client={queries}>{children}</QueryClientProvider>
  ));
  return { client, session, wrapper };
}

test("messages are read a page at a time, and again when the feed tells of a new one", async () => {
  const { client, session, wrapper } = await setting(25);
  const { result } = renderHook(
    () => {
      useThreadkeepQueries();
      const { connection } = useSession();
      return { connection, ...useInfiniteQuery(messagesQuery(client, session.chat_id, 10)) };
    },
    { wrapper },
  );
  await waitFor(() => expect(result.current.data).toHaveLength(10));
  await act(() => result.current.fetchNextPage());
  await waitFor(() => expect(result.current.data).toHaveLength(20));
  await act(() => result.current.fetchNextPage());
  await waitFor(() => expect(result.current.data).toHaveLength(25));
  expect(result.current.hasNextPage).toBe(false);
  await waitFor(() => expect(result.current.connection).toBe("live"));
  await client.messages.append(session.chat_id, { role: "assistant", content: "26" });
  await waitFor(() => expect(result.current.data?.at(-1)?.content).toBe("26"));
  const numbers = result.current.data?.map((message) => message.sequence_order);
  expect(numbers).toEqual(Array.from({ length: 26 }, (_, at) => at + 1));
});

test("a session and the list of all follow what happens to it", async () => {
  const { client, session, wrapper } = await setting(1);
  const { result } = renderHook(
    () => {
      useThreadkeepQueries();
      const { connection } = useSession();
      const { data: one } = useQuery(sessionQuery(client, session.id));
      const { data: all } = useInfiniteQuery(sessionsQuery(client, { limit: 10 }));
      return { connection, status: one?.status, listed: all?.pages[0]?.items[0]?.status };
    },
    { wrapper },
  );
  await waitFor(() =>
    expect(result.current).toEqual({ connection: "live", status: "active", listed: "active" }),
  );
  await client.sessions.archive(session.id);
  await waitFor(() =>
    expect(result.current).toMatchObject({ status: "archived", listed: "archived" }),
  );
});
