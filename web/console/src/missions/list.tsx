import type { MissionFilter } from "@threadkeep/client";
import { useConsole } from "../console-context.js";
import { Empty, Failure, Loading, Said, Status, useTitle, When } from "../pieces.js";
import { useListing } from "../reading.js";
import { linkTo, useQuery } from "../route.js";

const STATUSES = [
  "proposed",
  "ready_for_next_hop",
  "building_hop",
  "hop_ready_to_execute",
  "executing_hop",
  "completed",
  "failed",
  "cancelled",
];

/** The missions of a user, the newest first. */
export default function MissionList() {
  const { client, user, claims } = useConsole();
  useTitle("Missions");
  const [query, change] = useQuery();
  const status = query.get("status") ?? "";
  const { items, wrong, isLoading, hasMore, more, again } = useListing(
    (signal) => {
      const only = status === "" ? {} : { status: [status] };
      const filter = { limit: 30, ...only } as MissionFilter;
      return client.missions.list(filter, { signal });
    },
    [client, status],
  );
  return (
    <>
      <div className="title">
        <h1>Missions</h1>
        <p>
          of <Said>{user || claims?.subject || "yours"}</Said>
        </p>
        <button type="button" onClick={again}>
          Refresh
        </button>
      </div>
      <search className="filters">
        <label>
          Status
          <select value={status} onChange={(event) => change({ status: event.target.value })}>
            <option value="">any</option>
            {STATUSES.map((each) => (
              <option key={each} value={each}>
                {each.replace(/_/g, " ")}
              </option>
            ))}
          </select>
        </label>
      </search>
      <Failure wrong={wrong} again={again} />
      {items.length === 0 && isLoading && <Loading what="the missions" />}
      {items.length === 0 && !isLoading && !wrong && (
        <Empty>
          {status ? "No mission has this status. " : "There is no mission yet. "}
          An agent makes one by <code>POST /missions</code>.
        </Empty>
      )}
      <ol className="rows" aria-label="Missions" aria-busy={isLoading}>
        {items.map(({ id, name, goal, status: is, updated_at, session_id }) => (
          <li key={id}>
            <a href={linkTo(["missions", id])}>
              <Said>{name}</Said>
            </a>
            {goal && (
              <p className="preview">
                <Said>{goal}</Said>
              </p>
            )}
            <small>
              <Status of={is} /> · <When at={updated_at} />
              {session_id && (
                <>
                  {" "}
                  · <a href={linkTo(["sessions", session_id])}>Session</a>
                </>
              )}
            </small>
          </li>
        ))}
      </ol>
      {hasMore && (
        <button type="button" onClick={more} disabled={isLoading}>
          More missions
        </button>
      )}
    </>
  );
}
