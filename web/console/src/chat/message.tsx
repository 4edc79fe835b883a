import type { MessageOut } from "@threadkeep/client";
import { memo, useDeferredValue } from "react";
import { ErrorBoundary } from "../error-boundary.js";
import { asJson, duration, jsonTold, number, Said, textOf, When } from "../pieces.js";
import { Markdown } from "./markdown.js";
import { Parts } from "./parts.js";
import type { Answers, Row } from "./rows.js";

interface Props {
  row: Row;
  chatId: string;
  /** The number of the chat's last message. */
  of: number;
  onDetails: (message: MessageOut) => void;
}

/** One row of a chat. */
export const ChatRow = memo(function ChatRow({ row, chatId, of, onDetails }: Props) {
  if (row.kind === "lost") {
    return (
      <p className="aside lost">
        {row.number === row.last
          ? `Message ${row.number} is lost.`
          : `The messages ${row.number} to ${row.last} are lost.`}
      </p>
    );
  }
  return <Message {...{ chatId, of, onDetails }} message={row.message} answers={row.answers} />;
});

function Message(props: Shown & { of: number }) {
  const { message, answers, chatId, of, onDetails } = props;
  const { id, sequence_order, role, streaming, usage } = message;
  const label = `m-${sequence_order}`;
  return (
    <article
      className="message"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: the articles of a feed are gone through by the keyboard.
      tabIndex={0}
      aria-labelledby={label}
      aria-posinset={sequence_order}
      aria-setsize={of}
      aria-busy={streaming === true}
      data-order={sequence_order}
      data-role={role}
      data-streaming={streaming === true}
      data-id={id}
    >
      <header id={label}>
        <span className="order">#{sequence_order}</span> <strong>{role}</strong>
        {message.name && (
          <>
            {" "}
            <Said>{message.name}</Said>
          </>
        )}{" "}
        <When at={message.created_at} />
        {message.edited_at && !message.redacted_at && <span className="mark">edited</span>}
        {message.redacted_at && <span className="mark">redacted</span>}
        {(message.versions ?? 1) > 1 && (
          <span className="mark">
            version {message.version} of {message.versions}
          </span>
        )}
        {streaming && <span className="mark is-live">being written</span>}
      </header>
      <ErrorBoundary
        instead={<p className="aside">Its text cannot be shown here: see its details.</p>}
      >
        <Body {...{ message, chatId, answers, onDetails }} />
      </ErrorBoundary>
      <footer>
        {usage && <span>{usageTold(usage)}</span>}
        <button type="button" className="is-small" onClick={() => onDetails(message)}>
          Details<span className="unseen"> of message {sequence_order}</span>
        </button>
      </footer>
    </article>
  );
}

interface Shown {
  message: MessageOut;
  answers: Answers;
  chatId: string;
  onDetails: (message: MessageOut) => void;
}

function Body({ message, chatId, answers, onDetails }: Shown) {
  // While it is written, the page shows as much of it as it has time for.
  const content = useDeferredValue(message.content);
  if (message.redacted_at) return <p className="aside">This message was removed.</p>;
  const { reasoning, refusal, tool_calls, tool_call_id } = message;
  return (
    <div className="body">
      {reasoning && (
        <details>
          <summary>Reasoning</summary>
          <Markdown text={reasoning} />
        </details>
      )}
      {tool_call_id && (
        <p className="aside">
          Answers the call <Said>{tool_call_id}</Said>
        </p>
      )}
      <Parts chatId={chatId} content={content} />
      {refusal && (
        <div className="refusal">
          <Markdown text={refusal} />
        </div>
      )}
      {tool_calls?.map((call) => (
        <ToolCall
          key={call.id}
          call={call}
          asked={message}
          answer={answers.get(call.id)}
          chatId={chatId}
          onDetails={onDetails}
        />
      ))}
    </div>
  );
}

interface Called {
  function?: { name?: unknown; arguments?: unknown };
  /** What the stream told that came of it, where no message answers it. */
  output?: unknown;
  error?: unknown;
}

type Call = NonNullable<MessageOut["tool_calls"]>[number];

/** A call of a tool, folded, with its answer and how long that took. */
function ToolCall(props: {
  call: Call;
  asked: MessageOut;
  answer: MessageOut | undefined;
  chatId: string;
  onDetails: (message: MessageOut) => void;
}) {
  const { call, asked, answer, chatId, onDetails } = props;
  const called = call as Called;
  const name = called.function ? textOf(called.function.name) : call.type;
  const howAnswered = () => {
    if (answer) {
      const took = Date.parse(answer.created_at) - Date.parse(asked.created_at);
      return `answered in ${duration(took)}`;
    }
    if (called.error !== undefined) return "failed";
    if (called.output !== undefined) return "answered";
    return asked.streaming ? "being called" : "without an answer here";
  };
  return (
    <details className="tool-call" data-call={call.id}>
      <summary>
        <Said>{name}</Said> <small>{howAnswered()}</small>
      </summary>
      <p className="label">Arguments</p>
      <pre dir="ltr">
        {called.function ? argumentsTold(called.function.arguments) : asJson(call)}
      </pre>
      {!answer && called.output !== undefined && (
        <>
          <p className="label">Answer</p>
          <pre dir="ltr">{asJson(called.output)}</pre>
        </>
      )}
      {!answer && called.error !== undefined && (
        <>
          <p className="label">Error</p>
          <pre dir="ltr">{asJson(called.error)}</pre>
        </>
      )}
      {answer && (
        <>
          <p className="label">
            Answer, #{answer.sequence_order}
            {answer.edited_at && !answer.redacted_at && " (edited)"}
          </p>
          {answer.redacted_at ? (
            <p className="aside">This answer was removed.</p>
          ) : (
            <Parts chatId={chatId} content={answer.content} />
          )}
          <button type="button" className="is-small" onClick={() => onDetails(answer)}>
            Details<span className="unseen"> of message {answer.sequence_order}</span>
          </button>
        </>
      )}
    </details>
  );
}

const MOST_CHARACTERS = 20_000;

function argumentsTold(given: unknown): string {
  return typeof given === "string" ? jsonTold(given, MOST_CHARACTERS) : asJson(given ?? null);
}

function usageTold(usage: NonNullable<MessageOut["usage"]>): string {
  const { model, input_tokens, output_tokens, cached_tokens, cost } = usage;
  return [
    model ?? "",
    input_tokens == null ? "" : `${number(input_tokens)} tokens in`,
    cached_tokens ? `${number(cached_tokens)} of them cached` : "",
    output_tokens == null ? "" : `${number(output_tokens)} out`,
    cost == null ? "" : `cost ${cost}`,
  ]
    .filter(Boolean)
    .join(" · ");
}
