import {
  type MessageCreate,
  type MessageOut,
  type SessionOut,
  Threadkeep,
} from "@threadkeep/client";

interface FakeSession {
  session: SessionOut;
  messages: MessageOut[];
}

type Feed = {
  sessionId: string;
  after: string | null;
  tell(event: string, data: unknown): void;
  close(): void;
};

/** As much of the service as the store asks for, in memory, behind `fetch`. */
export class FakeService {
  readonly sessions = new Map<string, FakeSession>();
  /** Requests in the order they came, as `POST /sessions/resume`. */
  readonly asked: string[] = [];
  readonly feeds = new Set<Feed>();
  /** No request gets through. */
  isOffline = false;
  /** So many appends are stored, and their answers lost. */
  answersToLose = 0;
  /** What appends are refused with. */
  refusal: { status: number; name: string } | null = null;
  user = "alice";
  token = "good";
  #count = 0;
  #events = 0;

  client(): Threadkeep {
    return new Threadkeep({
      baseUrl: "https://threadkeep.test",
      token: () => this.token,
      fetch: (url, init) => this.#fetch(new Request(url, init)),
      retries: { attempts: 1 },
    });
  }

  add(messages: number): string {
    const session = this.#made();
    for (let number = 1; number <= messages; number += 1) {
      this.store(session.id, { id: `m-${String(number)}`, role: "user", content: String(number) });
    }
    return session.id;
  }

  of(sessionId: string): FakeSession {
    const found = this.sessions.get(sessionId);
    if (!found) throw new Error(`there is no ${sessionId}`);
    return found;
  }

  /** Stores a message as another client does, and tells the feeds. */
  store(sessionId: string, given: MessageCreate & { id: string }): MessageOut {
    const { messages } = this.of(sessionId);
    const message: MessageOut = {
      content: "",
      message_metadata: {},
      ...given,
      sequence_order: messages.length + 1,
      created_at: "2026-01-01T00:00:00Z",
    } as MessageOut;
    messages.push(message);
    this.tell(sessionId, "message", { items: [message] });
    return message;
  }

  tell(sessionId: string, event: string, data: unknown): void {
    this.#events += 1;
    for (const feed of this.feeds) if (feed.sessionId === sessionId) feed.tell(event, data);
  }

  ids(sessionId: string): string[] {
    return this.of(sessionId).messages.map((message) => message.id);
  }

  async #fetch(request: Request): Promise<Response> {
    request.signal.throwIfAborted();
    if (this.isOffline) throw new TypeError("Failed to fetch");
    const { pathname, searchParams } = new URL(request.url);
    this.asked.push(`${request.method} ${pathname}`);
    if (request.headers.get("Authorization") !== "Bearer good") return problem(401, "unauthorized");
    const [, kind, id, ...rest] = pathname.split("/");
    const route = `${request.method} /${[kind, ...rest].join("/")}`;
    if (pathname === "/sessions/resume") {
      const found = [...this.sessions.values()].find(({ session }) => session.status === "active");
      return json(200, found?.session ?? this.#made());
    }
    if (pathname === "/sessions") {
      if (request.method === "POST") {
        return json(201, this.#made());
      }
      const items = [...this.sessions.values()].map(({ session }) => session);
      return json(200, { items, next: null });
    }
    const found =
      kind === "chats"
        ? [...this.sessions.values()].find(({ session }) => session.chat_id === id)
        : this.sessions.get(id ?? "");
    if (!found) return problem(404, "not-found");
    switch (route) {
      case "GET /sessions/recovery":
        return json(200, { ...found.session, recovery: this.#recovery(found) });
      case "GET /sessions/events":
        return this.#feed(found.session.id, request);
      case "POST /sessions/archive":
        return json(200, this.#status(found, "archived"));
      case "POST /sessions/restore":
        return json(200, this.#status(found, "active"));
      case "POST /sessions/activity":
        return json(200, found.session);
      case "GET /chats/messages":
        return json(200, this.#page(found, Number(searchParams.get("before"))));
      case "POST /chats/messages":
        return this.#append(found, (await request.json()) as MessageCreate & { id: string });
      default:
        return problem(404, "not-found");
    }
  }

  #append(found: FakeSession, given: MessageCreate & { id: string }): Response {
    const there = found.messages.find((message) => message.id === given.id);
    if (there && there.content === given.content) return json(200, there);
    if (there) return problem(409, "message-id-taken");
    if (found.session.status === "archived") return problem(409, "chat-closed");
    if (this.refusal) return problem(this.refusal.status, this.refusal.name);
    const message = this.store(found.session.id, given);
    if (this.answersToLose > 0) {
      this.answersToLose -= 1;
      throw new TypeError("Failed to fetch");
    }
    return json(201, message);
  }

  #feed(sessionId: string, request: Request): Response {
    const encoder = new TextEncoder();
    let feed: Feed | null = null;
    const body = new ReadableStream<Uint8Array>({
      start: (controller) => {
        feed = {
          sessionId,
          after: request.headers.get("Last-Event-ID"),
          tell: (event, data) => {
            const text = `event: ${event}\nid: ${String(this.#events)}\ndata: ${JSON.stringify(data)}\n\n`;
            controller.enqueue(encoder.encode(text));
          },
          close: () => {
            if (feed && this.feeds.delete(feed)) controller.close();
          },
        };
        this.feeds.add(feed);
        request.signal.addEventListener("abort", () => {
          if (feed && this.feeds.delete(feed)) controller.error(request.signal.reason);
        });
      },
      cancel: () => {
        if (feed) this.feeds.delete(feed);
      },
    });
    return new Response(body, { headers: { "Content-Type": "text/event-stream" } });
  }

  #recovery({ session, messages }: FakeSession) {
    return {
      chat: {
        id: session.chat_id,
        last_sequence: messages.length,
        messages: this.#page({ session, messages }, messages.length + 1, 50),
      },
      open_tool_calls: [],
      tool_calls_examined_from: 1,
      mission: null,
      current_hop: null,
      progress: null,
      listen_from: { last_event_id: String(this.#events), after: messages.length },
    };
  }

  #page({ messages }: FakeSession, before: number, limit = 100) {
    const items = messages.slice(Math.max(0, before - 1 - limit), before - 1);
    const first = items[0]?.sequence_order ?? 1;
    return { items, lost: [], previous: first > 1 ? `before-${String(first)}` : null, next: null };
  }

  #status(found: FakeSession, status: "active" | "archived"): SessionOut {
    found.session = { ...found.session, status };
    this.tell(found.session.id, "session", found.session);
    return found.session;
  }

  #made(): SessionOut {
    this.#count += 1;
    const id = `session-${this.#count}`;
    const now = "2026-01-01T00:00:00Z";
    const session: SessionOut = {
      id,
      user_id: this.user,
      key: null,
      name: id,
      status: "active",
      chat_id: `chat-of-${id}`,
      mission_id: null,
      session_metadata: {},
      last_activity_at: now,
      created_at: now,
      updated_at: now,
    };
    this.sessions.set(id, { session, messages: [] });
    return session;
  }
}

function json(status: number, body: unknown): Response {
  return Response.json(body, { status });
}

function problem(status: number, name: string): Response {
  const type = `urn:threadkeep:problem:${name}`;
  const body = { type, status, title: name, detail: name, instance: "" };
  return new Response(JSON.stringify(body), {
    status,
    headers: { "Content-Type": "application/problem+json" },
  });
}
