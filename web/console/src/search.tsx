import { useEffect, useRef, useState } from "react";
import { useConsole } from "./console-context.js";
import { Empty, Failure, Loading, Said, useTitle, When } from "./pieces.js";
import { useListing } from "./reading.js";
import { linkTo, useQuery } from "./route.js";

/** The words of messages and titles, found anywhere. */
export function SearchPage() {
  useTitle("Search");
  const [query, change] = useQuery();
  const asked = query.get("q") ?? "";
  const [text, setText] = useState(asked);
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => input.current?.focus(), []);
  return (
    <>
      <h1>Search</h1>
      <search>
        <form
          className="filters"
          onSubmit={(event) => {
            event.preventDefault();
            change({ q: text.trim() });
          }}
        >
          <label>
            Words of messages and titles
            <input
              ref={input}
              type="search"
              value={text}
              maxLength={200}
              onChange={(event) => setText(event.target.value)}
            />
          </label>
          <button type="submit" className="is-main">
            Search
          </button>
        </form>
      </search>
      {asked === "" ? (
        <Empty>Write what you look for, and press Enter.</Empty>
      ) : (
        <Hits key={asked} q={asked} />
      )}
    </>
  );
}

function Hits({ q }: { q: string }) {
  const { client } = useConsole();
  const hits = useListing((signal) => client.search(q, { limit: 25 }, { signal }), [client, q]);
  const { items, wrong, isLoading, hasMore, more, again } = hits;
  if (items.length === 0 && isLoading) return <Loading what="what was found" />;
  return (
    <section aria-label="What was found" aria-busy={isLoading}>
      <Failure wrong={wrong} again={again} />
      {items.length === 0 && !wrong && (
        <Empty>Nothing has these words. Try fewer, or another form of them.</Empty>
      )}
      <ol className="rows">
        {items.map((hit) => (
          <li key={`${hit.chat_id}:${hit.message_id}`}>
            <a
              href={linkTo(
                hit.session_id ? ["sessions", hit.session_id] : ["chats", hit.chat_id],
                hit.sequence_order === null ? {} : { at: String(hit.sequence_order) },
              )}
            >
              <Said>{hit.title ?? "Without a title"}</Said>
              {hit.sequence_order !== null && <small> #{hit.sequence_order}</small>}
            </a>
            <p>
              <Said>
                {hit.snippet.map((piece, at) =>
                  // biome-ignore lint/suspicious/noArrayIndexKey: the pieces never change places.
                  piece.marked ? <mark key={at}>{piece.text}</mark> : piece.text,
                )}
              </Said>
            </p>
            <small>
              {hit.role} · <When at={hit.created_at} />
            </small>
          </li>
        ))}
      </ol>
      {hasMore && (
        <button type="button" onClick={more} disabled={isLoading}>
          More
        </button>
      )}
    </section>
  );
}
