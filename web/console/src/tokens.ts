import type { TokenWanted } from "@threadkeep/client";

const KEY = "threadkeep-console:token";

/** What a token says of its holder; nothing where it is none of ours. */
export interface Claims {
  subject: string;
  scopes: readonly string[];
  /** Milliseconds since 1970. */
  expires: number | null;
}

export function claimsOf(token: string): Claims | null {
  try {
    const [, payload = ""] = token.split(".");
    const bytes = Uint8Array.from(atob(payload.replace(/-/g, "+").replace(/_/g, "/")), (sign) =>
      sign.charCodeAt(0),
    );
    const claims: unknown = JSON.parse(new TextDecoder().decode(bytes));
    if (typeof claims !== "object" || claims === null) return null;
    const { sub, scope, exp } = claims as Record<string, unknown>;
    return {
      subject: typeof sub === "string" ? sub : "",
      scopes: typeof scope === "string" ? scope.split(" ") : [],
      expires: typeof exp === "number" ? exp * 1000 : null,
    };
  } catch {
    return null;
  }
}

/** The token of this tab, in its sessionStorage; when one is refused, whoever asks waits for another. */
export class TokenHolder {
  #token: string | null = null;
  #refused: string | null = null;
  #waiting = Promise.withResolvers<string>();
  readonly #listeners = new Set<() => void>();

  constructor(private readonly storage: Storage = sessionStorage) {
    try {
      this.#token = storage.getItem(KEY);
    } catch {
      // The browser keeps nothing for this page: the token is kept as long as the page.
    }
  }

  /** The token, also one that was refused; null before anybody signed in. */
  readonly token = (): string | null => this.#token;

  readonly hasEnded = (): boolean => this.#token !== null && this.#token === this.#refused;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  };

  readonly set = (token: string | null): void => {
    this.#token = token;
    try {
      if (token === null) this.storage.removeItem(KEY);
      else this.storage.setItem(KEY, token);
    } catch {
      // As above.
    }
    if (token !== null) {
      this.#waiting.resolve(token);
      this.#waiting = Promise.withResolvers<string>();
    }
    this.#tell();
  };

  /** Where the client has its tokens from. */
  readonly source = async ({ refused }: TokenWanted): Promise<string> => {
    if (this.#token !== null && this.#token !== (refused ?? this.#refused)) return this.#token;
    if (refused !== undefined) {
      this.#refused = refused;
      this.#tell();
    }
    return await this.#waiting.promise;
  };

  #tell(): void {
    for (const listener of [...this.#listeners]) listener();
  }
}

/** The token of a link like the one that `threadkeep serve` prints; the address forgets it. */
export function tokenInAddress(): string | null {
  const match = /^#token=([\w.~+/=-]+)$/.exec(location.hash);
  if (!match) return null;
  history.replaceState(null, "", `${location.pathname}#/`);
  return match[1] ?? null;
}
