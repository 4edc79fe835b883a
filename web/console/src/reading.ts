import {
  type Page,
  type Pages,
  ThreadkeepProblem,
  ThreadkeepUnreachable,
} from "@threadkeep/client";
import { type DependencyList, useCallback, useEffect, useRef, useState } from "react";

/** What went wrong, in words for a reader. */
export interface Wrong {
  title: string;
  advice: string;
}

export function wrongOf(error: unknown): Wrong {
  if (error instanceof ThreadkeepUnreachable) {
    return { title: "The service does not answer.", advice: "Is it running? Try again then." };
  }
  if (error instanceof ThreadkeepProblem) {
    const advice =
      error.status === 403
        ? "Sign in with a token that has the scope: `threadkeep token NAME --admin --act-read`."
        : error.status === 404
          ? "It may have been deleted, or be another user's."
          : "Try again; where that does not help, the service's log says more.";
    return { title: error.detail || error.title || `Status ${error.status}`, advice };
  }
  return { title: String(error), advice: "Try again." };
}

export interface Reading<Value> {
  value: Value | null;
  wrong: Wrong | null;
  isLoading: boolean;
  again: () => void;
}

/** What `read` gives, read anew when one of `of` changes; what was there stays meanwhile. */
export function useReading<Value>(
  read: (signal: AbortSignal) => Promise<Value>,
  of: DependencyList,
): Reading<Value> {
  const [state, setState] = useState<Omit<Reading<Value>, "again">>({
    value: null,
    wrong: null,
    isLoading: true,
  });
  const [round, setRound] = useState(0);
  const latest = useRef(read);
  latest.current = read;
  // biome-ignore lint/correctness/useExhaustiveDependencies: `of` is what the caller depends on.
  useEffect(() => {
    const controller = new AbortController();
    const { signal } = controller;
    setState((before) => ({ ...before, isLoading: true }));
    latest.current(signal).then(
      (value) => {
        if (!signal.aborted) setState({ value, wrong: null, isLoading: false });
      },
      (error: unknown) => {
        if (signal.aborted) return;
        setState((before) => ({ ...before, wrong: wrongOf(error), isLoading: false }));
      },
    );
    return () => controller.abort();
  }, [round, ...of]);
  const again = useCallback(() => setRound((before) => before + 1), []);
  return { ...state, again };
}

export interface Listing<Item> {
  items: readonly Item[];
  wrong: Wrong | null;
  isLoading: boolean;
  hasMore: boolean;
  more: () => void;
  again: () => void;
}

/**
 * A list, a page at a time, begun anew when one of `of` changes. `again` reads anew as much as
 * there is, which stays meanwhile.
 */
export function useListing<Item, Whole extends Page<Item>>(
  list: (signal: AbortSignal) => Pages<Item, Whole>,
  of: DependencyList,
): Listing<Item> {
  const [state, setState] = useState({
    items: [] as readonly Item[],
    wrong: null as Wrong | null,
    isLoading: true,
    hasMore: false,
  });
  const [round, setRound] = useState(0);
  const latest = useRef(list);
  latest.current = list;
  const next = useRef<(() => Promise<void>) | null>(null);
  const shown = useRef({ round, items: 0 });
  useEffect(() => {
    const controller = new AbortController();
    const { signal } = controller;
    const pages = latest.current(signal).pages();
    let kept: readonly Item[] = [];
    let isReading = false;
    // Of another list what was shown of the one before says nothing.
    let wanted = shown.current.round === round ? 0 : shown.current.items;
    shown.current.round = round;
    const take = async () => {
      if (isReading) return;
      isReading = true;
      setState((before) => ({ ...before, isLoading: true }));
      try {
        let cursor: string | null | undefined;
        do {
          const page = await pages.next();
          if (signal.aborted) return;
          cursor = page.done ? null : (page.value as { next?: string | null }).next;
          if (!page.done) kept = [...kept, ...page.value.items];
        } while (cursor && kept.length < wanted);
        wanted = 0;
        shown.current.items = kept.length;
        setState({ items: kept, wrong: null, isLoading: false, hasMore: Boolean(cursor) });
      } catch (error) {
        if (signal.aborted) return;
        setState((before) => ({ ...before, wrong: wrongOf(error), isLoading: false }));
      } finally {
        isReading = false;
      }
    };
    next.current = take;
    void take();
    return () => controller.abort();
  }, [round, ...of]);
  const more = useCallback(() => void next.current?.(), []);
  const again = useCallback(() => setRound((before) => before + 1), []);
  return { ...state, more, again };
}
