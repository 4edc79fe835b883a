import type { MessageOut } from "@threadkeep/client";
import {
  type KeyboardEvent,
  useCallback,
  useEffect,
  useId,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
  useSyncExternalStore,
} from "react";
import { VList, type VListHandle } from "virtua";
import { useConsole } from "../console-context.js";
import { useKey } from "../keys.js";
import { Empty, Failure, Loading, number } from "../pieces.js";
import { useQuery } from "../route.js";
import { type Begun, ChatWindow, HELD } from "./chat-window.js";
import { Details } from "./details.js";
import { ChatRow } from "./message.js";
import { type Row, rowAt, rowsOf, sameRows } from "./rows.js";

/** Within so many pixels of an edge, what lies beyond it is fetched. */
const NEAR = 900;
/** Nearer to the end than this, the list stays there while messages come. */
const AT_END = 80;

interface Props {
  chatId: string;
  /** The number of its last message, as far as is known. */
  last: number;
  /** Messages as they are now, which were told since the chat was opened. */
  news: readonly MessageOut[];
  /** What is known of it when it is opened: that need not be fetched again. */
  begun?: Begun;
}

/** A chat as people read it; of a million messages it holds those around what is looked at. */
export default function ChatView({ chatId, last, news, begun }: Props) {
  const { client } = useConsole();
  const known = useRef(begun);
  const window = useMemo(() => new ChatWindow(client, chatId, known.current), [client, chatId]);
  const held = useSyncExternalStore(window.subscribe, window.getHeld);
  const [query] = useQuery();
  const asked = Number(query.get("at")) || null;
  const target = useRef<number | "end">(asked ?? "end");
  useEffect(() => {
    target.current = asked ?? "end";
    if (asked !== null) void window.goTo(asked);
    else if (!window.takeBegun()) void window.toEnd();
    return window.stop;
  }, [window, asked]);
  useEffect(() => {
    if (held.run > 0) window.tell(news);
  }, [window, news, held.run]);

  const before = useRef<readonly Row[]>([]);
  const rows = useMemo(() => sameRows(before.current, rowsOf(held)), [held]);
  const firstBefore = before.current[0]?.key;
  const shift = before.current.length > 0 && firstBefore !== rows[0]?.key;
  useEffect(() => {
    before.current = rows;
  });

  const list = useRef<VListHandle>(null);
  const isAtEnd = useRef(true);
  const [place, setPlace] = useState(last);
  const run = useRef(0);
  /** Whether the keyboard goes on where the next run begins. */
  const goesOn = useRef(false);

  const show = useCallback(
    (to: number | "end") => {
      target.current = to;
      isAtEnd.current = to === "end";
      void (to === "end" ? window.toEnd() : window.goTo(to));
    },
    [window],
  );

  // A new run begins where it was asked for.
  useLayoutEffect(() => {
    if (held.run === run.current || rows.length === 0) return;
    run.current = held.run;
    const to = target.current;
    isAtEnd.current = to === "end";
    const at = to === "end" ? rows.length - 1 : rowAt(rows, to);
    list.current?.scrollToIndex(at, { align: to === "end" ? "end" : "start" });
    if (goesOn.current) focusOn(rows[at]);
    goesOn.current = false;
  }, [rows, held.run]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: the end moves when what is there does.
  useLayoutEffect(() => {
    if (isAtEnd.current && held.isAtEnd) {
      list.current?.scrollToIndex(rows.length - 1, { align: "end" });
    }
  }, [rows]);

  const scrolled = useCallback(
    (offset: number) => {
      const handle = list.current;
      if (!handle) return;
      const below = handle.scrollSize - offset - handle.viewportSize;
      const now = window.getHeld();
      isAtEnd.current = now.isAtEnd && below < AT_END;
      const middle = rows[handle.findItemIndex(offset + handle.viewportSize / 2)];
      if (middle) setPlace(isAtEnd.current ? now.last : middle.number);
      if (offset < NEAR) {
        void window.older();
      } else if (below < NEAR && !now.isAtEnd) {
        void window.newer();
      }
    },
    [rows, window],
  );

  // What is far from where it moves is let go of, when nothing else changes.
  const settled = useCallback(() => {
    const handle = list.current;
    if (!handle) return;
    const below = handle.scrollSize - handle.scrollOffset - handle.viewportSize;
    window.trim(handle.scrollOffset > below ? "oldest" : "newest");
  }, [window]);

  const isTooMuch = held.messages.length > 2 * HELD;
  useEffect(() => {
    if (isTooMuch) settled();
  }, [isTooMuch, settled]);

  const [details, setDetails] = useState<MessageOut | null>(null);
  const focusRow = useCallback(
    (index: number) => {
      const row = rows[index];
      if (!row) return;
      list.current?.scrollToIndex(index, { align: "nearest" });
      focusOn(row);
    },
    [rows],
  );
  /** The row that is read, where none has the focus. */
  const focusShown = () => {
    const handle = list.current;
    if (handle) focusRow(handle.findItemIndex(handle.scrollOffset + handle.viewportSize / 2));
  };
  const move = (from: Element | null, step: number) => {
    const article = from?.closest<HTMLElement>("article");
    if (article) focusRow(rowAt(rows, Number(article.dataset["order"])) + step);
    else focusShown();
  };
  useKey("j", () => move(document.activeElement, 1));
  useKey("k", () => move(document.activeElement, -1));

  const pressed = (event: KeyboardEvent<HTMLDivElement>) => {
    const { key, target: from } = event;
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (
      !(from instanceof HTMLElement) ||
      from.closest("pre, input, select, summary, button, a, .wide")
    )
      return;
    const article = from.closest<HTMLElement>("article");
    const at = article ? rowAt(rows, Number(article.dataset["order"])) : -1;
    const step = { ArrowDown: 1, j: 1, ArrowUp: -1, k: -1 }[key];
    if (step !== undefined) move(from, step);
    else if (key === "Home" || key === "End") {
      goesOn.current = true;
      show(key === "Home" ? 1 : "end");
    } else if (key === "Enter" && at !== -1) {
      const row = rows[at];
      if (row?.kind === "message") setDetails(row.message);
    } else return;
    event.preventDefault();
  };

  const end = Math.max(last, held.last);
  const shownDetails = details && (held.messages.find(({ id }) => id === details.id) ?? details);
  if (held.run === 0) {
    return held.wrong ? (
      <Failure wrong={held.wrong} again={() => show(target.current)} />
    ) : (
      <Loading what="the messages" />
    );
  }
  return (
    <section className="chat" aria-label="Chat">
      <Failure wrong={held.wrong} again={() => show(place)} />
      {rows.length === 0 ? (
        <Empty>No message yet. What is said here shows at once.</Empty>
      ) : (
        <VList
          ref={list}
          className="messages"
          role="feed"
          aria-label="Messages"
          aria-busy={held.isLoading}
          tabIndex={0}
          data={rows as Row[]}
          shift={shift}
          bufferSize={600}
          onScroll={scrolled}
          onScrollEnd={settled}
          onKeyDown={pressed}
          data-first={held.first}
          data-last={held.last}
          data-held={held.messages.length}
        >
          {(row) => (
            <ChatRow key={row.key} row={row} chatId={chatId} of={end} onDetails={setDetails} />
          )}
        </VList>
      )}
      {end > 1 && <Scrubber place={place} end={end} show={show} />}
      {shownDetails && (
        <Details message={shownDetails} chatId={chatId} onClose={() => setDetails(null)} />
      )}
    </section>
  );
}

/** Gives a row the focus once it is drawn: after a jump that takes some frames. */
function focusOn(row: Row | undefined, frames = 30): void {
  if (!row) return;
  requestAnimationFrame(() => {
    const drawn = document.querySelector<HTMLElement>(`article[data-order="${row.number}"]`);
    drawn?.focus({ preventScroll: true });
    // Until its height is known it is hidden, and takes no focus.
    const hasFocus = drawn !== null && drawn === document.activeElement;
    if (!hasFocus && frames > 0) focusOn(row, frames - 1);
  });
}

/** Where in the chat that is, and a way to any other place in it. */
function Scrubber(props: { place: number; end: number; show: (to: number | "end") => void }) {
  const { place, end, show } = props;
  const [dragged, setDragged] = useState<number | null>(null);
  const [text, setText] = useState("");
  const input = useRef<HTMLInputElement>(null);
  const id = useId();
  useKey("g", () => input.current?.focus());
  useEffect(() => {
    if (dragged === null) return;
    const timer = setTimeout(() => {
      show(dragged);
      setDragged(null);
    }, 150);
    return () => clearTimeout(timer);
  }, [dragged, show]);
  const at = dragged ?? Math.min(place, end);
  return (
    <form
      className="scrubber"
      onSubmit={(event) => {
        event.preventDefault();
        const wanted = Number(text);
        if (Number.isInteger(wanted) && wanted > 0) show(Math.min(wanted, end));
        setText("");
      }}
    >
      <button type="button" onClick={() => show(1)}>
        First
      </button>
      <input
        type="range"
        aria-label="Place in the chat"
        aria-valuetext={`message ${at} of ${end}`}
        min={1}
        max={end}
        value={at}
        onChange={(event) => setDragged(Number(event.target.value))}
      />
      <output aria-hidden="true">
        {number(at)} / {number(end)}
      </output>
      <button type="button" onClick={() => show("end")}>
        Last
      </button>
      <label htmlFor={id}>Go to</label>
      <input
        ref={input}
        id={id}
        inputMode="numeric"
        pattern="[0-9]*"
        placeholder="#"
        value={text}
        onChange={(event) => setText(event.target.value)}
      />
    </form>
  );
}
