import type { MessageOut } from "@threadkeep/client";
import { describe, expect, test } from "vitest";
import { Outbox } from "../src/outbox/outbox.js";
import { memoryStorage } from "../src/outbox/storage.js";
import { serviceOf } from "../src/service-of.js";
import { ThreadkeepStore } from "../src/store.js";
import type { Unsent } from "../src/types.js";
import { FakeBrowser, FakeClock, settled } from "./fake-browser.js";
import { FakeService } from "./fake-service.js";

const ENTRY: Unsent = {
  id: "m-1",
  user_id: "alice",
  session_id: "s",
  chat_id: "c",
  message: { id: "m-1", role: "user", content: "Hello" },
  state: "pending",
  fault: null,
  created_at: "2026-01-01T00:00:00Z",
};

interface Attempt {
  fail(): void;
  answer(): void;
}

/** Tabs of one browser with an outbox each, whose requests end when the test says so. */
function outboxes() {
  const attempts: Attempt[] = [];
  const storage = memoryStorage();
  const browser = new FakeBrowser();
  const clock = new FakeClock();
  const stopping = new AbortController();
  const open = async () => {
    const outbox = new Outbox({
      name: "outbox",
      storage,
      tabs: browser.tab(),
      clock,
      append: () =>
        new Promise((resolve, reject) => {
          attempts.push({
            fail: () => reject(new TypeError("Failed to fetch")),
            answer: () => resolve({ id: "m-1" } as MessageOut),
          });
        }),
      changed: () => undefined,
    });
    void outbox.run("alice", stopping.signal);
    await settled();
    return outbox;
  };
  return { attempts, open, storage, stop: () => stopping.abort() };
}

describe("an unsent message is tried again at once", () => {
  test("when the network came back while the attempt was failing", async () => {
    const { attempts, open, stop } = outboxes();
    const outbox = await open();
    await outbox.add(ENTRY);
    await settled();
    outbox.poke();
    attempts[0]?.fail();
    await settled();
    expect(attempts).toHaveLength(2);
    stop();
  });

  test("once for each time that the network came back", async () => {
    const { attempts, open, stop } = outboxes();
    const outbox = await open();
    await outbox.add(ENTRY);
    await settled();
    outbox.poke();
    attempts[0]?.fail();
    await settled();
    attempts[1]?.fail();
    await settled();
    expect(attempts).toHaveLength(2);
    stop();
  });

  test("when somebody looks at another tab than the one whose turn it is", async () => {
    const { attempts, open, stop } = outboxes();
    const first = await open();
    const second = await open();
    await first.add(ENTRY);
    await settled();
    attempts[0]?.fail();
    await settled();
    expect(attempts).toHaveLength(1);
    second.poke();
    await settled();
    expect(attempts).toHaveLength(2);
    stop();
  });
});

describe("a page that opens without a network", () => {
  /** A store whose requests are answered when the test says so. */
  function opening(service: FakeService) {
    const held: (() => void)[] = [];
    const client = service.client();
    const answered = serviceOf(client);
    const hold = async <Value>(ask: () => Promise<Value>): Promise<Value> => {
      await new Promise<void>((go) => held.push(go));
      return await ask();
    };
    const store = new ThreadkeepStore({
      service: {
        ...answered,
        resumeSession: (signal) => hold(() => answered.resumeSession(signal)),
        recoverSession: (id, signal) => hold(() => answered.recoverSession(id, signal)),
      },
      storage: memoryStorage(),
      tabs: new FakeBrowser().tab(),
      clock: new FakeClock(),
      memory: null,
    });
    const answer = async () => {
      for (const go of held.splice(0)) go();
      await settled();
    };
    return { store, answer, held };
  }

  test("tries again at once where that came back while it asked for the session", async () => {
    const service = new FakeService();
    service.add(1);
    const { store, answer, held } = opening(service);
    const stop = store.start();
    await settled();
    service.isOffline = true;
    store.poke();
    await answer();
    service.isOffline = false;
    expect(held).toHaveLength(1);
    await answer();
    await answer();
    expect(store.getState().phase).toBe("ready");
    stop();
    await settled();
  });

  test("tries again at once where that came back while it asked for the chat", async () => {
    const service = new FakeService();
    service.add(1);
    const { store, answer, held } = opening(service);
    const stop = store.start();
    await settled();
    await answer();
    service.isOffline = true;
    store.poke();
    await answer();
    service.isOffline = false;
    expect(held).toHaveLength(1);
    await answer();
    expect(store.getState().phase).toBe("ready");
    stop();
    await settled();
  });
});
