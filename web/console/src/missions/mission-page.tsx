import type { MissionFull } from "@threadkeep/client";
import { lazy, Suspense, useCallback, useEffect, useMemo, useRef, useState } from "react";
import { useConsole } from "../console-context.js";
import {
  asJson,
  duration,
  Failure,
  Loading,
  number,
  Said,
  Status,
  useTitle,
  When,
} from "../pieces.js";
import { useReading } from "../reading.js";
import { linkTo, useQuery } from "../route.js";
import { Tabs } from "../tabs.js";
import { Asset } from "./asset.js";
import { type Piece, type Pieces, piecesOf } from "./pieces-of.js";
import { Times } from "./times.js";

const MissionGraph = lazy(() => import("./graph.js"));

const VIEWS = [
  { id: "graph", name: "Graph" },
  { id: "list", name: "List" },
  { id: "times", name: "Time line" },
];

/** One mission, followed live: as a graph, as a list, and what happened when. */
export default function MissionPage({ id }: { id: string }) {
  const { client } = useConsole();
  const { value, wrong, again } = useReading(
    (signal) => client.missions.getFull(id, { signal }),
    [client, id],
  );
  useNews(value, again);
  useTitle(value?.name ?? "Mission");
  if (!value) {
    return (
      <>
        <h1>Mission</h1>
        {wrong ? <Failure wrong={wrong} again={again} /> : <Loading what="the mission" />}
      </>
    );
  }
  return (
    <div className="mission">
      <div className="title">
        <h1>
          <Said>{value.name}</Said>
        </h1>
        <Status of={value.status} />
        {value.session_id && <a href={linkTo(["sessions", value.session_id])}>Session</a>}
      </div>
      <Failure wrong={wrong} again={again} />
      <Facts mission={value} />
      <Views mission={value} />
    </div>
  );
}

const AT_MOST_EVERY = 400;
const LOOKED_EVERY = 5000;

/** Reads the mission again when the feed of its session tells of it; without one, now and then. */
function useNews(mission: MissionFull | null, again: () => void): void {
  const { client } = useConsole();
  const session = mission?.session_id;
  const isThere = mission !== null;
  useEffect(() => {
    if (!isThere) return;
    let waiting: ReturnType<typeof setTimeout> | null = null;
    const soon = () => {
      waiting ??= setTimeout(() => {
        waiting = null;
        again();
      }, AT_MOST_EVERY);
    };
    const controller = new AbortController();
    const { signal } = controller;
    const timer = setInterval(
      () => {
        if (document.visibilityState === "visible") again();
      },
      session ? 6 * LOOKED_EVERY : LOOKED_EVERY,
    );
    const follow = async (sessionId: string) => {
      while (!signal.aborted) {
        for await (const news of client.sessions.follow(sessionId, { signal })) {
          if (news.event === "mission" || news.event === "reset") soon();
          if (news.event === "gone") return;
        }
      }
    };
    // What cannot be followed is still looked at.
    if (session) follow(session).catch(() => undefined);
    return () => {
      controller.abort();
      clearInterval(timer);
      if (waiting !== null) clearTimeout(waiting);
    };
  }, [client, session, isThere, again]);
}

function Facts({ mission }: { mission: MissionFull }) {
  const steps = mission.hops.flatMap((hop) => hop.tool_steps);
  const done = steps.filter(({ status }) => status === "completed").length;
  return (
    <>
      {mission.goal && (
        <p>
          Goal: <Said>{mission.goal}</Said>
        </p>
      )}
      <p className="facts" role="status">
        {number(mission.hops.length)} hops · {number(done)} of {number(steps.length)} steps
        completed · changed <When at={mission.updated_at} />
      </p>
    </>
  );
}

function Views({ mission }: { mission: MissionFull }) {
  const [query, change] = useQuery();
  const view = VIEWS.find(({ id }) => id === query.get("view"))?.id ?? "graph";
  const of = useMemo(() => piecesOf(mission), [mission]);
  const [selected, setSelected] = useState<string | null>(null);
  const before = useRef<Element | null>(null);
  const choose = useCallback((id: string | null) => {
    const { activeElement } = document;
    if (!activeElement?.closest(".chosen")) before.current = activeElement;
    setSelected(id);
  }, []);
  // Who has looked at one by the keyboard goes on where that was chosen.
  const close = () => {
    setSelected(null);
    const to = before.current?.isConnected
      ? before.current
      : document.getElementById(`view-${view}`);
    if (to instanceof HTMLElement || to instanceof SVGElement) to.focus();
  };
  const chosen = of.pieces.find(({ id }) => id === selected) ?? null;
  return (
    <>
      <Tabs
        label="Views of the mission"
        id="view"
        tabs={VIEWS}
        chosen={view}
        onChoose={(id) => change({ view: id })}
      />
      <div className="mission-view">
        <div role="tabpanel" id="view-panel" aria-labelledby={`view-${view}`}>
          {view === "graph" && (
            <Suspense fallback={<Loading what="the graph" />}>
              <MissionGraph of={of} selected={selected} onSelect={choose} />
            </Suspense>
          )}
          {view === "list" && <List of={of} onSelect={choose} />}
          {view === "times" && <Times mission={mission} pieces={of.pieces} onSelect={choose} />}
        </div>
        {chosen && <Chosen key={chosen.id} piece={chosen} onClose={close} />}
      </div>
    </>
  );
}

interface ListProps {
  of: Pieces;
  onSelect: (id: string) => void;
}

function List({ of, onSelect }: ListProps) {
  return (
    <ul className="pieces">
      {of.pieces.map((piece) => (
        <li key={piece.id} data-kind={piece.kind}>
          <button type="button" onClick={() => onSelect(piece.id)}>
            {piece.kind} <Said>{piece.name}</Said>
          </button>{" "}
          <Status of={piece.status} />
        </li>
      ))}
    </ul>
  );
}

/** What was chosen, beside the graph. */
function Chosen({ piece, onClose }: { piece: Piece; onClose: () => void }) {
  const box = useRef<HTMLElement>(null);
  // Between it and what was chosen may lie thousands of other things.
  useEffect(() => box.current?.focus(), []);
  return (
    <aside
      ref={box}
      tabIndex={-1}
      aria-label={`The ${piece.kind}`}
      className="chosen"
      onKeyDown={(event) => {
        if (event.key === "Escape") onClose();
      }}
    >
      <div className="title">
        <h2>
          <Said>{piece.name}</Said>
        </h2>
        <Status of={piece.status} />
        <button type="button" onClick={onClose}>
          Close
        </button>
      </div>
      {piece.kind === "asset" && <Asset id={piece.id} changedAt={piece.asset.updated_at} />}
      {piece.kind === "step" && (
        <>
          <p className="facts">
            Tool <Said>{piece.step.tool_id}</Said>
            {piece.step.started_at && (
              <>
                {" "}
                · started <When at={piece.step.started_at} />
              </>
            )}
            {piece.step.started_at && piece.step.completed_at && (
              <>
                {" "}
                · took{" "}
                {duration(Date.parse(piece.step.completed_at) - Date.parse(piece.step.started_at))}
              </>
            )}
          </p>
          {piece.step.error_message && (
            <p className="notice is-bad">
              <Said>{piece.step.error_message}</Said>
            </p>
          )}
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by the keyboard. */}
          <pre dir="ltr" tabIndex={0}>
            {asJson(piece.step)}
          </pre>
        </>
      )}
      {piece.kind === "hop" && (
        <>
          {piece.hop.goal && (
            <p>
              <Said>{piece.hop.goal}</Said>
            </p>
          )}
          {piece.hop.error_message && (
            <p className="notice is-bad">
              <Said>{piece.hop.error_message}</Said>
            </p>
          )}
          <p className="facts">
            Hop {piece.hop.sequence_order}, {piece.hop.tool_steps.length} steps
            {piece.hop.is_final && ", the final one"}
          </p>
        </>
      )}
    </aside>
  );
}
