import type { TokenSource } from "@threadkeep/client";

/** Tokens from the page's own back end: kept until the service refuses one. */
export function tokens(path: string): TokenSource {
  let kept: Promise<string> | null = null;
  return async ({ refused }) => {
    const present = await kept?.catch(() => null);
    if (!present || present === refused) kept = fetchToken(path, refused);
    return await (kept as Promise<string>);
  };
}

async function fetchToken(path: string, refused: string | undefined): Promise<string> {
  const headers = refused === undefined ? {} : { "X-Refused": refused };
  const response = await fetch(path, { method: "POST", headers });
  // What fetch itself throws without a connection: it is asked for again.
  if (!response.ok) throw new TypeError(`No token: ${response.status}`);
  return await response.text();
}
