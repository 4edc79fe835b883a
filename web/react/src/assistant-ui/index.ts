import {
  type AssistantRuntime,
  type ExternalStoreAdapter,
  type ExternalStoreThreadData,
  type ExternalStoreThreadListAdapter,
  type ThreadMessageLike,
  useExternalStoreRuntime,
} from "@assistant-ui/react";
import { useMemo } from "react";
import { useMessages, useSend, useSession, useStream } from "../hooks.js";
import { useProvided } from "../provider.js";
import { useSessions } from "../sessions.js";
import { toDraft, toThreadMessages } from "./messages.js";

export { toDraft, toThreadMessages } from "./messages.js";

/** What of assistant-ui's adapter is the application's, such as `onEdit`, `onReload` and `adapters`. */
export type ThreadkeepRuntimeOptions = Omit<
  ExternalStoreAdapter<ThreadMessageLike>,
  "messages" | "messageRepository" | "convertMessage" | "onNew" | "onCancel" | "isRunning"
>;

/**
 * A runtime of assistant-ui that shows the present session of the ThreadkeepProvider around it, with
 * the user's sessions as its thread list. The application's own agent answers.
 */
export function useThreadkeepRuntime(options: ThreadkeepRuntimeOptions = {}): AssistantRuntime {
  const { phase } = useSession();
  const { messages, hasOlder, loadOlder } = useMessages();
  const { send, canSend } = useSend();
  const { isStreaming, stop } = useStream();
  const threadList = useThreadList();
  const shown = useMemo(() => toThreadMessages(messages), [messages]);
  return useExternalStoreRuntime<ThreadMessageLike>({
    isSendDisabled: !canSend,
    isLoading: phase === "starting",
    hasEarlier: hasOlder,
    onLoadEarlier: loadOlder,
    ...options,
    messages: shown,
    convertMessage: same,
    isRunning: isStreaming,
    onNew: async (message) => {
      await send(toDraft(message));
    },
    onCancel: async () => {
      await stop();
    },
    adapters: { threadList, ...options.adapters },
  } as ExternalStoreAdapter<ThreadMessageLike>);
}

const same = (message: ThreadMessageLike) => message;

/** The user's sessions as a thread list. */
export function useThreadList(): ExternalStoreThreadListAdapter {
  const { client } = useProvided();
  const { session, create, load, archive, restore, remove } = useSession();
  const { sessions, isLoading, refresh } = useSessions();
  const threadId = session?.id;
  return useMemo(() => {
    const data = <Status extends "regular" | "archived">(status: Status) =>
      sessions
        .filter((each) => (each.status === "archived") === (status === "archived"))
        .map(
          (each): ExternalStoreThreadData<Status> => ({
            ...{ status, id: each.id, title: each.title ?? each.name },
          }),
        );
    return {
      threadId,
      isLoading,
      threads: data("regular"),
      archivedThreads: data("archived"),
      onSwitchToNewThread: async () => {
        await create();
      },
      onSwitchToThread: async (id) => {
        await load(id);
      },
      onRename: async (id, title) => {
        const chatId = sessions.find((each) => each.id === id)?.chat_id;
        if (chatId !== undefined) await client.chats.update(chatId, { title });
        await refresh();
      },
      onArchive: async (id) => {
        await archive(id);
      },
      onUnarchive: async (id) => {
        await restore(id);
      },
      onDelete: async (id) => {
        await remove(id);
        if (id === threadId) await load();
      },
    };
  }, [client, sessions, isLoading, threadId, create, load, archive, restore, remove, refresh]);
}
