import { useCallback, useMemo, useSyncExternalStore } from "react";

/** Where the console is: a path in the address's fragment, which no server gets, and its query. */
export interface Route {
  path: readonly string[];
  query: URLSearchParams;
}

export function routeOf(hash: string): Route {
  const [path = "", query = ""] = hash.replace(/^#\/?/, "").split("?", 2);
  const parts = path.split("/").filter((part) => part !== "");
  return { path: parts.map(decoded), query: new URLSearchParams(query) };
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

/** The address of a place, as a link has it. */
export function linkTo(path: readonly string[], query: Record<string, string> = {}): string {
  const asked = new URLSearchParams(Object.entries(query).filter(([, value]) => value !== ""));
  const where = `#/${path.map(encodeURIComponent).join("/")}`;
  return asked.size > 0 ? `${where}?${asked}` : where;
}

const subscribe = (listener: () => void) => {
  addEventListener("hashchange", listener);
  return () => removeEventListener("hashchange", listener);
};

export function useRoute(): Route {
  const hash = useSyncExternalStore(subscribe, () => location.hash);
  return useMemo(() => routeOf(hash), [hash]);
}

/** The query of the address, and a function that changes some of it without a new entry. */
export function useQuery(): [URLSearchParams, (changes: Record<string, string>) => void] {
  const { query, path } = useRoute();
  const change = useCallback(
    (changes: Record<string, string>) => {
      location.replace(linkTo(path, { ...Object.fromEntries(query), ...changes }));
    },
    [path, query],
  );
  return [query, change];
}
