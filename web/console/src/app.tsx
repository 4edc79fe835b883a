import { lazy, Suspense, useEffect, useRef, useState } from "react";
import { mayBe, useConsole } from "./console-context.js";
import { ErrorBoundary } from "./error-boundary.js";
import { Keys, useKey } from "./keys.js";
import { Loading } from "./pieces.js";
import { linkTo, useRoute } from "./route.js";
import { SearchPage } from "./search.js";
import { loadChatView } from "./sessions/chat.js";
import { SessionList } from "./sessions/list.js";
import { SessionPage } from "./sessions/session-page.js";
import { ThemeChoice } from "./theme.js";

const ChatPage = lazy(() => import("./sessions/chat-page.js"));
const MissionList = lazy(() => import("./missions/list.js"));
const MissionPage = lazy(() => import("./missions/mission-page.js"));
const OperationsPage = lazy(() => import("./operations/operations-page.js"));

const PLACES = [
  { name: "Sessions", path: "sessions" },
  { name: "Missions", path: "missions" },
  { name: "Search", path: "search" },
  { name: "Operations", path: "operations" },
];

export function App() {
  const { path } = useRoute();
  const [place = "sessions", id] = path;
  const main = useRef<HTMLElement>(null);
  const [hasMoved, setHasMoved] = useState("");
  const where = `${place}/${id ?? ""}`;
  useEffect(() => {
    // Who has followed a link by the keyboard goes on in what it led to.
    if (hasMoved !== "" && hasMoved !== where) main.current?.focus();
    setHasMoved(where);
  }, [where, hasMoved]);
  useEffect(() => {
    // It is there by the time a session is; where it does not come, the chat says so.
    loadChatView().catch(() => undefined);
  }, []);
  useKey("s", () => location.assign(linkTo(["sessions"])));
  useKey("m", () => location.assign(linkTo(["missions"])));
  useKey("o", () => location.assign(linkTo(["operations"])));
  useKey("/", () => location.assign(linkTo(["search"])));
  return (
    <>
      <button type="button" className="skip" onClick={() => main.current?.focus()}>
        Skip to the content
      </button>
      <Head place={place} />
      <main id="main" ref={main} tabIndex={-1} data-place={place}>
        <ErrorBoundary key={where}>
          <Suspense fallback={<Loading what="the page" />}>
            <Place place={place} id={id} />
          </Suspense>
        </ErrorBoundary>
      </main>
      <Keys />
    </>
  );
}

function Place({ place, id }: { place: string; id: string | undefined }) {
  const { user } = useConsole();
  const key = `${user}:${id}`;
  if (place === "sessions")
    return id ? <SessionPage key={key} id={id} /> : <SessionList key={key} />;
  if (place === "chats" && id) return <ChatPage key={key} id={id} />;
  if (place === "missions") {
    return id ? <MissionPage key={key} id={id} /> : <MissionList key={key} />;
  }
  if (place === "search") return <SearchPage key={key} />;
  if (place === "operations") return <OperationsPage key={user} />;
  return (
    <div className="notice">
      <h1>There is no such page</h1>
      <p>
        Go to the <a href={linkTo(["sessions"])}>sessions</a>.
      </p>
    </div>
  );
}

function Head({ place }: { place: string }) {
  const { claims, signOut } = useConsole();
  return (
    <header className="head">
      <a className="brand" href={linkTo(["sessions"])}>
        Threadkeep
      </a>
      <nav aria-label="Console">
        {PLACES.map(({ name, path }) => (
          <a key={path} href={linkTo([path])} aria-current={path === place ? "page" : undefined}>
            {name}
          </a>
        ))}
      </nav>
      <div className="who">
        {mayBe(claims, "act", "act:read") && <UserChoice />}
        <ThemeChoice />
        <button type="button" onClick={signOut} title={`Signed in as ${claims?.subject ?? "?"}`}>
          Sign out
        </button>
      </div>
    </header>
  );
}

function UserChoice() {
  const { user, claims, setUser } = useConsole();
  const [text, setText] = useState(user);
  return (
    <form
      className="user-choice"
      onSubmit={(event) => {
        event.preventDefault();
        setUser(text.trim() === claims?.subject ? "" : text.trim());
      }}
    >
      <label htmlFor="user-choice">User</label>
      <input
        id="user-choice"
        value={text}
        placeholder={claims?.subject ?? ""}
        autoComplete="off"
        spellCheck={false}
        onChange={(event) => setText(event.target.value)}
      />
      <button type="submit">Show</button>
    </form>
  );
}
