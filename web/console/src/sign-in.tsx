import { Threadkeep } from "@threadkeep/client";
import {
  type FormEvent,
  type ReactNode,
  useEffect,
  useId,
  useMemo,
  useRef,
  useState,
  useSyncExternalStore,
} from "react";
import { ConsoleContext } from "./console-context.js";
import { type Claims, claimsOf, TokenHolder, tokenInAddress } from "./tokens.js";

const holder = new TokenHolder();
const ofAddress = tokenInAddress();
if (ofAddress !== null) holder.set(ofAddress);
addEventListener("hashchange", () => {
  const token = tokenInAddress();
  if (token !== null) holder.set(token);
});

/** Where the service is: the folder above the page's. */
const SERVICE = new URL("..", location.href.replace(/[?#].*/, "")).href.replace(/\/$/, "");
const USER_KEY = "threadkeep-console:user";

/** What is within, with a client for whoever has signed in; asks for a token before and when it ends. */
export function SignIn({ children }: { children: ReactNode }) {
  const token = useSyncExternalStore(holder.subscribe, holder.token);
  const hasEnded = useSyncExternalStore(holder.subscribe, holder.hasEnded);
  const claims = useMemo(() => (token === null ? null : claimsOf(token)), [token]);
  if (token === null) {
    return (
      <main className="sign-in">
        <h1>Threadkeep</h1>
        <TokenForm title="Sign in" />
      </main>
    );
  }
  return (
    <>
      <SignedIn key={claims?.subject ?? ""} claims={claims}>
        {children}
      </SignedIn>
      {hasEnded && <Ended />}
    </>
  );
}

function SignedIn({ claims, children }: { claims: Claims | null; children: ReactNode }) {
  const [user, setUser] = useState(() => sessionStorage.getItem(USER_KEY) ?? "");
  // The clients outlive the token: whatever waits goes on with the next one.
  const clients = useMemo(() => {
    const token = holder.source;
    const own = new Threadkeep({ baseUrl: SERVICE, token });
    return { own, client: user === "" ? own : new Threadkeep({ baseUrl: SERVICE, token, user }) };
  }, [user]);
  const value = useMemo(
    () => ({
      ...clients,
      service: SERVICE,
      user,
      claims,
      setUser: (name: string) => {
        sessionStorage.setItem(USER_KEY, name);
        setUser(name);
      },
      signOut: () => {
        sessionStorage.removeItem(USER_KEY);
        holder.set(null);
      },
    }),
    [clients, user, claims],
  );
  return <ConsoleContext value={value}>{children}</ConsoleContext>;
}

/** Over the page, which stays as it is: what it waits for goes on with the new token. */
function Ended() {
  const dialog = useRef<HTMLDialogElement>(null);
  const title = useId();
  useEffect(() => {
    dialog.current?.showModal();
  }, []);
  return (
    <dialog
      ref={dialog}
      className="sign-in"
      aria-labelledby={title}
      onCancel={(event) => event.preventDefault()}
    >
      <TokenForm title="The token has ended" titleId={title} hasEnded />
    </dialog>
  );
}

function TokenForm(props: { title: string; titleId?: string; hasEnded?: boolean }) {
  const [text, setText] = useState("");
  const id = useId();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const token = text.trim().replace(/^Bearer\s+/i, "");
    if (token !== "") holder.set(token);
  };
  return (
    <form onSubmit={submit}>
      <h2 id={props.titleId}>{props.title}</h2>
      <p>
        {props.hasEnded && "The service takes it no longer. What this page shows stays. "}
        <code>threadkeep token NAME</code> prints a token; with <code>--admin</code> it shows the
        figures of everybody, and with <code>--act-read</code> what other users have.
      </p>
      <label htmlFor={id}>Token</label>
      <input
        id={id}
        type="password"
        autoComplete="off"
        spellCheck={false}
        required
        value={text}
        onChange={(event) => setText(event.target.value)}
      />
      <p>
        <button type="submit" className="is-main">
          Sign in
        </button>
        {props.hasEnded && (
          <button type="button" onClick={() => holder.set(null)}>
            Sign out
          </button>
        )}
      </p>
    </form>
  );
}
