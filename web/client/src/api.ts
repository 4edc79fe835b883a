import createClient, { type Client, type MaybeOptionalInit } from "openapi-fetch";
import type { paths } from "./threadkeep.js";
import type { Transport } from "./transport.js";
import type { Uuid7Maker } from "./uuid7.js";

type Media = `${string}/${string}`;
type Method = "get" | "post" | "put" | "patch" | "delete";

type PathsWith<Verb extends Method> = {
  [Path in keyof paths]: paths[Path] extends { [Name in Verb]: object } ? Path : never;
}[keyof paths];

type IsOptional<Init> =
  Record<never, never> extends Init ? true : undefined extends Init ? true : false;

/** The routes that take an `Idempotency-Key`. */
export type KeyedPath = {
  [Path in keyof paths]: paths[Path] extends { post: { parameters: { header?: infer Header } } }
    ? [NonNullable<Header>] extends [never]
      ? never
      : "Idempotency-Key" extends keyof NonNullable<Header>
        ? Path
        : never
    : never;
}[keyof paths];

const KEYED: Record<KeyedPath, true> = {
  "/assets": true,
  "/chats": true,
  "/chats/{chat_id}/attachments": true,
  "/chats/{chat_id}/fork": true,
  "/chats/{chat_id}/messages": true,
  "/chats/{chat_id}/messages/{message_id}/versions": true,
  "/hops/{hop_id}/tool-steps": true,
  "/missions": true,
  "/missions/{mission_id}/hops": true,
  "/sessions": true,
  "/v1/conversations": true,
  "/v1/conversations/{conversation_id}/items": true,
};

/** What makes a new thing each time, and takes no key. */
const ONCE = new Set<string>(["/chats/{chat_id}/shares"]);

type InitParam<Init> = IsOptional<Init> extends true ? [init?: Init] : [init: Init];

/** An answer: its JSON, the version that `If-Match` takes, and all else. */
export interface Answer<Data> {
  readonly data: Data;
  readonly etag: string | null;
  readonly response: Response;
}

type Bodies = { text: string; blob: Blob; arrayBuffer: ArrayBuffer; stream: Response["body"] };

type Told<Answered> = {
  [Status in keyof Answered]: Status extends 200 | 201 | 202
    ? Answered[Status] extends { content: infer Content }
      ? Content[keyof Content]
      : undefined
    : Status extends 204
      ? undefined
      : never;
}[keyof Answered];

type DataOf<Operation, Init> = Init extends { parseAs: infer As extends keyof Bodies }
  ? Bodies[As]
  : Operation extends { responses: infer Answered }
    ? Told<Answered>
    : never;

export type Call<Verb extends Method> = <
  Path extends PathsWith<Verb>,
  Init extends MaybeOptionalInit<paths[Path], Verb>,
>(
  path: Path,
  ...init: InitParam<Init>
) => Promise<Answer<DataOf<paths[Path][Verb], Init>>>;

/**
 * Every route of the service, by its path and with its own types.
 *
 * Where nothing else is said, a POST that can make something twice gets an `Idempotency-Key` of
 * its own. Rejects with ThreadkeepProblem, ThreadkeepUnreachable, or the reason of its signal.
 */
export interface Api {
  readonly GET: Call<"get">;
  readonly POST: Call<"post">;
  readonly PUT: Call<"put">;
  readonly PATCH: Call<"patch">;
  readonly DELETE: Call<"delete">;
}

/** The routes of the service at this address. */
export function apiAt(baseUrl: string, transport: Transport, ids: Uuid7Maker): Api {
  const client = createClient<paths, Media>({ baseUrl });
  client.use({
    onRequest({ request, schemaPath }) {
      const keyed = request.method === "POST" && Object.hasOwn(KEYED, schemaPath);
      if (keyed && !request.headers.has("Idempotency-Key")) {
        request.headers.set("Idempotency-Key", ids.next());
      }
    },
  });
  const call = (method: keyof Api) => async (path: string, init?: object) => {
    const once = method === "POST" && ONCE.has(path);
    const sent = (client[method] as LooseCall)(path, {
      ...init,
      fetch: (request: Request) => fetched(request, transport, once),
    });
    const { data, response } = await sent;
    return { data, etag: response.headers.get("ETag"), response };
  };
  const api = { GET: 0, POST: 0, PUT: 0, PATCH: 0, DELETE: 0 };
  return Object.fromEntries(
    Object.keys(api).map((method) => [method, call(method as keyof Api)]),
  ) as unknown as Api;
}

type LooseCall = (path: string, init: object) => ReturnType<Client<paths, Media>["GET"]>;

async function fetched(request: Request, transport: Transport, once: boolean): Promise<Response> {
  const { url, method, headers, signal } = request;
  const body = method === "GET" ? undefined : await request.arrayBuffer();
  const sent = body?.byteLength === 0 ? undefined : body;
  return transport.send({ url, method, headers, body: sent, signal, once });
}
