import type { KeyboardEvent } from "react";

interface Props {
  label: string;
  /** What the ids of the tabs and of their panel begin with. */
  id: string;
  tabs: readonly { id: string; name: string }[];
  chosen: string;
  onChoose: (id: string) => void;
}

/** Tabs as the keyboard knows them: one stop, and the arrows go from one to the next. */
export function Tabs({ label, id, tabs, chosen, onChoose }: Props) {
  const pressed = (event: KeyboardEvent) => {
    const at = tabs.findIndex((tab) => tab.id === chosen);
    const places = new Map([
      ["ArrowRight", at + 1],
      ["ArrowLeft", at - 1],
      ["Home", 0],
      ["End", tabs.length - 1],
    ]);
    const place = places.get(event.key);
    const to = place === undefined ? undefined : tabs.at(place % tabs.length);
    if (!to) return;
    event.preventDefault();
    onChoose(to.id);
    document.getElementById(`${id}-${to.id}`)?.focus();
  };
  return (
    <div role="tablist" aria-label={label}>
      {tabs.map((tab) => (
        <button
          key={tab.id}
          type="button"
          role="tab"
          id={`${id}-${tab.id}`}
          aria-selected={tab.id === chosen}
          aria-controls={`${id}-panel`}
          tabIndex={tab.id === chosen ? 0 : -1}
          onClick={() => onChoose(tab.id)}
          onKeyDown={pressed}
        >
          {tab.name}
        </button>
      ))}
    </div>
  );
}
