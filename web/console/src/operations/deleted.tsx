import { useState } from "react";
import { useConsole } from "../console-context.js";
import { Empty, Failure, Loading, Said, When } from "../pieces.js";
import { useListing, type Wrong, wrongOf } from "../reading.js";
import { linkTo } from "../route.js";

/** The deleted sessions of a user, which can be restored until their time is over. */
export function Deleted() {
  const { client, user, claims } = useConsole();
  const { items, wrong, isLoading, hasMore, more, again } = useListing(
    (signal) => client.sessions.listDeleted({ limit: 30 }, { signal }),
    [client],
  );
  const [failed, setFailed] = useState<Wrong | null>(null);
  const [restoring, setRestoring] = useState("");
  const [restored, setRestored] = useState<{ id: string; name: string } | null>(null);
  const restore = async (id: string, name: string) => {
    setFailed(null);
    setRestored(null);
    setRestoring(id);
    try {
      await client.sessions.restore(id);
      setRestored({ id, name });
    } catch (error) {
      setFailed(wrongOf(error));
    } finally {
      setRestoring("");
      again();
    }
  };
  return (
    <section aria-label="Deleted sessions" aria-busy={isLoading}>
      <div className="title">
        <h2>Deleted sessions</h2>
        <p>
          of <Said>{user || claims?.subject || "yours"}</Said>
        </p>
        <button type="button" onClick={again}>
          Refresh<span className="unseen"> the deleted sessions</span>
        </button>
      </div>
      <Failure wrong={wrong} again={again} />
      <Failure wrong={failed} />
      <p role="status">
        {restored && (
          <>
            Restored:{" "}
            <a href={linkTo(["sessions", restored.id])}>
              <Said>{restored.name}</Said>
            </a>
          </>
        )}
      </p>
      {items.length === 0 && isLoading && <Loading what="the deleted sessions" />}
      {items.length === 0 && !isLoading && !wrong && (
        <Empty>
          No deleted session can be restored. How long what is deleted is kept says{" "}
          <code>THREADKEEP_DELETED_KEPT_DAYS</code>.
        </Empty>
      )}
      <ol className="rows" aria-label="Sessions to restore">
        {items.map(({ id, name, deleted_at, restorable_until }) => (
          <li key={id}>
            <Said>{name}</Said>{" "}
            <button
              type="button"
              disabled={restoring !== ""}
              onClick={() => void restore(id, name)}
            >
              Restore<span className="unseen"> {name}</span>
            </button>
            <br />
            <small>
              deleted <When at={deleted_at} /> · can be restored until{" "}
              <When at={restorable_until} />
            </small>
          </li>
        ))}
      </ol>
      {hasMore && (
        <button type="button" onClick={more} disabled={isLoading}>
          More deleted sessions
        </button>
      )}
    </section>
  );
}
