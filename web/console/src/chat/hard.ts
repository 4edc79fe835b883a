import { isValidElement, type ReactNode } from "react";

/** Blocks within blocks: what reads Markdown takes the square of their depth, and longer. */
const NESTED =
  /^(?:[ \t]*(?:>|[-+*][ \t]|\d{1,9}[.)][ \t])){21}|^[ \t]{60}[ \t]*(?:>|[-+*][ \t]|\d{1,9}[.)][ \t])/m;
/** Signs that may belong together, of which each is tried with each. */
const MOST_SIGNS = 2000;
/** A row of a table is filled up to the longest, and any line may be one. */
const MOST_CELLS = 10_000;

/** Whether to read this text as Markdown would hold the page up, as nobody writes by accident. */
export function isHard(text: string): boolean {
  if (NESTED.test(text)) return true;
  if ((text.match(/[*_~[\]#]/g)?.length ?? 0) > MOST_SIGNS) return true;
  if (!text.includes("|")) return false;
  const lines = text.split("\n");
  const widest = Math.max(...lines.map((line) => line.split("|").length));
  return widest * lines.length > MOST_CELLS;
}

/** How many elements are within each other, at most. */
export function depthOf(made: ReactNode): number {
  let deepest = 0;
  const left: [ReactNode, number][] = [[made, 0]];
  for (let next = left.pop(); next; next = left.pop()) {
    const [node, depth] = next;
    deepest = Math.max(deepest, depth);
    if (Array.isArray(node)) for (const each of node) left.push([each, depth]);
    else if (isValidElement<{ children?: ReactNode }>(node)) {
      left.push([node.props.children, depth + 1]);
    }
  }
  return deepest;
}
