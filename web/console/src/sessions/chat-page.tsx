import {
  applyEvents,
  type ConnectionState,
  type FeedNews,
  isProblem,
  type MessageOut,
} from "@threadkeep/client";
import { useEffect, useState } from "react";
import { useConsole } from "../console-context.js";
import { Failure, Loading, number, Said, useTitle, When } from "../pieces.js";
import { useReading, type Wrong, wrongOf } from "../reading.js";
import { Chat } from "./chat.js";
import { ForkLinks } from "./fork-links.js";

/** A chat that has no session, as a fork may be; followed live. */
export default function ChatPage({ id }: { id: string }) {
  const { client } = useConsole();
  const {
    value: chat,
    wrong,
    again,
  } = useReading((signal) => client.chats.get(id, { signal }), [client, id]);
  const { news, run, isLive, wrong: unfollowed } = useChatFeed(id);
  const session = chat?.session_id;
  useTitle(chat?.title ?? "Chat");
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
    <div className="session" data-connection={isLive ? "live" : "waiting"}>
      <div className="title">
        <h1>
          <Said>{chat.title ?? "Chat"}</Said>
        </h1>
        <p role="status" className="connection">
          {isLive ? "live" : "waits for the service …"}
        </p>
        <Stop news={news} />
      </div>
      <Failure wrong={unfollowed} again={() => location.reload()} />
      <p className="facts">
        <When at={chat.updated_at} /> · {number(chat.message_count)} messages
        <ForkLinks chat={chat} />
      </p>
      <Chat key={run} chatId={id} last={last} news={news} />
    </div>
  );
}

/** Stops the answer that is being written, where one is. */
function Stop({ news }: { news: readonly MessageOut[] }) {
  const { client } = useConsole();
  const [wrong, setWrong] = useState<Wrong | null>(null);
  const written = news.findLast(({ streaming, stream_id }) => streaming && stream_id)?.stream_id;
  const stop = () => {
    setWrong(null);
    if (written) client.streams.cancel(written).catch((error) => setWrong(wrongOf(error)));
  };
  return (
    <>
      {written && (
        <button type="button" className="is-main" onClick={stop}>
          Stop the answer
        </button>
      )}
      <Failure wrong={wrong} />
    </>
  );
}

interface ChatFeed {
  /** The messages that it has told of, by their numbers; those that are being written, too. */
  news: readonly MessageOut[];
  /** Grows when more has happened than was told, and the chat is to be read anew. */
  run: number;
  isLive: boolean;
  wrong: Wrong | null;
}

function useChatFeed(chatId: string): ChatFeed {
  const { client } = useConsole();
  const [feed, setFeed] = useState<ChatFeed>({ news: [], run: 0, isLive: false, wrong: null });
  useEffect(() => {
    const controller = new AbortController();
    const { signal } = controller;
    const onConnection = (state: ConnectionState) => {
      if (!signal.aborted) setFeed((before) => ({ ...before, isLive: state === "open" }));
    };
    const follow = async () => {
      for (;;) {
        for await (const told of client.chats.follow(chatId, { signal, onConnection })) {
          if (told.event === "gone") return;
          setFeed((before) =>
            told.event === "reset"
              ? { ...before, news: [], run: before.run + 1 }
              : { ...before, news: taken(before.news, told) },
          );
        }
        signal.throwIfAborted();
      }
    };
    follow().catch((error: unknown) => {
      if (signal.aborted || isProblem(error, "not-found")) return;
      setFeed((before) => ({ ...before, isLive: false, wrong: wrongOf(error) }));
    });
    return () => controller.abort();
  }, [client, chatId]);
  return feed;
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
