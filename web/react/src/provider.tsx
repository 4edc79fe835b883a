import type { Threadkeep } from "@threadkeep/client";
import { createContext, type ReactNode, useContext, useEffect, useState } from "react";
import { browserStorage } from "./outbox/browser-storage.js";
import { serviceOf } from "./service-of.js";
import { ThreadkeepStore } from "./store.js";
import type { StoreOptions } from "./store-types.js";

export interface ThreadkeepProviderProps
  extends Pick<StoreOptions, "sessionId" | "name" | "storage" | "tabs" | "clock" | "memory"> {
  /** Made once, outside of what is rendered; with another one all begins anew. */
  client: Threadkeep;
  children?: ReactNode;
}

interface Provided {
  client: Threadkeep;
  name: string;
  store: ThreadkeepStore;
}

const Context = createContext<Provided | null>(null);

/**
 * Keeps one session at a time for the hooks within: finds it at the start, follows it, and sends
 * what was written. Several tabs of a browser share one feed and one outbox.
 */
export function ThreadkeepProvider({ client, children, ...options }: ThreadkeepProviderProps) {
  const name = options.name ?? "threadkeep";
  const provide = (): Provided => ({
    client,
    name,
    store: new ThreadkeepStore({
      ...options,
      name,
      service: serviceOf(client),
      storage: options.storage ?? browserStorage(name),
    }),
  });
  const [kept, setKept] = useState(provide);
  let provided = kept;
  if (kept.client !== client || kept.name !== name) {
    provided = provide();
    setKept(provided);
  }
  const { store } = provided;
  useEffect(() => store.start(), [store]);
  useEffect(() => {
    store.want(options.sessionId);
  }, [store, options.sessionId]);
  return <Context.Provider value={provided}>{children}</Context.Provider>;
}

/** The store and the client of the provider around; throws where there is none. */
export function useProvided(): Provided {
  const provided = useContext(Context);
  if (!provided) throw new Error("This hook needs a ThreadkeepProvider around it");
  return provided;
}
