import { problemIn, type ThreadkeepProblem, ThreadkeepUnreachable } from "./problem.js";
import { type BackOff, delayAfter, pause, retryAfter, type Timing, within } from "./timing.js";

/** What a function that gives tokens is told. */
export interface TokenWanted {
  /** The token that the service has just refused; give another one, if there is one. */
  readonly refused: string | undefined;
}

export type TokenSource = string | ((wanted: TokenWanted) => string | Promise<string>);

export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

/** How often a request is sent before it fails, and how long each attempt may take. */
export interface RetryPolicy {
  /** How many attempts at most; 1 sends it once. */
  readonly attempts: number;
  /** How long all attempts and the waiting between them may take, in milliseconds. */
  readonly patienceMs: number;
  /** How long the answer to one attempt may take, in milliseconds. */
  readonly attemptMs: number;
  readonly backOff: BackOff;
}

export interface Connecting {
  readonly fetch: Fetch;
  readonly timing: Timing;
  readonly token: TokenSource | undefined;
  /** The user for whom a back end acts, as `X-Threadkeep-User` names him. */
  readonly user: string | undefined;
  readonly retries: RetryPolicy;
}

/** A request, which can be sent any number of times. */
export interface Sending {
  readonly url: string;
  readonly method: string;
  readonly headers?: Headers;
  readonly body?: BodyInit | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly retries?: RetryPolicy;
  /** It must not be done twice: only what was certainly not done is sent again. */
  readonly once?: boolean;
}

const PASSING = new Set([408, 425, 429, 502, 503, 504]);
const NULL_BODY = new Set([204, 205, 304]);

/** Sends requests with a token until they are answered, as often as the policy allows. */
export class Transport {
  readonly timing: Timing;
  readonly retries: RetryPolicy;
  #renewal: Promise<string | undefined> | undefined;

  constructor(private readonly connecting: Connecting) {
    this.timing = connecting.timing;
    this.retries = connecting.retries;
  }

  /**
   * The answer, which is a success.
   *
   * @throws ThreadkeepProblem for any other answer, ThreadkeepUnreachable where none came, and
   * the signal's reason once that is aborted.
   */
  async send(sending: Sending): Promise<Response> {
    const { signal, retries = this.retries } = sending;
    const began = this.timing.now();
    for (let failures = 1; ; failures += 1) {
      signal?.throwIfAborted();
      let failure: ThreadkeepProblem | ThreadkeepUnreachable;
      let asked = 0;
      try {
        const response = await this.#answer(sending, retries.attemptMs);
        if (response.ok || response.status === 304) return response;
        const problem = await problemIn(response);
        const again = sending.once ? problem.status === 429 : PASSING.has(problem.status);
        if (!again) throw problem;
        asked = retryAfter(response.headers, this.timing.now());
        failure = problem;
      } catch (error) {
        signal?.throwIfAborted();
        if (!(error instanceof Lost)) throw error;
        failure = new ThreadkeepUnreachable(
          `No answer to ${sending.method} ${sending.url}`,
          error.cause,
        );
        if (sending.once) throw failure;
      }
      const wait = Math.max(asked, delayAfter(failures, retries.backOff, this.timing));
      const late = this.timing.now() + wait - began > retries.patienceMs;
      if (failures >= retries.attempts || late) throw failure;
      await pause(wait, this.timing, signal);
    }
  }

  /**
   * The answer to one attempt, as soon as its head is there; with a token that the service takes.
   *
   * @throws Lost where none came.
   */
  async open(sending: Sending, attemptMs: number): Promise<Response> {
    const token = await this.#token(undefined);
    const response = await this.#fetched(sending, token, attemptMs);
    if (response.status !== 401 || token === undefined) return response;
    const other = await this.#renewed(token);
    if (other === token) return response;
    await response.body?.cancel().catch(() => {});
    return this.#fetched(sending, other, attemptMs);
  }

  async #answer(sending: Sending, attemptMs: number): Promise<Response> {
    const attempt = linked(sending.signal);
    const late = () => new Lost(new Error(`no answer within ${attemptMs} ms`));
    try {
      const opened = this.open({ ...sending, signal: attempt.signal }, attemptMs);
      const response = await within(opened.then(read), attemptMs, this.timing, late);
      // The signal ends the reading of a body, too.
      if (isWhole(response)) attempt.release();
      return response;
    } catch (error) {
      attempt.release();
      attempt.abort();
      throw error;
    }
  }

  async #fetched(
    { url, method, headers, body, signal }: Sending,
    token: string | undefined,
    attemptMs: number,
  ): Promise<Response> {
    const sent = new Headers(headers);
    if (token !== undefined) sent.set("Authorization", `Bearer ${token}`);
    const { user } = this.connecting;
    if (user !== undefined) sent.set("X-Threadkeep-User", asBytes(user));
    const init: RequestInit = { method, headers: sent };
    if (body !== undefined) init.body = body;
    if (signal !== undefined) init.signal = signal;
    const late = () => new Lost(new Error(`no answer within ${attemptMs} ms`));
    try {
      return await within(this.connecting.fetch(url, init), attemptMs, this.timing, late);
    } catch (error) {
      throw error instanceof Lost ? error : new Lost(error);
    }
  }

  /** A token; another one than was refused, where the source has one. */
  async #token(refused: string | undefined): Promise<string | undefined> {
    const { token } = this.connecting;
    if (typeof token !== "function") return token;
    try {
      return await token({ refused });
    } catch (error) {
      // What fetch throws without a connection: the source cannot be reached just now.
      throw error instanceof TypeError ? new Lost(error) : error;
    }
  }

  /** The token to use after this was refused: of many requests at once, one asks for it. */
  async #renewed(refused: string): Promise<string | undefined> {
    const present = await this.#token(undefined);
    if (present !== refused) return present;
    this.#renewal ??= this.#token(refused).finally(() => {
      this.#renewal = undefined;
    });
    return this.#renewal;
  }
}

/** No answer came: the cause says why. */
export class Lost extends Error {
  override readonly name = "Lost";

  constructor(cause: unknown) {
    super("no answer came", { cause });
  }
}

/** A controller that these signals abort too, until it is released. */
export function linked(...signals: (AbortSignal | undefined)[]) {
  const controller = new AbortController();
  const links = signals.flatMap((signal) => {
    if (signal === undefined) return [];
    const abort = () => controller.abort(signal.reason);
    if (signal.aborted) abort();
    signal.addEventListener("abort", abort, { once: true });
    return [() => signal.removeEventListener("abort", abort)];
  });
  return {
    signal: controller.signal,
    abort: (reason?: unknown) => controller.abort(reason),
    release: () => {
      for (const release of links) release();
    },
  };
}

/** Whether all of an answer is here: JSON, a refusal, and nothing at all. */
function isWhole({ ok, status, headers }: Response): boolean {
  const isJson = /^application\/(problem\+)?json\b/.test(headers.get("Content-Type") ?? "");
  return isJson || !ok || NULL_BODY.has(status);
}

/** The answer with its body, so that one that breaks off is an attempt that failed. */
async function read(response: Response): Promise<Response> {
  const { status, statusText, headers } = response;
  if (NULL_BODY.has(status) || !isWhole(response)) return response;
  try {
    return new Response(await response.arrayBuffer(), { status, statusText, headers });
  } catch (error) {
    throw new Lost(error);
  }
}

/** Text as a header's value has it: a character for each byte of its UTF-8. */
function asBytes(text: string): string {
  return String.fromCharCode(...new TextEncoder().encode(text));
}
