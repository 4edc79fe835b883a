import { indexedDbStorage } from "./indexed-db.js";
import { memoryStorage, type OutboxStorage } from "./storage.js";

/**
 * The browser's IndexedDB; where there is none, or the browser does not let the page have it,
 * what is unsent is kept as long as the page. It touches nothing before it is first used.
 */
export function browserStorage(name: string): OutboxStorage {
  let chosen: Promise<OutboxStorage> | null = null;

  async function choose(): Promise<OutboxStorage> {
    if (typeof indexedDB === "undefined") return memoryStorage();
    const storage = indexedDbStorage(`${name}:outbox`);
    try {
      await storage.all();
      return storage;
    } catch {
      return memoryStorage();
    }
  }

  const storage = () => (chosen ??= choose());
  return {
    add: async (entry) => (await storage()).add(entry),
    all: async () => (await storage()).all(),
    put: async (entry) => (await storage()).put(entry),
    remove: async (ids) => (await storage()).remove(ids),
  };
}
