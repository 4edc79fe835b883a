import { indexedDbStorage } from "./indexed-db.js";
import { memoryStorage, type OutboxStorage } from "./storage.js";

/** By their names: a browser keeps each connection to its IndexedDB until the page closes it. */
const shared = new Map<string, Promise<OutboxStorage>>();

/**
 * The browser's IndexedDB, by one connection for all that the page mounts under that name; where
 * there is none, or the browser does not let the page have it, what is unsent is kept as long as
 * the page. It touches nothing before it is first used.
 */
export function browserStorage(name: string): OutboxStorage {
  let chosen: Promise<OutboxStorage> | null = null;

  async function open(): Promise<OutboxStorage> {
    const storage = indexedDbStorage(`${name}:outbox`);
    try {
      await storage.all();
      return storage;
    } catch {
      return memoryStorage();
    }
  }

  function choose(): Promise<OutboxStorage> {
    // On a server, whose users must not share anything, there is no IndexedDB.
    if (typeof indexedDB === "undefined") return Promise.resolve(memoryStorage());
    const storage = shared.get(name) ?? open();
    shared.set(name, storage);
    return storage;
  }

  const storage = () => (chosen ??= choose());
  return {
    add: async (entry) => (await storage()).add(entry),
    all: async () => (await storage()).all(),
    put: async (entry) => (await storage()).put(entry),
    remove: async (ids) => (await storage()).remove(ids),
  };
}
