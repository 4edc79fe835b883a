/** What a list's route answers. */
export interface Page<Item> {
  items: Item[];
}

/**
 * A list that is read a page at a time, as far as somebody reads on: `for await` gives its items,
 * `pages()` the pages themselves, and `first()` the first of them.
 */
export class Pages<Item, Whole extends Page<Item> = Page<Item>> implements AsyncIterable<Item> {
  /**
   * @param fetchPage gives the page at a cursor, the first without one
   * @param nextOf the cursor that leads on; null at the end
   */
  constructor(
    private readonly fetchPage: (cursor: string | undefined) => Promise<Whole>,
    private readonly nextOf: (page: Whole) => string | null,
    private readonly newestFirst = false,
  ) {}

  first(): Promise<Whole> {
    return this.fetchPage(undefined);
  }

  async *pages(): AsyncGenerator<Whole, void, undefined> {
    let cursor: string | undefined;
    do {
      const page = await this.fetchPage(cursor);
      yield page;
      cursor = this.nextOf(page) ?? undefined;
    } while (cursor !== undefined);
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Item, void, undefined> {
    for await (const { items } of this.pages())
      yield* this.newestFirst ? items.toReversed() : items;
  }

  /** All items, or the first so many. */
  async all(most = Number.POSITIVE_INFINITY): Promise<Item[]> {
    const items: Item[] = [];
    if (most <= 0) return items;
    for await (const item of this) {
      items.push(item);
      if (items.length >= most) break;
    }
    return items;
  }
}
