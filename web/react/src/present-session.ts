import type { SessionOut } from "@threadkeep/client";
import type { State } from "./state.js";

interface Store {
  getState(): State;
  subscribe(listener: () => void): () => void;
}

/**
 * The session once it is recovered. Rejects where there is none, with the state's `fault`, and with
 * an AbortError where another one was asked for meanwhile.
 */
export function presentSession(store: Store, signal: AbortSignal): Promise<SessionOut> {
  return new Promise((resolve, reject) => {
    const settle = () => {
      const { phase, session, fault } = store.getState();
      if (phase === "starting") return;
      end();
      if (phase === "ready" && session) resolve(session);
      else reject(Object.assign(new Error(fault?.title ?? "There is no session"), { fault }));
    };
    const abort = () => {
      end();
      reject(new DOMException("Another session was asked for", "AbortError"));
    };
    const unsubscribe = store.subscribe(settle);
    const end = () => {
      unsubscribe();
      signal.removeEventListener("abort", abort);
    };
    signal.addEventListener("abort", abort);
  });
}
