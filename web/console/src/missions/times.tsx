import type { MissionFull, Threadkeep } from "@threadkeep/client";
import { useEffect, useMemo, useRef } from "react";
import { useConsole } from "../console-context.js";
import { Failure, Loading, Said, When } from "../pieces.js";
import { useListing } from "../reading.js";
import { type Made, madeOf, type Piece } from "./pieces-of.js";

type Changed = Awaited<ReturnType<ReturnType<Threadkeep["missions"]["transitions"]>["first"]>>;
type Entry = Changed["items"][number];
type Moment = { at: string } & ({ entry: Entry } | { made: Made });

const PAGE = 100;

interface Props {
  mission: MissionFull;
  pieces: readonly Piece[];
  onSelect: (id: string) => void;
}

/** Who changed what, from what to what and when, as the log has it; and when what was made. */
export function Times({ mission, pieces, onSelect }: Props) {
  const { client } = useConsole();
  const { id } = mission;
  const { items, wrong, isLoading, hasMore, more, again } = useListing(
    (signal) => client.missions.transitions(id, { limit: PAGE }, { signal }),
    [client, id],
  );
  const known = useRef(mission);
  useEffect(() => {
    // The log has moved with what was read anew.
    if (known.current !== mission) again();
    known.current = mission;
  }, [mission, again]);
  const moments = useMemo(
    () => momentsOf(items, madeOf(mission, pieces), hasMore),
    [items, mission, pieces, hasMore],
  );
  const isHere = new Set(pieces.map((piece) => piece.id));
  return (
    <>
      <Failure wrong={wrong} again={again} />
      {items.length === 0 && isLoading && <Loading what="the log" />}
      <ol className="times" aria-label="What happened, the newest first" aria-busy={isLoading}>
        {moments.map((moment) =>
          "entry" in moment ? (
            <li key={keyOf(moment.entry)}>
              <When at={moment.at} /> {wordsOf(moment.entry.kind)}{" "}
              <Named
                name={moment.entry.name}
                {...(isHere.has(moment.entry.id) && { onSelect: () => onSelect(moment.entry.id) })}
              />
              : {wordsOf(moment.entry.from)} → <strong>{wordsOf(moment.entry.to)}</strong>{" "}
              <span className="facts">
                by <Said>{moment.entry.by}</Said>
                {moment.entry.reason && (
                  <>
                    : “<Said>{moment.entry.reason}</Said>”
                  </>
                )}
              </span>
            </li>
          ) : (
            <li key={`made ${moment.made.id}`}>
              <When at={moment.at} /> {moment.made.kind}{" "}
              <Named
                name={moment.made.name}
                {...(isHere.has(moment.made.id) && { onSelect: () => onSelect(moment.made.id) })}
              />{" "}
              made
            </li>
          ),
        )}
      </ol>
      {hasMore && (
        <button type="button" onClick={more} disabled={isLoading}>
          Earlier
        </button>
      )}
    </>
  );
}

function Named({ name, onSelect }: { name: string; onSelect?: () => void }) {
  if (!onSelect) return <Said>{name}</Said>;
  return (
    <button type="button" className="is-small" onClick={onSelect}>
      <Said>{name}</Said>
    </button>
  );
}

const wordsOf = (name: string) => name.replace(/_/g, " ");

// Of one thing no two changes of one moment lead to the same status.
const keyOf = ({ id, at, from, to }: Entry) => `${id} ${at} ${from} ${to}`;

/** The entries, and among them what was made: as far back as the log has been read. */
function momentsOf(entries: readonly Entry[], made: readonly Made[], hasMore: boolean): Moment[] {
  const oldest = hasMore ? (entries.at(-1)?.at ?? "") : "";
  const since = made.filter(({ at }) => Date.parse(at) >= (Date.parse(oldest) || 0));
  // Sorted stably: entries stay in their order, and what was made stands before what it became.
  return [
    ...entries.map((entry): Moment => ({ at: entry.at, entry })),
    ...since.map((each): Moment => ({ at: each.at, made: each })),
  ].sort((one, other) => Date.parse(other.at) - Date.parse(one.at));
}
