import { isEvent, type StreamEvent } from "./events.js";
import type { FunctionToolCall, MessageOut } from "./threadkeep.js";

type DataEvent = StreamEvent & { id?: unknown };

/**
 * The message after these further events, as the service makes it of them: texts in `content`
 * and `reasoning`, calls in `tool_calls`, data in `message_metadata.data`. The message given
 * stays as it is; what the events do not change is shared with it.
 *
 * For a message that is being written, between its snapshot and its end.
 */
export function applyEvents(message: MessageOut, events: readonly StreamEvent[]): MessageOut {
  let content = typeof message.content === "string" ? message.content : "";
  let reasoning = message.reasoning ?? "";
  let calls: Called[] | undefined;
  let data: StreamEvent[] | undefined;
  for (const event of events) {
    if (isEvent(event, "text-delta")) {
      content += event.delta;
    } else if (isEvent(event, "reasoning-delta")) {
      reasoning += event.delta;
    } else if (isEvent(event, "tool-input-available")) {
      calls = placed(calls ?? callsOf(message), callIn(event), sameId);
    } else if (isEvent(event, "tool-output-available")) {
      calls = answered(calls ?? callsOf(message), event.toolCallId, { output: event.output });
    } else if (isEvent(event, "tool-output-error")) {
      calls = answered(calls ?? callsOf(message), event.toolCallId, { error: event.errorText });
    } else if (event.type.startsWith("data-") && !(event as DataEvent)["transient"]) {
      data = placed(data ?? dataOf(message), event, samePlace);
    }
  }
  const changed: MessageOut = { ...message };
  if (content !== message.content) changed.content = content;
  if (reasoning !== "") changed.reasoning = reasoning;
  if (calls !== undefined && calls.length > 0) changed.tool_calls = calls;
  if (data !== undefined) changed.message_metadata = { ...message.message_metadata, data };
  return changed;
}

type Called = NonNullable<MessageOut["tool_calls"]>[number];

function callsOf(message: MessageOut): Called[] {
  return message.tool_calls ?? [];
}

function dataOf(message: MessageOut): StreamEvent[] {
  const { data } = message.message_metadata;
  return Array.isArray(data) ? data : [];
}

function callIn(event: { toolCallId: string; toolName: string; input: unknown }): FunctionToolCall {
  const named = { name: event.toolName, arguments: JSON.stringify(event.input ?? null) };
  return { id: event.toolCallId, type: "function", function: named };
}

const sameId = (one: Called, other: Called) => one.id === other.id;

const samePlace = (one: DataEvent, other: DataEvent) =>
  typeof other.id === "string" && one.type === other.type && one.id === other.id;

/** With the value in the place of the one that is the same, or at the end. */
function placed<Value>(
  values: readonly Value[],
  value: Value,
  same: (one: Value, other: Value) => boolean,
): Value[] {
  const place = values.findIndex((each) => same(each, value));
  return place < 0 ? [...values, value] : values.with(place, value);
}

function answered(calls: readonly Called[], id: string, result: object): Called[] {
  return calls.map((call) => (call.id === id ? { ...call, ...result } : call));
}
