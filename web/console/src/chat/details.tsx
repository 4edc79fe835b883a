import type { MessageOut } from "@threadkeep/client";
import { useEffect, useId, useRef, useState } from "react";
import { useConsole } from "../console-context.js";
import { asJson, Empty, Failure, Loading, When } from "../pieces.js";
import { useListing } from "../reading.js";
import { Tabs } from "../tabs.js";
import { Parts } from "./parts.js";

const VIEWS = ["JSON", "mongosh", "Versions"].map((name) => ({ id: name, name }));

/** A message as it is stored, as a command of mongosh, and what it has said. */
export function Details(props: { message: MessageOut; chatId: string; onClose: () => void }) {
  const { message, chatId, onClose } = props;
  const dialog = useRef<HTMLDialogElement>(null);
  const [view, setView] = useState("JSON");
  const title = useId();
  useEffect(() => {
    dialog.current?.showModal();
  }, []);
  return (
    <dialog ref={dialog} className="details" aria-labelledby={title} onClose={onClose}>
      <h2 id={title}>Message #{message.sequence_order}</h2>
      <Tabs label="Views of the message" id={title} tabs={VIEWS} chosen={view} onChoose={setView} />
      <div role="tabpanel" id={`${title}-panel`} aria-labelledby={`${title}-${view}`}>
        {view === "JSON" && <Text text={asJson(stored(message))} />}
        {view === "mongosh" && (
          <>
            <p>
              In <code>threadkeep shell</code>:
            </p>
            <Text text={`tk.message(${literal(chatId)}, ${literal(message.id)})`} />
            <p>Where the messages around it are:</p>
            <Text
              text={`tk.messages(${literal(chatId)}, {after: ${Math.max(0, message.sequence_order - 5)}, limit: 10})`}
            />
          </>
        )}
        {view === "Versions" && <Versions message={message} chatId={chatId} />}
      </div>
      <form method="dialog">
        <button type="submit">Close</button>
      </form>
    </dialog>
  );
}

/** Without what the page keeps beside it. */
function stored(message: MessageOut): object {
  return Object.fromEntries(Object.entries(message).filter(([name]) => name !== "delivery"));
}

/** A string as JavaScript has it, with nothing in it that an eye does not see. */
function literal(text: string): string {
  return JSON.stringify(text).replace(
    /[^\x20-\x7e]/g,
    (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

function Text({ text }: { text: string }) {
  const [said, setSaid] = useState("");
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text);
      setSaid("Copied.");
    } catch {
      setSaid("The browser does not let the page copy: mark the text.");
    }
  };
  return (
    <>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by the keyboard. */}
      <pre dir="ltr" tabIndex={0} className="long">
        {text}
      </pre>
      <button type="button" onClick={() => void copy()}>
        Copy
      </button>{" "}
      <span role="status">{said}</span>
    </>
  );
}

function Versions({ message, chatId }: { message: MessageOut; chatId: string }) {
  const { client } = useConsole();
  const { items, wrong, isLoading, hasMore, more, again } = useListing(
    (signal) => client.messages.versions(chatId, message.id, { limit: 20, signal }),
    [client, chatId, message],
  );
  if (items.length === 0 && isLoading) return <Loading what="the versions" />;
  return (
    <>
      <Failure wrong={wrong} again={again} />
      {items.length === 0 && !wrong && <Empty>It has said nothing else.</Empty>}
      <ol className="versions">
        {items.map((version) => (
          <li key={version.id}>
            <p>
              Version {version.version}, <When at={version.created_at} />
              {version.is_selected && <span className="mark">selected</span>}
              {version.redacted_at && <span className="mark">redacted</span>}
            </p>
            <Parts chatId={chatId} content={version.content} />
          </li>
        ))}
      </ol>
      {hasMore && (
        <button type="button" onClick={more} disabled={isLoading}>
          More
        </button>
      )}
    </>
  );
}
