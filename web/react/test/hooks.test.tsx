// @vitest-environment happy-dom
import { act, cleanup, render, renderHook, screen } from "@testing-library/react";
import { type ReactNode, StrictMode, version } from "react";
import { hydrateRoot } from "react-dom/client";
import { renderToString } from "react-dom/server";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import {
  memoryStorage,
  ThreadkeepProvider,
  type ThreadkeepProviderProps,
  useMessages,
  useMission,
  useSend,
  useSession,
  useSessions,
  useStream,
  useThreadkeep,
} from "../src/index.js";
import { FakeBrowser, FakeClock, memory, settled } from "./fake-browser.js";
import { FakeService } from "./fake-service.js";

const said = vi.fn<(...words: unknown[]) => void>();

beforeEach(() => {
  said.mockClear();
  vi.spyOn(console, "error").mockImplementation(said);
  vi.spyOn(console, "warn").mockImplementation(said);
});

afterEach(() => {
  cleanup();
  vi.restoreAllMocks();
  expect(said.mock.calls).toEqual([]);
});

function setting(messages = 3) {
  const service = new FakeService();
  const sessionId = service.add(messages);
  const client = service.client();
  const browser = new FakeBrowser();
  const clock = new FakeClock();
  const options = {
    client,
    clock,
    tabs: browser.tab(),
    storage: memoryStorage(),
    memory: memory(),
  };
  return { service, sessionId, client, browser, clock, options, Around: within(options) };
}

function within(options: ThreadkeepProviderProps) {
  return ({ children }: { children?: ReactNode }) => (
    <ThreadkeepProvider {...options}>{children}</ThreadkeepProvider>
  );
}

function Chat() {
  const { messages } = useMessages();
  const { session, phase } = useSession();
  const { text } = useStream();
  const { mission } = useMission();
  const { sessions } = useSessions();
  return (
    <main data-sessions={sessions.length} data-mission={mission?.id}>
      <h1>{session ? session.name : phase}</h1>
      <ol>
        {messages.map(({ id, content, delivery }) => (
          <li key={id}>{`${String(content)} ${delivery}`}</li>
        ))}
      </ol>
      <p>{text}</p>
    </main>
  );
}

const rows = () => screen.queryAllByRole("listitem").map((row) => row.textContent);
const turns = () => act(settled);

test("the tests run with the React that they are meant for", () => {
  expect(version.split(".")[0]).toBe(process.env["REACT"] ?? "19");
});

test("a chat is shown once it is recovered, and grows", async () => {
  const { service, sessionId, Around } = setting();
  render(<Chat />, { wrapper: Around });
  expect(screen.getByRole("heading").textContent).toBe("starting");
  await turns();
  expect(screen.getByRole("heading").textContent).toBe(sessionId);
  expect(rows()).toEqual(["1 sent", "2 sent", "3 sent"]);
  service.store(sessionId, { id: "new", role: "user", content: "4" });
  await turns();
  expect(rows()).toEqual(["1 sent", "2 sent", "3 sent", "4 sent"]);
  expect(screen.getByRole("main").getAttribute("data-sessions")).toBe("1");
});

test("in StrictMode all begins once", async () => {
  const { service, Around } = setting();
  render(
    <StrictMode>
      <Around>
        <Chat />
      </Around>
    </StrictMode>,
  );
  await turns();
  expect(rows()).toHaveLength(3);
  const begun = service.asked.filter((each) => each === "POST /sessions/resume");
  expect(begun).toHaveLength(1);
  expect(service.asked.filter((each) => each === "GET /sessions")).toHaveLength(1);
  expect(service.feeds.size).toBe(1);
});

test("a server renders it, and the page takes that over without a warning", async () => {
  const { service, Around } = setting();
  const page = (
    <StrictMode>
      <Around>
        <Chat />
      </Around>
    </StrictMode>
  );
  const html = renderToString(page);
  expect(html).toContain("starting");
  await settled();
  expect(service.asked).toEqual([]);
  const container = document.createElement("div");
  document.body.append(container);
  container.innerHTML = html;
  const root = await act(() => Promise.resolve(hydrateRoot(container, page)));
  await turns();
  expect(rows()).toHaveLength(3);
  act(() => {
    root.unmount();
  });
  container.remove();
});

test("nothing is left of two hundred mounts", async () => {
  const { service, browser, clock, Around } = setting();
  const listeners = vi.spyOn(window, "addEventListener");
  const signals: AbortSignal[] = [];
  for (let mount = 0; mount < 200; mount += 1) {
    const { unmount } = render(<Chat />, { wrapper: Around });
    await act(settled);
    unmount();
    for (const [, , options] of listeners.mock.calls) {
      if (typeof options === "object" && options.signal) signals.push(options.signal);
    }
    listeners.mockClear();
  }
  await settled();
  expect(service.feeds.size).toBe(0);
  expect(browser.openChannels).toBe(0);
  expect(browser.heldLocks).toEqual([]);
  expect(clock.waiting).toBe(0);
  expect(signals.length).toBeGreaterThanOrEqual(200);
  expect(signals.filter((signal) => !signal.aborted)).toEqual([]);
}, 60_000);

test("what is sent is shown at once, and as sent when it is stored", async () => {
  const { service, Around } = setting();
  const { result } = renderHook(() => ({ ...useSend(), ...useMessages() }), { wrapper: Around });
  expect(result.current.canSend).toBe(false);
  await turns();
  expect(result.current.canSend).toBe(true);
  service.isOffline = true;
  await act(() => result.current.send("Hello"));
  expect(result.current.messages.at(-1)).toMatchObject({ content: "Hello", delivery: "pending" });
  expect(result.current.unsent).toHaveLength(1);
  service.isOffline = false;
  act(() => {
    window.dispatchEvent(new Event("online"));
  });
  await turns();
  expect(result.current.messages.at(-1)).toMatchObject({ content: "Hello", delivery: "sent" });
  expect(result.current.unsent).toEqual([]);
});

test("the four actions of a session", async () => {
  const { sessionId, Around } = setting();
  const { result } = renderHook(useThreadkeep, { wrapper: Around });
  await turns();
  const { dispatch } = result.current;
  await act(() => dispatch({ type: "CREATE_SESSION", name: "Lost bag" }));
  expect(result.current.state.session?.id).not.toBe(sessionId);
  await act(() => dispatch({ type: "LOAD_SESSION", session_id: sessionId }));
  expect(result.current.state).toMatchObject({ phase: "ready", session: { id: sessionId } });
  await act(() => dispatch({ type: "UPDATE_SESSION_ACTIVITY" }));
  await act(() => dispatch({ type: "ARCHIVE_SESSION" }));
  expect(result.current.state.session?.status).toBe("archived");
  await turns();
});

test("a list of sessions is read again when one of them changes, once for many changes", async () => {
  const { service, sessionId, clock, Around } = setting();
  const { result } = renderHook(() => useSessions(), { wrapper: Around });
  await turns();
  await act(() => clock.pass(1000));
  const reads = () => service.asked.filter((each) => each === "GET /sessions").length;
  const before = reads();
  for (let change = 0; change < 10; change += 1) {
    const session = { ...service.of(sessionId).session, name: `Bag ${change}` };
    service.of(sessionId).session = session;
    service.tell(sessionId, "session", session);
  }
  await turns();
  await act(() => clock.pass(1000));
  expect(result.current.sessions[0]?.name).toBe("Bag 9");
  expect(reads()).toBe(before + 1);
});

test("what is being written is told apart, and stopped", async () => {
  const { service, sessionId, Around } = setting();
  const { result } = renderHook(() => useStream(), { wrapper: Around });
  await turns();
  const message = service.store(sessionId, { id: "a", role: "assistant", content: "" });
  service.tell(sessionId, "stream", {
    id: "s",
    message_id: "a",
    sequence_order: 4,
    state: "streaming",
    next: 0,
  });
  const events = [{ type: "text-delta", delta: "Once" }];
  service.tell(sessionId, "delta", { id: "s", from: 0, events });
  await turns();
  expect(result.current).toMatchObject({ isStreaming: true, streamId: "s", text: "Once" });
  service.tell(sessionId, "end", { id: "s", state: "cancelled", message });
  await turns();
  expect(result.current).toMatchObject({ isStreaming: false, message: null, text: "" });
});

test("another session is shown when the provider is given another id", async () => {
  const { service, sessionId, options } = setting();
  const other = service.add(1);
  const { rerender } = render(
    <ThreadkeepProvider {...options} sessionId={sessionId}>
      <Chat />
    </ThreadkeepProvider>,
  );
  await turns();
  rerender(
    <ThreadkeepProvider {...options} sessionId={other}>
      <Chat />
    </ThreadkeepProvider>,
  );
  await turns();
  expect(screen.getByRole("heading").textContent).toBe(other);
  expect(rows()).toEqual(["1 sent"]);
});

test("a hook without a provider says what is missing", () => {
  said.mockClear();
  expect(() => renderHook(useMessages)).toThrow("ThreadkeepProvider");
  said.mockClear();
});
