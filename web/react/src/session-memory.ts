/** Where a tab keeps which session it shows, over a refresh: `sessionStorage`, or one like it. */
export type SessionMemory = Pick<Storage, "getItem" | "setItem" | "removeItem">;

/** Which session this tab shows. A browser that does not let it be kept is none the worse. */
export class RememberedSession {
  constructor(
    private readonly key: string,
    private readonly memory: SessionMemory | null = tabMemory(),
  ) {}

  get(): string | undefined {
    try {
      return this.memory?.getItem(this.key) ?? undefined;
    } catch {
      return undefined;
    }
  }

  set(sessionId: string | null): void {
    try {
      if (sessionId === null) this.memory?.removeItem(this.key);
      else this.memory?.setItem(this.key, sessionId);
    } catch {
      // Then a refresh shows the most recent session.
    }
  }
}

function tabMemory(): SessionMemory | null {
  try {
    return typeof sessionStorage === "undefined" ? null : sessionStorage;
  } catch {
    // The browser refuses storage to this page.
    return null;
  }
}
