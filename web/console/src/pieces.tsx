import { memo, type ReactNode, useEffect } from "react";
import type { Wrong } from "./reading.js";

const FULL = new Intl.DateTimeFormat(undefined, { dateStyle: "full", timeStyle: "long" });
const SHORT = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "short" });

/** A moment in the reader's own zone. */
export const When = memo(function When({ at }: { at: string | null | undefined }) {
  if (!at) return null;
  const date = new Date(at);
  if (Number.isNaN(date.getTime())) return <bdi>{at}</bdi>;
  return (
    <time dateTime={at} title={FULL.format(date)}>
      {SHORT.format(date)}
    </time>
  );
});

/** What a user wrote: in its own direction, and never out of its place. */
export function Said({ children }: { children: ReactNode }) {
  return (
    <bdi dir="auto" className="said">
      {children}
    </bdi>
  );
}

/** A status by a colour and in words. */
export function Status({ of }: { of: string }) {
  return (
    <span className="status" data-status={of}>
      {of.replace(/_/g, " ")}
    </span>
  );
}

export function Failure({ wrong, again }: { wrong: Wrong | null; again?: () => void }) {
  if (!wrong) return null;
  return (
    <div className="notice is-bad" role="alert">
      <p>
        <strong>{wrong.title}</strong> {wrong.advice}
      </p>
      {again && (
        <button type="button" onClick={again}>
          Try again
        </button>
      )}
    </div>
  );
}

export function Loading({ what }: { what: string }) {
  return (
    <p className="notice" role="status">
      Loading {what} …
    </p>
  );
}

export function Empty({ children }: { children: ReactNode }) {
  return <div className="notice">{children}</div>;
}

const NUMBER = new Intl.NumberFormat();

export const number = (value: number): string => NUMBER.format(value);

export function size(bytes: number): string {
  let left = bytes;
  for (const unit of ["byte", "kilobyte", "megabyte", "gigabyte"]) {
    if (left < 1000 || unit === "gigabyte") {
      const style = { style: "unit", unit, maximumFractionDigits: 1 } as const;
      return new Intl.NumberFormat(undefined, style).format(left);
    }
    left /= 1000;
  }
  return "";
}

export function duration(milliseconds: number): string {
  if (milliseconds < 1000) return `${Math.max(0, Math.round(milliseconds))} ms`;
  const seconds = milliseconds / 1000;
  if (seconds < 90) return `${seconds.toFixed(1)} s`;
  if (seconds < 5400) return `${Math.round(seconds / 60)} min`;
  return `${(seconds / 3600).toFixed(1)} h`;
}

/** What no eye sees and yet turns the text around it: shown as its number in code and JSON. */
const UNSEEN = /(?![\n\t])[\p{Cc}\p{Cf}]/gu;

export function shown(text: string): string {
  return text.replace(UNSEEN, (sign) => {
    const code = (sign.codePointAt(0) ?? 0).toString(16);
    return code.length > 4 ? `\\u{${code}}` : `\\u${code.padStart(4, "0")}`;
  });
}

/** Those that turn the text around them, by their numbers too: code does what stands there, not what is seen. */
export function unturned(text: string): string {
  return text.replace(/[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, shown);
}

/** Values as JSON to read. */
export function asJson(value: unknown): string {
  return shown(JSON.stringify(value, null, 2) ?? "");
}

/** Deeper JSON is not indented: each level would make all lines within it longer. */
const DEEPEST = 50;

/** A text that may be JSON, as JSON to read; as it is where it is none, or is longer than `most`. */
export function jsonTold(text: string, most: number): string {
  if (text.length > most || depthOf(text) > DEEPEST) return shown(text);
  try {
    return asJson(JSON.parse(text));
  } catch {
    return shown(text);
  }
}

function depthOf(text: string): number {
  let depth = 0;
  let deepest = 0;
  for (const [bracket] of text.matchAll(/[[\]{}]/g)) {
    depth += bracket === "[" || bracket === "{" ? 1 : -1;
    deepest = Math.max(deepest, depth);
  }
  return deepest;
}

/** What should be a text, and of users may be anything. */
export function textOf(value: unknown): string {
  if (typeof value === "string") return value;
  return value == null ? "" : asJson(value);
}

/** Names the page in the browser's tab, its history, and to a screen reader. */
export function useTitle(name: string): void {
  useEffect(() => {
    document.title = `${unturned(name)} · Threadkeep`;
  }, [name]);
}
