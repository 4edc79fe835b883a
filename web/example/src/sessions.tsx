import { useSession, useSessions } from "@threadkeep/react";

export function Sessions() {
  const { session, create, load } = useSession();
  const { sessions, hasMore, loadMore } = useSessions();
  return (
    <nav aria-label="Sessions">
      <button type="button" onClick={() => void create()}>
        New chat
      </button>
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
      {hasMore && (
        <button type="button" onClick={() => void loadMore()}>
          More
        </button>
      )}
    </nav>
  );
}
