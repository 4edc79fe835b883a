import { type ChatList, type ChatListed, type ChatOut, Pages } from "@threadkeep/client";
import { useConsole } from "../console-context.js";
import { Said } from "../pieces.js";
import { useListing } from "../reading.js";
import { linkTo } from "../route.js";

/** What a chat was forked from, and what was forked from it. */
export function ForkLinks({ chat }: { chat: Pick<ChatOut, "id" | "forked_from"> }) {
  const { client } = useConsole();
  const { items, hasMore, more } = useListing(
    (signal) =>
      new Pages<ChatListed, ChatList>(
        async (cursor) => {
          const query = { limit: 10, ...(cursor !== undefined && { cursor }) };
          const params = { path: { chat_id: chat.id }, query };
          const { data } = await client.api.GET("/chats/{chat_id}/forks", { params, signal });
          return data;
        },
        ({ next }) => next,
      ),
    [client, chat.id],
  );
  return (
    <>
      {chat.forked_from && (
        <>
          {" "}
          · forked from{" "}
          <a
            href={linkTo(["chats", chat.forked_from.chat_id], {
              at: String(chat.forked_from.through),
            })}
          >
            another chat, after its message {chat.forked_from.through}
          </a>
        </>
      )}
      {items.length > 0 && (
        <>
          {" "}
          · forks:{" "}
          {items.map((fork) => (
            <span key={fork.id}>
              <a
                href={linkTo(fork.session_id ? ["sessions", fork.session_id] : ["chats", fork.id])}
              >
                <Said>{fork.title ?? "without a title"}</Said>
              </a>{" "}
            </span>
          ))}
          {hasMore && (
            <button type="button" className="is-small" onClick={more}>
              More forks
            </button>
          )}
        </>
      )}
    </>
  );
}
