import type { LostMessages, MessageOut, MessagePage, Threadkeep } from "@threadkeep/client";
import { type Wrong, wrongOf } from "../reading.js";

/** So many messages are fetched at once, and so many are held: of a million, the others are not. */
const PAGE = 60;
export const HELD = 480;

/** A run of a chat's messages, by their numbers, and whether it reaches the chat's end. */
export interface Held {
  messages: readonly MessageOut[];
  lost: readonly LostMessages[];
  /** The numbers between which all messages are here; `first` is `last + 1` where there are none. */
  first: number;
  last: number;
  isAtEnd: boolean;
  isLoading: boolean;
  wrong: Wrong | null;
  /** Grows when the run is another one, and not the same one moved on. */
  run: number;
}

const NOTHING: Held = {
  messages: [],
  lost: [],
  first: 1,
  last: 0,
  isAtEnd: false,
  isLoading: true,
  wrong: null,
  run: 0,
};

/** The newest messages of a chat, from the number `oldest` on, that were read with its session. */
export interface Begun {
  messages: readonly MessageOut[];
  oldest: number;
}

/** What is held to begin with; null where the messages are not all there, as some may be lost. */
function heldOf(begun: Begun | undefined): Held | null {
  if (!begun) return null;
  const { oldest } = begun;
  const messages = begun.messages.filter(({ sequence_order }) => sequence_order >= oldest);
  if (messages.length === 0) return null;
  if (messages.some(({ sequence_order }, at) => sequence_order !== oldest + at)) return null;
  const last = oldest + messages.length - 1;
  return { ...NOTHING, messages, first: oldest, last, isAtEnd: true, isLoading: false, run: 1 };
}

/**
 * The part of a chat that is looked at. It moves on in both directions, a page at a time, and lets
 * go of what is far from where it moves; what happens in the chat is put in by `tell`.
 */
export class ChatWindow {
  #held: Held;
  #hasBegun: boolean;
  #reading: AbortController | null = null;
  readonly #listeners = new Set<() => void>();

  constructor(
    private readonly client: Threadkeep,
    private readonly chatId: string,
    begun?: Begun,
  ) {
    this.#held = heldOf(begun) ?? NOTHING;
    this.#hasBegun = this.#held.run > 0;
  }

  /** Whether the newest messages are here that somebody had read before; says so once. */
  readonly takeBegun = (): boolean => {
    const hasBegun = this.#hasBegun;
    this.#hasBegun = false;
    return hasBegun;
  };

  readonly getHeld = (): Held => this.#held;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  };

  readonly stop = (): void => {
    this.#reading?.abort();
  };

  /** Shows the newest messages, and follows them from then on. */
  readonly toEnd = (): Promise<void> =>
    this.#begin(async (signal) => {
      const page = await this.client.messages
        .newest(this.chatId, { limit: PAGE }, { signal })
        .first();
      const first = page.previous === null ? 1 : (lowestOf(page) ?? 1);
      return { page, first, isAtEnd: true };
    });

  /** Shows the messages around this number. */
  readonly goTo = (number: number): Promise<void> =>
    this.#begin(async (signal) => {
      const after = Math.max(0, number - 1 - PAGE / 2);
      const page = await this.client.messages
        .list(this.chatId, { after, limit: PAGE }, { signal })
        .first();
      return { page, first: after + 1, isAtEnd: page.next === null };
    });

  readonly older = async (): Promise<void> => {
    const { first, isLoading } = this.#held;
    if (isLoading || first <= 1) return;
    await this.#read(async (signal) => {
      const wanted = { before: first, limit: PAGE };
      const page = await this.client.messages.newest(this.chatId, wanted, { signal }).first();
      const held = this.#held;
      const lowest = lowestOf(page);
      this.#show({
        messages: [...page.items, ...held.messages],
        lost: [...page.lost, ...held.lost],
        first: page.previous === null || lowest === null ? 1 : lowest,
      });
    });
  };

  readonly newer = async (): Promise<void> => {
    const { last, isLoading, isAtEnd } = this.#held;
    if (isLoading || isAtEnd) return;
    await this.#read(async (signal) => {
      const wanted = { after: last, limit: PAGE };
      const page = await this.client.messages.list(this.chatId, wanted, { signal }).first();
      const held = this.#held;
      this.#show({
        messages: [...held.messages, ...page.items],
        lost: [...held.lost, ...page.lost],
        last: Math.max(held.last, highestOf(page) ?? 0),
        isAtEnd: page.next === null,
      });
    });
  };

  /** Lets go of what is too much, on the side that nobody looks at; says whether it did. */
  readonly trim = (side: "oldest" | "newest"): boolean => {
    const { messages } = this.#held;
    const extra = messages.length - HELD;
    if (extra < PAGE) return false;
    if (side === "oldest") {
      const kept = messages.slice(extra);
      this.#show({ messages: kept, first: kept[0]?.sequence_order ?? 1 });
    } else {
      const kept = messages.slice(0, -extra);
      this.#show({ messages: kept, last: kept.at(-1)?.sequence_order ?? 0, isAtEnd: false });
    }
    return true;
  };

  /** Takes in messages as they are now: new ones at the end, where that is looked at. */
  readonly tell = (news: readonly MessageOut[]): void => {
    const { messages, first, last, isAtEnd, run } = this.#held;
    if (run === 0 || news.length === 0) return;
    const byNumber = new Map(messages.map((message) => [message.sequence_order, message]));
    let newest = last;
    let hasChanged = false;
    for (const message of news) {
      const number = message.sequence_order;
      if (number < first || (number > last && !isAtEnd)) continue;
      if (byNumber.get(number) === message) continue;
      byNumber.set(number, message);
      newest = Math.max(newest, number);
      hasChanged = true;
    }
    if (!hasChanged) return;
    const all = [...byNumber.values()];
    this.#show({ messages: all.sort((a, b) => a.sequence_order - b.sequence_order), last: newest });
  };

  async #begin(
    read: (signal: AbortSignal) => Promise<{ page: MessagePage; first: number; isAtEnd: boolean }>,
  ): Promise<void> {
    this.#reading?.abort();
    await this.#read(async (signal) => {
      const { page, first, isAtEnd } = await read(signal);
      this.#show({
        messages: page.items,
        lost: page.lost,
        first,
        last: highestOf(page) ?? first - 1,
        isAtEnd,
        run: this.#held.run + 1,
      });
    });
  }

  async #read(read: (signal: AbortSignal) => Promise<void>): Promise<void> {
    const controller = new AbortController();
    this.#reading = controller;
    this.#show({ isLoading: true });
    try {
      await read(controller.signal);
      if (this.#reading === controller) this.#show({ isLoading: false, wrong: null });
    } catch (error) {
      if (this.#reading !== controller || controller.signal.aborted) return;
      this.#show({ isLoading: false, wrong: wrongOf(error) });
    }
  }

  #show(changed: Partial<Held>): void {
    this.#held = { ...this.#held, ...changed };
    for (const listener of [...this.#listeners]) listener();
  }
}

function lowestOf(page: MessagePage): number | null {
  const numbers = [page.items[0]?.sequence_order, page.lost[0]?.first];
  return extreme(Math.min, numbers);
}

function highestOf(page: MessagePage): number | null {
  const numbers = [page.items.at(-1)?.sequence_order, page.lost.at(-1)?.last];
  return extreme(Math.max, numbers);
}

function extreme(
  pick: (...numbers: number[]) => number,
  given: readonly (number | undefined)[],
): number | null {
  const numbers = given.filter((each) => each !== undefined);
  return numbers.length > 0 ? pick(...numbers) : null;
}
