import type { MessageOut } from "@threadkeep/client";
import type { Held } from "./chat-window.js";

/** A message that answers a tool call. */
export interface Answer {
  message: MessageOut;
}

/** What the list shows, a row each: a message with the answers to its calls, or what is lost. */
export type Row =
  | { kind: "message"; key: string; number: number; message: MessageOut; answers: Answers }
  | { kind: "lost"; key: string; number: number; last: number };

/** By the ids of the calls. */
export type Answers = ReadonlyMap<string, MessageOut>;

const NONE: Answers = new Map();

/** The rows of what is held: an answer is shown in the row of its call, where that is held too. */
export function rowsOf({ messages, lost, first, last }: Held): Row[] {
  const called = new Map<string, number>();
  const answered = new Map<number, Map<string, MessageOut>>();
  const rows: Row[] = [];
  for (const message of messages) {
    const number = message.sequence_order;
    const caller = message.tool_call_id == null ? undefined : called.get(message.tool_call_id);
    if (message.role === "tool" && caller !== undefined && message.tool_call_id != null) {
      answered.get(caller)?.set(message.tool_call_id, message);
      continue;
    }
    let answers = NONE;
    if (message.tool_calls?.length) {
      const own = new Map<string, MessageOut>();
      answered.set(number, own);
      answers = own;
      for (const call of message.tool_calls) called.set(call.id, number);
    }
    rows.push({ kind: "message", key: message.id, number, message, answers });
  }
  for (const gap of lost) {
    if (gap.last < first || gap.first > last) continue;
    rows.push({ kind: "lost", key: `lost-${gap.first}`, number: gap.first, last: gap.last });
  }
  return lost.length > 0 ? rows.sort((one, other) => one.number - other.number) : rows;
}

/** Where the row is that shows this number, or the one before it. */
export function rowAt(rows: readonly Row[], number: number): number {
  const after = rows.findIndex((row) => row.number > number);
  return after === -1 ? rows.length - 1 : Math.max(0, after - 1);
}

/** Keeps each row as it was, as long as it shows the same. */
export function sameRows(before: readonly Row[], now: Row[]): Row[] {
  const known = new Map(before.map((row) => [row.key, row]));
  return now.map((row) => {
    const old = known.get(row.key);
    if (old?.kind !== "message" || row.kind !== "message") return row;
    if (old.message !== row.message || old.answers.size !== row.answers.size) return row;
    for (const [id, answer] of row.answers) if (old.answers.get(id) !== answer) return row;
    return old;
  });
}
