import { describe, expect, test } from "vitest";
import { EventBuffer } from "../../src/event-buffer.js";
import { applyEvents, type MessageOut, type StreamEvent, Uuid7Maker } from "../../src/index.js";
import { delayAfter, retryAfter } from "../../src/timing.js";
import { ManualTiming } from "./manual-timing.js";

const MESSAGE: MessageOut = {
  id: "m1",
  sequence_order: 2,
  role: "assistant",
  content: "",
  message_metadata: { from: "agent" },
  created_at: "2026-01-01T00:00:00Z",
  streaming: true,
};

describe("ids", () => {
  test("say the time, grow within a millisecond, and when the clock goes back", () => {
    const timing = new ManualTiming();
    const maker = new Uuid7Maker(timing);
    const ids = Array.from({ length: 5_000 }, () => maker.next());
    timing.time -= 60_000;
    ids.push(...Array.from({ length: 100 }, () => maker.next()));
    timing.time += 120_000;
    ids.push(maker.next());
    expect(ids.toSorted()).toEqual(ids);
    expect(new Set(ids).size).toBe(ids.length);
    expect(Number.parseInt((ids[0] ?? "").replace("-", "").slice(0, 12), 16)).toBe(
      1_700_000_000_000,
    );
  });
});

describe("waiting", () => {
  test("doubles up to the most, and is between half of that and all", () => {
    const timing = new ManualTiming();
    const backOff = { firstMs: 100, mostMs: 1_000 };
    timing.byte = 0;
    const least = [1, 2, 3, 4, 5, 99].map((failures) => delayAfter(failures, backOff, timing));
    expect(least).toEqual([50, 100, 200, 400, 500, 500]);
    timing.byte = 255;
    expect(delayAfter(1, backOff, timing)).toBeCloseTo(100);
  });

  test("Retry-After is read as seconds and as a date", () => {
    const now = Date.parse("2026-01-01T00:00:00Z");
    expect(retryAfter(new Headers({ "Retry-After": "3" }), now)).toBe(3_000);
    const date = "Thu, 01 Jan 2026 00:00:05 GMT";
    expect(retryAfter(new Headers({ "Retry-After": date }), now)).toBe(5_000);
    expect(retryAfter(new Headers({ "Retry-After": "soon" }), now)).toBe(0);
    expect(retryAfter(new Headers(), now)).toBe(0);
  });
});

describe("a message that is being written", () => {
  test("grows by the events as the service makes it grow", () => {
    const events: StreamEvent[] = [
      { type: "reasoning-delta", id: "r", delta: "Let me " },
      { type: "reasoning-delta", id: "r", delta: "see." },
      { type: "text-delta", id: "t", delta: "It is " },
      { type: "tool-input-start", toolCallId: "c1", toolName: "find_bag" },
      {
        type: "tool-input-available",
        toolCallId: "c1",
        toolName: "find_bag",
        input: { tag: 4711 },
      },
      { type: "tool-output-available", toolCallId: "c1", output: "Lisbon" },
      { type: "tool-output-available", toolCallId: "unknown", output: "nothing" },
      { type: "data-place", id: "p", data: { at: "Porto" } },
      { type: "data-note", data: 1 },
      { type: "data-note", data: 1 },
      { type: "data-place", id: "p", data: { at: "Lisbon" } },
      { type: "data-busy", transient: true, data: {} },
      { type: "text-delta", id: "t", delta: "in Lisbon." },
    ];
    const grown = events.reduce((message, event) => applyEvents(message, [event]), MESSAGE);
    expect(grown).toEqual(applyEvents(MESSAGE, events));
    expect(grown).toMatchObject({
      content: "It is in Lisbon.",
      reasoning: "Let me see.",
      tool_calls: [
        {
          id: "c1",
          type: "function",
          function: { name: "find_bag", arguments: '{"tag":4711}' },
          output: "Lisbon",
        },
      ],
    });
    expect(grown.message_metadata).toEqual({
      from: "agent",
      data: [
        { type: "data-place", id: "p", data: { at: "Lisbon" } },
        { type: "data-note", data: 1 },
        { type: "data-note", data: 1 },
      ],
    });
    expect(MESSAGE.content).toBe("");
  });
});

describe("events that wait", () => {
  const delta = (text: string, id = "t") => ({ type: "text-delta", id, delta: text });

  test("deltas of one text become one event, those of another do not", () => {
    const buffer = new EventBuffer();
    for (const text of ["Once ", "upon "]) buffer.add(delta(text));
    buffer.add(delta("Other", "u"));
    buffer.add({ ...delta("more", "u"), providerMetadata: {} });
    expect(buffer.take()).toEqual([
      delta("Once upon "),
      delta("Other", "u"),
      { ...delta("more", "u"), providerMetadata: {} },
    ]);
    expect(buffer.isEmpty).toBe(true);
    expect(buffer.bytes).toBe(0);
  });

  test("a character whose halves come apart becomes whole", () => {
    const buffer = new EventBuffer();
    buffer.add(delta("bag \ud83d"));
    buffer.add({ type: "data-x" });
    buffer.add(delta("\udc5c!"));
    buffer.add(delta("\ud83d"));
    buffer.end();
    expect(buffer.take()).toEqual([delta("bag "), { type: "data-x" }, delta("👜!\uFFFD")]);
  });

  test("a request has at most as much as the service takes, and nothing is lost", () => {
    const buffer = new EventBuffer();
    const text = "\u0001👜é".repeat(40_000);
    buffer.add(delta(text));
    for (let count = 0; count < 600; count += 1) buffer.add({ type: "data-x", count });
    let got = "";
    let counted = 0;
    while (!buffer.isEmpty) {
      const events = buffer.take();
      const bytes = events.reduce((sum, each) => sum + Buffer.byteLength(JSON.stringify(each)), 0);
      expect(bytes).toBeLessThanOrEqual(64 * 1024);
      expect(events.length).toBeLessThanOrEqual(256);
      for (const event of events) {
        if (event.type === "data-x") expect(event["count"]).toBe(counted++);
        else got += event["delta"];
      }
    }
    expect(got).toBe(text);
    expect(counted).toBe(600);
  });
});
