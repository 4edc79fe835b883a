import { applyEvents, type FeedNews, isProblem, type MessageOut } from "@threadkeep/client";
import { useEffect, useState } from "react";
import { ChatView } from "../chat/chat-view.js";
import { useConsole } from "../console-context.js";
import { Failure, Loading, number, Said, When } from "../pieces.js";
import { useReading } from "../reading.js";
import { ForkLinks } from "./fork-links.js";

/** A chat that has no session, as a fork may be; followed live. */
export default function ChatPage({ id }: { id: string }) {
  const { client } = useConsole();
  const {
    value: chat,
    wrong,
    again,
  } = useReading((signal) => client.chats.get(id, { signal }), [client, id]);
  const news = useChatFeed(id);
  const session = chat?.session_id;
  useEffect(() => {
    // A chat of a session is shown with it.
    if (session)
      location.replace(location.hash.replace(/^#\/chats\/[^?]*/, `#/sessions/${session}`));
  }, [session]);
  if (!chat) {
    return (
      <>
        <h1>Chat</h1>
        {wrong ? <Failure wrong={wrong} again={again} /> : <Loading what="the chat" />}
      </>
    );
  }
  const last = Math.max(chat.last_sequence, news.at(-1)?.sequence_order ?? 0);
  return (
    <div className="session">
      <div className="title">
        <h1>
          <Said>{chat.title ?? "Chat"}</Said>
        </h1>
      </div>
      <p className="facts">
        <When at={chat.updated_at} /> · {number(chat.message_count)} messages
        <ForkLinks chat={chat} />
      </p>
      <ChatView chatId={id} last={last} news={news} />
    </div>
  );
}

/** The messages that the chat's feed has told of, by their numbers. */
function useChatFeed(chatId: string): readonly MessageOut[] {
  const { client } = useConsole();
  const [news, setNews] = useState<readonly MessageOut[]>([]);
  useEffect(() => {
    const controller = new AbortController();
    const { signal } = controller;
    const follow = async () => {
      for (;;) {
        for await (const told of client.chats.follow(chatId, { signal })) {
          if (told.event === "gone") return;
          setNews((before) => taken(before, told));
        }
        signal.throwIfAborted();
      }
    };
    follow().catch((error: unknown) => {
      if (signal.aborted || isProblem(error, "not-found")) return;
      console.warn("The chat is not followed any longer", error);
    });
    return () => controller.abort();
  }, [client, chatId]);
  return news;
}

function taken(before: readonly MessageOut[], told: FeedNews): readonly MessageOut[] {
  if (told.event === "message" || told.event === "message.changed") {
    return put(before, told.data.items);
  }
  if (told.event === "end") return put(before, [told.data.message]);
  if (told.event === "delta") {
    const written = before.find(({ stream_id }) => stream_id === told.data.id);
    return written ? put(before, [applyEvents(written, told.data.events)]) : before;
  }
  return before;
}

function put(before: readonly MessageOut[], items: readonly MessageOut[]): readonly MessageOut[] {
  const byNumber = new Map(before.map((message) => [message.sequence_order, message]));
  for (const message of items) byNumber.set(message.sequence_order, message);
  return [...byNumber.values()].sort((one, other) => one.sequence_order - other.sequence_order);
}
