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
  // From the tab that has the focus: what is chosen may be a key behind.
  const pressed = (event: KeyboardEvent, at: number) => {
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
      {tabs.map((tab, at) => (
        <button
          key={tab.id}
          type="button"
          role="tab"
          id={`${id}-${tab.id}`}
          aria-selected={tab.id === chosen}
          aria-controls={`${id}-panel`}
          tabIndex={tab.id === chosen ? 0 : -1}
          onClick={() => onChoose(tab.id)}
          onKeyDown={(event) => pressed(event, at)}
        >
          {tab.name}
        </button>
      ))}
    </div>
  );
}
