import type {
  ChatOut,
  CurrentHop,
  MessageOut,
  MissionOut,
  MissionProgress,
  OpenToolCallOut,
  SessionOut,
  StreamState,
  Threadkeep,
} from "@threadkeep/client";
import { useCallback, useMemo, useSyncExternalStore } from "react";
import { useProvided } from "./provider.js";
import {
  type Connection,
  initialState,
  type LiveStream,
  messageOf,
  type Phase,
  type State,
  type StoredMessage,
} from "./state.js";
import type { ThreadkeepStore } from "./store.js";
import type { SessionCommand } from "./store-types.js";
import { textOf } from "./text.js";
import type { Fault, ThreadMessage, Unsent } from "./types.js";

/** What `select` takes of the state, which must be the same as long as the state is. */
function useSelected<Selected>(store: ThreadkeepStore, select: (state: State) => Selected) {
  return useSyncExternalStore(
    store.subscribe,
    () => select(store.getState()),
    () => select(initialState),
  );
}

/** The whole state, the client, and `dispatch` for the four actions of a session. */
export function useThreadkeep(): {
  state: State;
  client: Threadkeep;
  dispatch: (command: SessionCommand) => Promise<SessionOut>;
} {
  const { store, client } = useProvided();
  const state = useSelected(store, (all) => all);
  return { state, client, dispatch: store.dispatch };
}

export interface UseSession {
  session: SessionOut | null;
  chat: ChatOut | null;
  phase: Phase;
  connection: Connection;
  /** What is wrong: for good where `phase` is `failed`, else it is tried again. */
  fault: Fault | null;
  /** Whether the chat takes messages: an archived or completed session's does not. */
  isOpen: boolean;
  create: ThreadkeepStore["createSession"];
  load: ThreadkeepStore["loadSession"];
  touch: ThreadkeepStore["touchSession"];
  archive: ThreadkeepStore["archiveSession"];
  restore: ThreadkeepStore["restoreSession"];
  update: ThreadkeepStore["updateSession"];
  remove: ThreadkeepStore["deleteSession"];
}

/** The present session, how it stands, and what can be done with it. */
export function useSession(): UseSession {
  const { store } = useProvided();
  const session = useSelected(store, (state) => state.session);
  const chat = useSelected(store, (state) => state.chat);
  const phase = useSelected(store, (state) => state.phase);
  const connection = useSelected(store, (state) => state.connection);
  const fault = useSelected(store, (state) => state.fault);
  return useMemo(
    () => ({
      ...{ session, chat, phase, connection, fault },
      isOpen: isOpen(session),
      create: store.createSession,
      load: store.loadSession,
      touch: store.touchSession,
      archive: store.archiveSession,
      restore: store.restoreSession,
      update: store.updateSession,
      remove: store.deleteSession,
    }),
    [store, session, chat, phase, connection, fault],
  );
}

function isOpen(session: SessionOut | null): boolean {
  return session?.status === "active" || session?.status === "abandoned";
}

export interface UseMessages {
  /** By their numbers; those that are not stored yet come last. */
  messages: readonly ThreadMessage[];
  hasOlder: boolean;
  isLoadingOlder: boolean;
  loadOlder: () => Promise<void>;
  /** The tool calls that no message answers. */
  openToolCalls: readonly OpenToolCallOut[];
}

/** The messages of the present chat, the newest page at first. */
export function useMessages(): UseMessages {
  const { store } = useProvided();
  const messages = useSyncExternalStore(store.subscribe, store.getMessages, noMessages);
  const hasOlder = useSelected(store, (state) => state.oldest > 1);
  const isLoadingOlder = useSelected(store, (state) => state.loadingOlder);
  const openToolCalls = useSelected(store, (state) => state.openToolCalls);
  return useMemo(
    () => ({ messages, hasOlder, isLoadingOlder, openToolCalls, loadOlder: store.loadOlder }),
    [store, messages, hasOlder, isLoadingOlder, openToolCalls],
  );
}

const NO_MESSAGES: readonly ThreadMessage[] = [];
const noMessages = () => NO_MESSAGES;

export interface UseStream {
  /** Of the stream: `streaming`, `interrupted`; null where nothing is being written. */
  state: StreamState | null;
  isStreaming: boolean;
  streamId: string | null;
  /** The message so far. */
  message: StoredMessage | null;
  /** Its text so far. */
  text: string;
  /** Ends it with what was acknowledged. Closing the page ends nothing. */
  stop: () => Promise<MessageOut | null>;
}

/** What is being written: that message, or without an id the newest that is. */
export function useStream(messageId?: string): UseStream {
  const { store } = useProvided();
  const stream = useSelected(store, (state) => streamOf(state, messageId));
  const message = useSelected(store, (state) => {
    const found = streamOf(state, messageId);
    return found ? messageOf(state, found.sequence_order) : null;
  });
  const streamId = stream?.id ?? null;
  const stop = useCallback(
    async () => (streamId === null ? null : await store.stopStream(streamId)),
    [store, streamId],
  );
  const state = stream?.state ?? null;
  return useMemo(
    () => ({
      ...{ state, streamId, message, stop },
      isStreaming: state === "streaming",
      text: message ? textOf(message.content) : "",
    }),
    [state, streamId, message, stop],
  );
}

function streamOf({ streams }: State, messageId: string | undefined): LiveStream | null {
  let found: LiveStream | null = null;
  for (const stream of Object.values(streams)) {
    const fits =
      messageId === undefined ? stream.state === "streaming" : stream.message_id === messageId;
    if (fits && (!found || stream.sequence_order > found.sequence_order)) found = stream;
  }
  return found;
}

export interface UseMission {
  mission: MissionOut | null;
  currentHop: CurrentHop | null;
  progress: MissionProgress | null;
}

/** The mission of the present session, and how far it is. */
export function useMission(): UseMission {
  const { store } = useProvided();
  const mission = useSelected(store, (state) => state.mission);
  const currentHop = useSelected(store, (state) => state.currentHop);
  const progress = useSelected(store, (state) => state.progress);
  return useMemo(() => ({ mission, currentHop, progress }), [mission, currentHop, progress]);
}

export interface UseSend {
  /** Resolves to the message's id once it would survive the page, be the service there or not. */
  send: ThreadkeepStore["send"];
  /** Sends one again that was refused. */
  retry: (id: string) => Promise<void>;
  /** Gives an unsent one up. */
  discard: (id: string) => Promise<void>;
  /** What this user has not sent yet, in any chat. */
  unsent: readonly Unsent[];
  /** Whether there is a session that takes messages. */
  canSend: boolean;
}

/** Sending, by an outbox that outlives the page. */
export function useSend(): UseSend {
  const { store } = useProvided();
  const unsent = useSelected(store, (state) => state.unsent);
  const canSend = useSelected(store, (state) => isOpen(state.session));
  const { send, retry, discard } = store;
  return useMemo(
    () => ({ send, retry, discard, unsent, canSend }),
    [send, retry, discard, unsent, canSend],
  );
}
