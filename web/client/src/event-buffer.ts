import type { StreamEvent } from "./events.js";

/** How many events one request may have. */
const MAX_EVENTS = 256;
/** What they may weigh as JSON: 64 KB, and some room. */
const MAX_BYTES = 60_000;
/** How long a piece of text is at most: as JSON it takes six bytes a character at most. */
const PIECE = 8_000;
const TEXTS = new Map([
  ["text-delta", "delta"],
  ["reasoning-delta", "delta"],
  ["tool-input-delta", "inputTextDelta"],
]);
const PLAIN = new Set(["type", "id", "delta"]);

interface Waiting {
  event: Record<string, unknown> & { type: string };
  bytes: number;
}

const encoder = new TextEncoder();
const weightOf = (value: unknown) => encoder.encode(JSON.stringify(value)).length;

/**
 * The events that wait to be sent, in requests that the service takes.
 *
 * Deltas of one text that wait together become one event, long ones become several, and a
 * character whose halves come in two deltas becomes whole.
 */
export class EventBuffer {
  #waiting: Waiting[] = [];
  #halves = new Map<string, Waiting["event"]>();
  /** What waits, in bytes of JSON. */
  bytes = 0;

  get isEmpty(): boolean {
    return this.#waiting.length === 0;
  }

  /** Whether there is enough for a whole request. */
  get isFull(): boolean {
    return this.bytes >= MAX_BYTES || this.#waiting.length >= MAX_EVENTS;
  }

  add(event: StreamEvent): void {
    const field = TEXTS.get(event.type);
    const text = field === undefined ? undefined : event[field];
    if (field === undefined || typeof text !== "string") {
      this.#push({ ...event });
      return;
    }
    const key = JSON.stringify([event.type, event["id"] ?? event["toolCallId"]]);
    const half = this.#halves.get(key);
    this.#halves.delete(key);
    let rest = half === undefined ? text : `${half[field]}${text}`;
    if (/[\uD800-\uDBFF]$/.test(rest)) {
      this.#halves.set(key, { ...event, [field]: rest.slice(-1) });
      rest = rest.slice(0, -1);
      if (rest === "") return;
    }
    rest = rest.toWellFormed();
    do {
      const end = /[\uD800-\uDBFF]/.test(rest[PIECE - 1] ?? "") ? PIECE - 1 : PIECE;
      this.#addText({ ...event, [field]: rest.slice(0, end) });
      rest = rest.slice(end);
    } while (rest !== "");
  }

  /** No more comes: half a character that waits for its other half is none. */
  end(): void {
    for (const event of this.#halves.values()) {
      const field = TEXTS.get(event.type) as string;
      this.#addText({ ...event, [field]: "\uFFFD" });
    }
    this.#halves.clear();
  }

  /** The events of the next request; they wait no more. */
  take(): StreamEvent[] {
    let count = 0;
    let bytes = 0;
    for (const waiting of this.#waiting) {
      if (count === MAX_EVENTS || (count > 0 && bytes + waiting.bytes > MAX_BYTES)) break;
      count += 1;
      bytes += waiting.bytes;
    }
    this.bytes -= bytes;
    return this.#waiting.splice(0, count).map(({ event }) => event);
  }

  clear(): void {
    this.#waiting = [];
    this.#halves.clear();
    this.bytes = 0;
  }

  #addText(event: Waiting["event"]): void {
    const last = this.#waiting.at(-1);
    const text = event["delta"];
    if (last === undefined || typeof text !== "string" || !joins(last.event, event)) {
      this.#push(event);
      return;
    }
    const joined = `${last.event["delta"]}${text}`;
    if (joined.length > PIECE) {
      this.#push(event);
      return;
    }
    const more = weightOf(text) - 2;
    last.event["delta"] = joined;
    last.bytes += more;
    this.bytes += more;
  }

  #push(event: Waiting["event"]): void {
    const bytes = weightOf(event) + 1;
    this.#waiting.push({ event, bytes });
    this.bytes += bytes;
  }
}

function joins(last: Waiting["event"], event: Waiting["event"]): boolean {
  return (
    last.type === event.type &&
    last["id"] === event["id"] &&
    [...Object.keys(last), ...Object.keys(event)].every((key) => PLAIN.has(key))
  );
}
