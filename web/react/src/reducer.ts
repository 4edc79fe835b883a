import {
  applyEvents,
  type FeedNews,
  type MessageOut,
  type MessagePage,
  type OpenToolCallOut,
  type Recovery,
  type SessionOut,
} from "@threadkeep/client";
import {
  type Connection,
  initialState,
  type LiveStream,
  noThread,
  place,
  type State,
  type StoredMessage,
  type Thread,
} from "./state.js";
import type { Fault, Unsent } from "./types.js";

/** The actions of a session: each carries what the service answered. */
export type SessionAction =
  /** A session was made, and is the present one. It has no messages. */
  | { type: "CREATE_SESSION"; session: SessionOut }
  /** A session was found again, with all that it takes to go on. */
  | { type: "LOAD_SESSION"; session: SessionOut; recovery: Recovery }
  /** Something was done with the session. */
  | { type: "UPDATE_SESSION_ACTIVITY"; session: SessionOut }
  /** The session takes no more messages, until it is restored. */
  | { type: "ARCHIVE_SESSION"; session: SessionOut };

export type Action =
  | SessionAction
  | { type: "SESSION_CHANGED"; session: SessionOut }
  /** Another session is looked for. */
  | { type: "LOOK_FOR_SESSION" }
  | { type: "LOOKED_IN_VAIN"; fault: Fault; final: boolean }
  /** Another tab, which has the feed, tells what it shows. */
  | { type: "ADOPT"; thread: Thread; isFresh: boolean; connection: Connection }
  | { type: "TOLD"; news: FeedNews }
  | { type: "CONNECTION"; connection: Connection }
  | { type: "OLDER_ASKED" }
  | { type: "OLDER_FAILED" }
  | { type: "OLDER_LOADED"; chatId: string; before: number; page: MessagePage }
  | { type: "UNSENT"; unsent: readonly Unsent[] }
  /** An unsent message was stored: it is shown as such in the same step. */
  | { type: "STORED"; chatId: string; message: MessageOut; unsent: readonly Unsent[] }
  /** A message was answered by a request other than the feed's. */
  | { type: "MESSAGE_ANSWERED"; chatId: string; message: MessageOut };

/** What becomes of the state. It changes nothing that it was given, and does nothing else. */
export function reducer(state: State, action: Action): State {
  switch (action.type) {
    case "CREATE_SESSION":
      // The feed of a new session has yet to be begun.
      return { ...state, ...noThread, session: action.session, phase: "starting", fault: null };
    case "LOAD_SESSION":
      return {
        ...state,
        ...recovered(action.session, action.recovery),
        phase: "ready",
        fault: null,
        loadingOlder: false,
      };
    case "UPDATE_SESSION_ACTIVITY":
    case "ARCHIVE_SESSION":
    case "SESSION_CHANGED":
      return action.session.id === state.session?.id
        ? { ...state, session: { ...state.session, ...action.session } }
        : state;
    case "LOOK_FOR_SESSION":
      return { ...initialState, unsent: state.unsent };
    case "LOOKED_IN_VAIN":
      return {
        ...state,
        phase: action.final ? "failed" : state.phase,
        connection: "waiting",
        fault: action.fault,
      };
    case "ADOPT":
      return {
        ...state,
        ...(action.isFresh ? action.thread : withOwnOlder(action.thread, state)),
        connection: action.connection,
        phase: "ready",
        fault: null,
        loadingOlder: false,
      };
    case "TOLD":
      return told(
        { ...state, lastEventId: action.news.lastEventId ?? state.lastEventId },
        action.news,
      );
    case "CONNECTION":
      return state.connection === action.connection
        ? state
        : { ...state, connection: action.connection };
    case "OLDER_ASKED":
      return { ...state, loadingOlder: true };
    case "OLDER_FAILED":
      return { ...state, loadingOlder: false };
    case "OLDER_LOADED":
      return withOlder(state, action);
    case "UNSENT":
      return { ...state, unsent: action.unsent };
    case "STORED":
      return { ...withAnswered(state, action), unsent: action.unsent };
    case "MESSAGE_ANSWERED":
      return withAnswered(state, action);
  }
}

function recovered(session: SessionOut, recovery: Recovery): Thread {
  const page = recovery.chat.messages;
  const messages = (page?.items ?? []).map(sent);
  const streams: Record<string, LiveStream> = {};
  for (const message of messages) {
    if (message.stream_id && message.streaming) {
      streams[message.stream_id] = {
        id: message.stream_id,
        message_id: message.id,
        sequence_order: message.sequence_order,
        state: "streaming",
        next: null,
      };
    }
  }
  return {
    session,
    chat: { ...recovery.chat, messages: null },
    mission: recovery.mission,
    currentHop: recovery.current_hop,
    progress: recovery.progress,
    openToolCalls: recovery.open_tool_calls,
    messages,
    oldest: page?.previous ? (lowest(page) ?? recovery.chat.last_sequence + 1) : 1,
    streams,
    lastEventId: recovery.listen_from.last_event_id,
  };
}

function told(state: State, { event, data }: FeedNews): State {
  switch (event) {
    case "message":
    case "message.changed":
      return put(state, data.items);
    case "stream": {
      if (data.state !== "streaming" && data.state !== "interrupted") {
        return { ...state, streams: without(state.streams, data.id) };
      }
      const shown = state.messages[place(state.messages, data.sequence_order)];
      const next = {
        ...state,
        streams: { ...state.streams, [data.id]: { ...state.streams[data.id], ...data } },
      };
      if (shown?.id !== data.message_id) return next;
      const streaming = data.state === "streaming";
      return put(next, [{ ...shown, streaming, stream_id: data.id }]);
    }
    case "delta": {
      const stream = state.streams[data.id];
      if (!stream) return state;
      const shown = state.messages[place(state.messages, stream.sequence_order)];
      if (shown?.id !== stream.message_id) return state;
      const known = Math.max(0, (stream.next ?? data.from) - data.from);
      const events = data.events.slice(known);
      if (events.length === 0) return state;
      const next = data.from + data.events.length;
      return put({ ...state, streams: { ...state.streams, [data.id]: { ...stream, next } } }, [
        applyEvents(shown, events),
      ]);
    }
    case "end":
      return put({ ...state, streams: without(state.streams, data.id) }, [data.message]);
    case "session":
      return { ...state, session: { ...state.session, ...data } };
    case "chat":
      return { ...state, chat: { ...state.chat, ...data, messages: null } };
    case "mission":
      return {
        ...state,
        mission: data.mission,
        currentHop: data.current_hop,
        progress: data.progress,
      };
    case "reset":
      return { ...state, lastEventId: null };
    case "gone":
      return {
        ...state,
        ...noThread,
        phase: "failed",
        fault: { type: null, status: 410, title: "The session was deleted", detail: "" },
      };
  }
}

/** The feed's word on messages goes before all others: it tells of every change. */
function put(state: State, items: readonly MessageOut[]): State {
  const messages = state.messages.slice();
  for (const item of items) {
    const at = place(messages, item.sequence_order);
    const there = messages[at]?.sequence_order === item.sequence_order;
    messages.splice(at, there ? 1 : 0, sent(item));
  }
  return { ...state, messages, openToolCalls: openCalls(state.openToolCalls, messages, items) };
}

/** The calls that no later message answers, after these messages came in or changed. */
function openCalls(
  open: readonly OpenToolCallOut[],
  messages: readonly StoredMessage[],
  items: readonly MessageOut[],
): readonly OpenToolCallOut[] {
  let calls = open;
  for (const item of items) {
    if (item.tool_call_id) {
      const answered = item.tool_call_id;
      calls = calls.filter(
        (call) => call.id !== answered || call.sequence_order > item.sequence_order,
      );
    }
    const known = calls.some((call) => call.message_id === item.id);
    if (!known && !item.tool_calls?.length) continue;
    const later = messages.slice(place(messages, item.sequence_order + 1));
    const answers = new Set(later.map((message) => message.tool_call_id));
    const made = (item.tool_calls ?? [])
      .filter((call) => !answers.has(call.id))
      .map((call) => ({
        id: call.id,
        message_id: item.id,
        sequence_order: item.sequence_order,
        tool_call: { ...call },
      }));
    calls = [...calls.filter((call) => call.message_id !== item.id), ...made].sort(
      (one, other) => one.sequence_order - other.sequence_order,
    );
  }
  return calls;
}

/** An answer may be older than what the feed has told meanwhile: it only adds. */
function withAnswered(
  state: State,
  { chatId, message }: { chatId: string; message: MessageOut },
): State {
  if (state.chat?.id !== chatId) return state;
  const at = place(state.messages, message.sequence_order);
  if (state.messages[at]?.sequence_order === message.sequence_order) return state;
  return { ...state, messages: state.messages.toSpliced(at, 0, sent(message)) };
}

function withOlder(state: State, { chatId, before, page }: OlderLoaded): State {
  if (state.chat?.id !== chatId || state.oldest !== before) return state;
  const oldest = page.previous ? (lowest(page) ?? before) : 1;
  const from = place(state.messages, oldest);
  const to = place(state.messages, before);
  const heard = new Map(
    state.messages.slice(from, to).map((message) => [message.sequence_order, message]),
  );
  const older = page.items.map((item) => heard.get(item.sequence_order) ?? sent(item));
  return {
    ...state,
    messages: state.messages.slice(0, from).concat(older, state.messages.slice(to)),
    oldest,
    loadingOlder: false,
  };
}

/** Another tab's messages, before them the older ones that this tab has without a gap. */
function withOwnOlder(thread: Thread, own: State): Thread {
  const isSame = own.session !== null && own.session.id === thread.session?.id;
  const newest = own.messages.at(-1)?.sequence_order ?? 0;
  if (!isSame || own.oldest >= thread.oldest || newest < thread.oldest - 1) return thread;
  const older = own.messages.slice(0, place(own.messages, thread.oldest));
  const theirs = thread.messages.slice(place(thread.messages, thread.oldest));
  return { ...thread, messages: [...older, ...theirs], oldest: own.oldest };
}

type OlderLoaded = Extract<Action, { type: "OLDER_LOADED" }>;

/** The lowest number of a page, be the message lost. */
function lowest(page: MessagePage): number | undefined {
  const numbers = [page.items[0]?.sequence_order, ...page.lost.map((lost) => lost.first)].filter(
    (number) => number !== undefined,
  );
  return numbers.length > 0 ? Math.min(...numbers) : undefined;
}

function sent(message: MessageOut): StoredMessage {
  return { ...message, delivery: "sent" };
}

function without<Value>(record: Readonly<Record<string, Value>>, key: string) {
  const { [key]: _gone, ...rest } = record;
  return rest;
}
