import type { Problem, ProblemPart } from "./threadkeep.js";

const PREFIX = "urn:threadkeep:problem:";

/** The names of the service's problems: what its `type` ends with. */
export const PROBLEM_NAMES = [
  "attachment-in-use",
  "bad-request",
  "chat-closed",
  "chat-owned",
  "checkpoint-upload-missing",
  "digest-mismatch",
  "forbidden",
  "head-too-large",
  "idempotency-key-reused",
  "internal-error",
  "job-running",
  "key-taken",
  "limit-reached",
  "malformed",
  "message-id-taken",
  "message-redacted",
  "message-streaming",
  "name-taken",
  "not-found",
  "order-mismatch",
  "precondition-failed",
  "quota-exceeded",
  "range-not-satisfiable",
  "reference-taken",
  "request-timeout",
  "sequence-gap",
  "stale-epoch",
  "still-writing",
  "stream-ended",
  "stream-expired",
  "thread-taken",
  "too-large",
  "transition-blocked",
  "transition-refused",
  "unauthorized",
  "unavailable",
  "unknown-event-id",
  "unsupported-encoding",
  "unsupported-media-type",
  "upload-finished",
  "upload-offset-mismatch",
  "upload-overtaken",
  "upload-removed",
  "upload-unfinished",
  "wrong-status",
] as const;

export type ProblemName = (typeof PROBLEM_NAMES)[number];

/**
 * The service, or a proxy before it, refused a request (RFC 9457).
 *
 * `members` are those beyond RFC 9457's own, such as `current`, `stored`, `state` or `allowed`.
 * An answer that is no problem document, as a proxy's own, has the type `about:blank`.
 */
export class ThreadkeepProblem extends Error {
  override readonly name = "ThreadkeepProblem";
  readonly type: string;
  readonly status: number;
  readonly title: string;
  readonly detail: string;
  readonly instance: string;
  /** What is wrong with the request, each with a `pointer` into the body or a `parameter`. */
  readonly errors: readonly ProblemPart[];
  readonly members: Readonly<Record<string, unknown>>;
  readonly headers: Headers;

  constructor(problem: Partial<Problem> & Record<string, unknown>, headers = new Headers()) {
    const { type, status, title, detail, instance, errors, more_errors: _, ...members } = problem;
    super(detail ?? title ?? `The answer's status is ${status ?? 0}`);
    this.type = type ?? "about:blank";
    this.status = status ?? 0;
    this.title = title ?? "";
    this.detail = detail ?? "";
    this.instance = instance ?? "";
    this.errors = errors ?? [];
    this.members = members;
    this.headers = headers;
  }

  /** Whether it is this problem of the service's: `problem.is("chat-closed")`. */
  is(name: ProblemName): boolean {
    return this.type === PREFIX + name;
  }

  /** The JSON pointers (RFC 6901) into the body at which something is wrong. */
  get pointers(): string[] {
    return this.errors.flatMap(({ pointer }) => (pointer == null ? [] : [pointer]));
  }

  /** The version of `members.current`, or of whatever else the answer shows. */
  get etag(): string | null {
    return this.headers.get("ETag");
  }
}

/** No answer came, however often the request was sent: `cause` is what happened the last time. */
export class ThreadkeepUnreachable extends Error {
  override readonly name = "ThreadkeepUnreachable";

  constructor(message: string, cause: unknown) {
    super(message, { cause });
  }
}

/** Whether an error is the service's problem of this name. */
export function isProblem(error: unknown, name: ProblemName): error is ThreadkeepProblem {
  return error instanceof ThreadkeepProblem && error.is(name);
}

/** The problem of this name, as the service would tell it. */
export function problemNamed(
  name: ProblemName,
  status: number,
  members: Record<string, unknown> & { detail: string },
): ThreadkeepProblem {
  return new ThreadkeepProblem({ type: PREFIX + name, status, ...members });
}

/** What an answer that is no success says. */
export async function problemIn(response: Response): Promise<ThreadkeepProblem> {
  const { status, statusText, headers } = response;
  const text = await response.text().catch(() => "");
  const named = headers.get("Content-Type") ?? "";
  if (/^application\/(problem\+)?json\b/.test(named)) {
    try {
      const problem: unknown = JSON.parse(text);
      if (typeof problem === "object" && problem !== null && !Array.isArray(problem)) {
        return new ThreadkeepProblem({ ...inOwnWords(problem), status }, headers);
      }
    } catch {
      // Cut off on its way, or not what its type says.
    }
  }
  return new ThreadkeepProblem({ status, title: statusText, detail: text.slice(0, 500) }, headers);
}

/** A problem; what OpenAI's routes refuse, they say in OpenAI's words. */
function inOwnWords(body: object): Record<string, unknown> {
  const { error } = body as { error?: { code?: unknown; message?: unknown } | null };
  if (typeof error?.code !== "string" || "type" in body) return { ...body };
  const name = error.code === "invalid_api_key" ? "unauthorized" : error.code.replaceAll("_", "-");
  return { ...body, type: PREFIX + name, detail: String(error.message) };
}
