import type {
  ChatOut,
  CurrentHop,
  MessageOut,
  MissionOut,
  MissionProgress,
  SessionOut,
  StreamState,
} from "./threadkeep.js";

interface More {
  readonly [key: string]: unknown;
}

/** The events that the service makes something of, by the AI SDK's names and shapes. */
export interface KnownStreamEvents {
  "text-delta": { type: "text-delta"; delta: string; id?: string } & More;
  "reasoning-delta": { type: "reasoning-delta"; delta: string; id?: string } & More;
  "tool-input-start": { type: "tool-input-start"; toolCallId: string; toolName: string } & More;
  "tool-input-delta": {
    type: "tool-input-delta";
    toolCallId: string;
    inputTextDelta: string;
  } & More;
  "tool-input-available": {
    type: "tool-input-available";
    toolCallId: string;
    toolName: string;
    input: unknown;
  } & More;
  "tool-output-available": {
    type: "tool-output-available";
    toolCallId: string;
    output: unknown;
  } & More;
  "tool-output-error": { type: "tool-output-error"; toolCallId: string; errorText: string } & More;
}

/** One event of a stream; those of other types than the known ones are kept and passed on. */
export type StreamEvent = KnownStreamEvents[keyof KnownStreamEvents] | ({ type: string } & More);

/** Whether an event is of this type, and by that of its shape. */
export function isEvent<Type extends keyof KnownStreamEvents>(
  event: StreamEvent,
  type: Type,
): event is KnownStreamEvents[Type] {
  return event.type === type;
}

interface Told<Name extends string, Data> {
  readonly event: Name;
  readonly data: Data;
}

/** What following one stream tells. After `end` and `gone` nothing more comes. */
export type StreamNews =
  | Told<"snapshot", { message: MessageOut; next: number }>
  | Told<"delta", { from: number; events: StreamEvent[] }>
  | Told<"end", StreamEnded>
  | Told<"gone", Record<string, never>>;

/** How a stream ended; `state` is null where its events are gone and only the message is known. */
export interface StreamEnded {
  state: StreamState | null;
  message: MessageOut;
}

/**
 * What the feed of a session or a chat tells. After `reset` and `gone` nothing more comes:
 * after a `reset` fetch the recovery, and follow from there.
 */
export type FeedNews = (
  | Told<"message", { items: MessageOut[] }>
  | Told<"message.changed", { items: MessageOut[] }>
  | Told<"stream", FeedStream>
  | Told<"delta", { id: string; from: number; events: StreamEvent[] }>
  | Told<"end", StreamEnded & { id: string }>
  | Told<"session", SessionOut>
  | Told<"chat", ChatOut>
  | Told<"mission", FeedMission>
  | Told<"reset", Record<string, never>>
  | Told<"gone", Record<string, never>>
) & {
  /** Where to go on from, once this has been taken in. */
  readonly lastEventId: string | undefined;
};

/** A stream of the chat: `message_id` is being written, or was interrupted, or is gone on with. */
export interface FeedStream {
  id: string;
  message_id: string;
  sequence_order: number;
  state: StreamState;
  next: number;
}

export interface FeedMission {
  mission: MissionOut;
  current_hop: CurrentHop | null;
  progress: MissionProgress;
}
