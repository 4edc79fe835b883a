import type { SessionFilter, SessionListed } from "@threadkeep/client";
import { useState } from "react";
import { useConsole } from "../console-context.js";
import { Empty, Failure, Loading, number, Said, Status, useTitle, When } from "../pieces.js";
import { useListing } from "../reading.js";
import { linkTo, useQuery } from "../route.js";

const STATUSES = ["active", "abandoned", "completed", "archived"];

/** The sessions of a user, those that were used last first. */
export function SessionList() {
  const { client, user, claims } = useConsole();
  useTitle("Sessions");
  const [query, change] = useQuery();
  const asked = query.toString();
  const listing = useListing(
    (signal) => client.sessions.list(filterOf(query), { signal }),
    [client, asked],
  );
  const { items, wrong, isLoading, hasMore, more, again } = listing;
  const isFiltered = ["status", "name", "key", "since", "until"].some((name) => query.get(name));
  return (
    <>
      <div className="title">
        <h1>Sessions</h1>
        <p>
          of <Said>{user || claims?.subject || "yours"}</Said>
        </p>
        <button type="button" onClick={again}>
          Refresh
        </button>
      </div>
      <Filters key={asked} query={query} change={change} />
      <Failure wrong={wrong} again={again} />
      {items.length === 0 && isLoading && <Loading what="the sessions" />}
      {items.length === 0 && !isLoading && !wrong && (
        <Empty>
          {isFiltered ? (
            <>
              No session is like that. <a href={linkTo(["sessions"])}>Show all of them</a>.
            </>
          ) : (
            <>
              There is no session yet. The first request makes one: <code>POST /sessions</code> (
              <a href="../docs">the API</a>).
            </>
          )}
        </Empty>
      )}
      <ol className="rows" aria-label="Sessions" aria-busy={isLoading}>
        {items.map((session) => (
          <Row key={session.id} session={session} />
        ))}
      </ol>
      {hasMore && (
        <button type="button" onClick={more} disabled={isLoading}>
          More sessions
        </button>
      )}
    </>
  );
}

function filterOf(query: URLSearchParams): SessionFilter {
  const given = (name: string) => query.get(name) || undefined;
  const sort = query.get("sort") === "created" ? "created" : "activity";
  const day = (name: string) => {
    const date = new Date(`${query.get(name)}T00:00`);
    return Number.isNaN(date.getTime()) ? undefined : date;
  };
  const since = day("since");
  const until = day("until");
  if (until) until.setDate(until.getDate() + 1);
  const bounds = {
    [`${sort === "created" ? "created" : "active"}_after`]: since?.toISOString(),
    [`${sort === "created" ? "created" : "active"}_before`]: until?.toISOString(),
  };
  const filter = {
    sort,
    status: given("status"),
    name: given("name"),
    key: given("key"),
    ...bounds,
  };
  return {
    limit: 30,
    ...Object.fromEntries(Object.entries(filter).filter(([, value]) => value !== undefined)),
  } as SessionFilter;
}

function Row({ session }: { session: SessionListed }) {
  const { id, name, title, status, preview, usage, message_count, last_activity_at } = session;
  return (
    <li>
      <a href={linkTo(["sessions", id])}>
        <Said>{title ?? name}</Said>
      </a>
      <p className="preview">
        {preview && (
          <>
            {preview.role}: <Said>{preview.text}</Said>
          </>
        )}
      </p>
      <small>
        <Status of={status} /> · <When at={last_activity_at} /> · {number(message_count)} messages
        {usage && usage.input_tokens + usage.output_tokens > 0 && (
          <> · {number(usage.input_tokens + usage.output_tokens)} tokens</>
        )}
        {session.mission_id && (
          <>
            {" "}
            · <a href={linkTo(["missions", session.mission_id])}>Mission</a>
          </>
        )}
      </small>
    </li>
  );
}

interface FiltersProps {
  query: URLSearchParams;
  change: (changes: Record<string, string>) => void;
}

function Filters({ query, change }: FiltersProps) {
  const [draft, setDraft] = useState(() => Object.fromEntries(query));
  const field = (name: string) => ({
    value: draft[name] ?? "",
    onChange: (event: { target: { value: string } }) =>
      setDraft({ ...draft, [name]: event.target.value }),
  });
  const atOnce = (name: string) => ({
    value: draft[name] ?? "",
    onChange: (event: { target: { value: string } }) =>
      change({ ...draft, [name]: event.target.value }),
  });
  return (
    <search>
      <form
        className="filters"
        aria-label="Filter"
        onSubmit={(event) => {
          event.preventDefault();
          change(draft);
        }}
      >
        <label>
          Status
          <select {...atOnce("status")}>
            <option value="">any</option>
            {STATUSES.map((status) => (
              <option key={status}>{status}</option>
            ))}
          </select>
        </label>
        <label>
          Sort by
          <select {...atOnce("sort")}>
            <option value="">last activity</option>
            <option value="created">creation</option>
          </select>
        </label>
        <label>
          Name
          <input type="search" {...field("name")} />
        </label>
        <label>
          Key
          <input type="search" {...field("key")} />
        </label>
        <label>
          From
          <input type="date" {...field("since")} />
        </label>
        <label>
          To
          <input type="date" {...field("until")} />
        </label>
        <button type="submit" className="is-main">
          Filter
        </button>
      </form>
    </search>
  );
}
