import { useSession, useSessions } from "@threadkeep/react";
import { Action } from "./action.js";

export function Sessions() {
  const { session, create, load } = useSession();
  const { sessions, hasMore, loadMore } = useSessions();
  return (
    <nav aria-label="Sessions">
      <Action act={create}>New chat</Action>
      <ul>
        {sessions.map(({ id, name, title, status }) => (
          <li key={id}>
            <button
              type="button"
              aria-current={id === session?.id}
              data-status={status}
              onClick={() => {
                // Another click may have asked for another one meanwhile.
                load(id).catch(() => undefined);
              }}
            >
              {title ?? name}
              {status === "archived" && <small> archived</small>}
            </button>
          </li>
        ))}
      </ul>
      {hasMore && <Action act={loadMore}>More</Action>}
    </nav>
  );
}
