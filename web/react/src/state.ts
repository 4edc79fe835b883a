import type {
  ChatOut,
  CurrentHop,
  MessageOut,
  MissionOut,
  MissionProgress,
  OpenToolCallOut,
  SessionOut,
  StreamState,
} from "@threadkeep/client";
import type { Fault, ThreadMessage, Unsent } from "./types.js";

/** A message that the service has stored. */
export type StoredMessage = MessageOut & { delivery: "sent" };

/** A stream of the present chat that has not ended for good. */
export interface LiveStream {
  id: string;
  message_id: string;
  sequence_order: number;
  state: StreamState;
  /** The index of the event that comes next; null where none was told yet. */
  next: number | null;
}

/** What a session is shown as, and all that its feed tells goes into; tabs hand it to each other. */
export interface Thread {
  session: SessionOut | null;
  chat: ChatOut | null;
  mission: MissionOut | null;
  currentHop: CurrentHop | null;
  progress: MissionProgress | null;
  openToolCalls: readonly OpenToolCallOut[];
  /** By their numbers. Those before `oldest` are not contiguous yet, and not shown. */
  messages: readonly StoredMessage[];
  /** The number from which on all messages are there; 1 when there are no older ones. */
  oldest: number;
  streams: Readonly<Record<string, LiveStream>>;
  /** Where the feed goes on; null where a recovery has to come first. */
  lastEventId: string | null;
}

export type Phase =
  /** Being found or recovered; with a `fault`, again and again. */
  | "starting"
  | "ready"
  /** Not there, or not ours; `fault` says why. */
  | "failed";

/** `live`: changes come as they happen; `waiting`: the service is not reached, and is tried again. */
export type Connection = "connecting" | "live" | "waiting";

export interface State extends Thread {
  phase: Phase;
  connection: Connection;
  fault: Fault | null;
  unsent: readonly Unsent[];
  loadingOlder: boolean;
}

export const noThread: Thread = {
  session: null,
  chat: null,
  mission: null,
  currentHop: null,
  progress: null,
  openToolCalls: [],
  messages: [],
  oldest: 1,
  streams: {},
  lastEventId: null,
};

export const initialState: State = {
  ...noThread,
  phase: "starting",
  connection: "connecting",
  fault: null,
  unsent: [],
  loadingOlder: false,
};

/** The messages as they are shown: by their numbers, the unsent last. */
export function shownMessages(state: State): readonly ThreadMessage[] {
  const { messages, oldest, chat } = state;
  const stored = messages.slice(place(messages, oldest));
  const waiting = state.unsent.filter((each) => each.chat_id === chat?.id);
  if (waiting.length === 0) return stored;
  const ids = new Set(messages.map((message) => message.id));
  const unsent = waiting
    .filter((each) => !ids.has(each.id))
    .map((each): ThreadMessage => {
      const { id, message, created_at, state: delivery } = each;
      return {
        id,
        sequence_order: null,
        role: message.role,
        content: message.content ?? "",
        message_metadata: message.message_metadata ?? {},
        created_at,
        delivery,
        unsent: each,
      };
    });
  return [...stored, ...unsent];
}

/** Where the first message is whose number is not below this one. */
export function place(messages: readonly StoredMessage[], number: number): number {
  let low = 0;
  let high = messages.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((messages[middle]?.sequence_order ?? number) < number) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The stored message of that number. */
export function messageOf({ messages }: State, number: number): StoredMessage | null {
  const found = messages[place(messages, number)];
  return found?.sequence_order === number ? found : null;
}
