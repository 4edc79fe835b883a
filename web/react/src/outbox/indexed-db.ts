import type { Unsent } from "../types.js";
import type { OutboxStorage } from "./storage.js";

const STORE = "unsent";

type Row = Unsent & { number?: number };

/**
 * Keeps unsent messages in the browser's IndexedDB, in a database of that name.
 * The transaction of an add is over, and asked to be on the disk, before `add` resolves.
 */
export function indexedDbStorage(
  name: string,
  factory: IDBFactory = globalThis.indexedDB,
): OutboxStorage {
  let opened: Promise<IDBDatabase> | null = null;

  function database(): Promise<IDBDatabase> {
    opened ??= open(name, factory, () => {
      opened = null;
    });
    opened.catch(() => {
      opened = null;
    });
    return opened;
  }

  async function transact<Result>(
    mode: IDBTransactionMode,
    work: (store: IDBObjectStore) => () => Result,
  ): Promise<Result> {
    const db = await database();
    return await new Promise<Result>((resolve, reject) => {
      const transaction = db.transaction(STORE, mode, { durability: "strict" });
      const result = work(transaction.objectStore(STORE));
      transaction.oncomplete = () => {
        resolve(result());
      };
      transaction.onabort = () => {
        reject(transaction.error ?? new Error("The browser did not store the message"));
      };
    });
  }

  return {
    add: (entry) =>
      transact("readwrite", (store) => {
        store.add(entry);
        return () => undefined;
      }),
    all: () =>
      transact("readonly", (store) => {
        const request = store.getAll() as IDBRequest<Row[]>;
        return () => request.result.map(({ number: _number, ...entry }) => entry);
      }),
    put: (entry) =>
      transact("readwrite", (store) => {
        let there = false;
        const key = store.index("id").getKey(entry.id);
        key.onsuccess = () => {
          there = key.result !== undefined;
          if (there) store.put({ ...entry, number: key.result });
        };
        return () => there;
      }),
    remove: (ids) =>
      transact("readwrite", (store) => {
        for (const id of ids) {
          const key = store.index("id").getKey(id);
          key.onsuccess = () => {
            if (key.result !== undefined) store.delete(key.result);
          };
        }
        return () => undefined;
      }),
  };
}

function open(name: string, factory: IDBFactory, closed: () => void): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = factory.open(name, 1);
    request.onupgradeneeded = () => {
      const store = request.result.createObjectStore(STORE, {
        keyPath: "number",
        autoIncrement: true,
      });
      store.createIndex("id", "id", { unique: true });
    };
    request.onsuccess = () => {
      const db = request.result;
      db.onclose = closed;
      db.onversionchange = () => {
        db.close();
        closed();
      };
      resolve(db);
    };
    request.onerror = () => {
      reject(request.error ?? new Error("The browser has no storage for unsent messages"));
    };
  });
}
