import type { Unsent } from "../types.js";

/**
 * Where unsent messages are kept. What `add` has resolved for outlives the page.
 * `all` answers in the order of the adds, those of other tabs included.
 */
export interface OutboxStorage {
  add(entry: Unsent): Promise<void>;
  all(): Promise<Unsent[]>;
  /** Replaces the entry of that id where it is still there; says whether it was. */
  put(entry: Unsent): Promise<boolean>;
  remove(ids: string[]): Promise<void>;
}

/** For servers, tests, and browsers that have no IndexedDB: it is gone with the page. */
export function memoryStorage(): OutboxStorage {
  const entries = new Map<string, Unsent>();
  return {
    add: (entry) => {
      entries.set(entry.id, entry);
      return Promise.resolve();
    },
    all: () => Promise.resolve([...entries.values()]),
    put: (entry) => {
      const there = entries.has(entry.id);
      if (there) entries.set(entry.id, entry);
      return Promise.resolve(there);
    },
    remove: (ids) => {
      for (const id of ids) entries.delete(id);
      return Promise.resolve();
    },
  };
}
