import { type ThreadMessage, textOf, useMessages, useSend } from "@threadkeep/react";
import { useEffect, useRef } from "react";
import { VList, type VListHandle } from "virtua";
import { Action } from "./action.js";

/** Within so many pixels of the top, older messages are fetched; of the end, new ones are followed. */
const NEAR = 400;

export function Messages() {
  const { messages, hasOlder, isLoadingOlder, loadOlder } = useMessages();
  const list = useRef<VListHandle>(null);
  const isAtEnd = useRef(true);
  const first = messages[0]?.id;
  const shift = usePrepended(first);
  const last = messages.at(-1);

  // biome-ignore lint/correctness/useExhaustiveDependencies: the end moves when what it says does.
  useEffect(() => {
    if (isAtEnd.current) list.current?.scrollToIndex(messages.length - 1, { align: "end" });
  }, [messages.length, last?.content]);

  const scrolled = (offset: number) => {
    const { scrollSize, viewportSize } = list.current ?? { scrollSize: 0, viewportSize: 0 };
    isAtEnd.current = offset + viewportSize > scrollSize - NEAR / 4;
    // What fails here is tried again when somebody scrolls on.
    if (offset < NEAR && hasOlder && !isLoadingOlder) loadOlder().catch(() => undefined);
  };

  return (
    <VList
      ref={list}
      className="messages"
      role="log"
      aria-label="Messages"
      tabIndex={0}
      data={messages}
      shift={shift}
      onScroll={scrolled}
      data-first={messages[0]?.sequence_order ?? ""}
      data-count={messages.length}
    >
      {(message) => <Message key={message.id} message={message} />}
    </VList>
  );
}

/** Whether what is rendered now differs from what was before by something that came before it. */
function usePrepended(first: string | undefined): boolean {
  const before = useRef(first);
  const is = before.current !== undefined && before.current !== first;
  useEffect(() => {
    before.current = first;
  });
  return is;
}

function Message({ message }: { message: ThreadMessage }) {
  const { retry, discard } = useSend();
  const { id, role, content, delivery, unsent } = message;
  const isStreaming = delivery === "sent" && message.streaming === true;
  return (
    <article
      data-id={id}
      data-role={role}
      data-delivery={delivery}
      data-order={message.sequence_order ?? ""}
      data-streaming={isStreaming}
    >
      <p>{textOf(content)}</p>
      {delivery === "pending" && <small>Waits to be sent</small>}
      {delivery === "failed" && (
        <small>
          {unsent.fault?.title}
          <Action act={() => retry(id)}>Send again</Action>
          <Action act={() => discard(id)}>Discard</Action>
        </small>
      )}
    </article>
  );
}
