import { useEffect, useId, useRef, useState } from "react";

/** Does something when a key is pressed while nobody writes. */
export function useKey(key: string, act: () => void): void {
  const latest = useRef(act);
  latest.current = act;
  useEffect(() => {
    const heard = (event: KeyboardEvent) => {
      if (event.key !== key || event.ctrlKey || event.metaKey || event.altKey) return;
      if (event.defaultPrevented || isWriting(event.target)) return;
      event.preventDefault();
      latest.current();
    };
    addEventListener("keydown", heard);
    return () => removeEventListener("keydown", heard);
  }, [key]);
}

function isWriting(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  return target.closest("input, textarea, select, dialog, [contenteditable]") !== null;
}

const KEYS = [
  ["?", "These keys"],
  ["s, m, o", "Sessions, missions, operations"],
  ["/", "Search"],
  ["↑ ↓ or k j", "In a chat: the message before, after"],
  ["← →", "From one tab to the next"],
  ["Home, End", "In a chat: the first, the last message"],
  ["Enter", "On a message: its details"],
  ["g", "In a chat: go to a message by its number"],
  ["Esc", "Close what is open"],
] as const;

/** The keys, when somebody asks for them. */
export function Keys() {
  const [isOpen, setIsOpen] = useState(false);
  const dialog = useRef<HTMLDialogElement>(null);
  const title = useId();
  useKey("?", () => setIsOpen(true));
  useEffect(() => {
    if (isOpen) dialog.current?.showModal();
  }, [isOpen]);
  if (!isOpen) return null;
  return (
    <dialog ref={dialog} aria-labelledby={title} onClose={() => setIsOpen(false)}>
      <h2 id={title}>Keys</h2>
      <dl className="keys">
        {KEYS.map(([keys, what]) => (
          <div key={keys}>
            <dt>
              <kbd>{keys}</kbd>
            </dt>
            <dd>{what}</dd>
          </div>
        ))}
      </dl>
      <form method="dialog">
        <button type="submit">Close</button>
      </form>
    </dialog>
  );
}
