import type { Threadkeep } from "@threadkeep/client";
import { createContext, useContext } from "react";
import type { Claims } from "./tokens.js";

export interface Console {
  /** Acts for the user that was chosen, else for whoever has signed in. */
  client: Threadkeep;
  /** Always for whoever has signed in. */
  own: Threadkeep;
  /** Where the service is, without a slash at its end. */
  service: string;
  /** Whom an administrator looks at; empty for himself. */
  user: string;
  /** What the token says; null where it is not to be read. */
  claims: Claims | null;
  setUser: (name: string) => void;
  signOut: () => void;
}

export const ConsoleContext = createContext<Console | null>(null);

export function useConsole(): Console {
  const found = useContext(ConsoleContext);
  if (!found) throw new Error("Nobody has signed in");
  return found;
}

/** Whether the token may do this, as far as it says; the service decides. */
export function mayBe(claims: Claims | null, ...scopes: string[]): boolean {
  return claims === null || scopes.some((scope) => claims.scopes.includes(scope));
}
