import { Pages } from "../pages.js";
import { isProblem } from "../problem.js";
import type { AttachmentList, AttachmentOut } from "../threadkeep.js";
import {
  type CallOptions,
  type Context,
  type FileBytes,
  LONG_MS,
  mediaTypeOf,
  signalOf,
} from "./common.js";

export interface UploadOptions extends CallOptions {
  /** The file's name; a File has one. */
  readonly name?: string | undefined;
  /** Its media type; a Blob has one, else it is `application/octet-stream`. */
  readonly type?: string | undefined;
}

/** How far an upload in parts has got. */
export interface UploadProgress {
  /** By which it goes on: `resume`. */
  readonly id: string;
  /** How many bytes are stored. */
  readonly bytes: number;
  /** How many the whole file has. */
  readonly total: number;
}

export interface PartsOptions extends UploadOptions {
  /** How many bytes a request sends; 4 MiB where nothing else is said. */
  readonly partBytes?: number | undefined;
  /** The `id` of an upload that was begun before with the same file: it goes on where it stands. */
  readonly resume?: string | undefined;
  /** Told once the upload is begun, and after each part. */
  readonly onProgress?: ((progress: UploadProgress) => void) | undefined;
}

/** Files of chats, which messages name by their id or their URL. */
export class Attachments {
  constructor(private readonly context: Context) {}

  /** Upload a file; however often it is sent, it is there once. */
  async upload(
    chatId: string,
    file: FileBytes,
    options: UploadOptions = {},
  ): Promise<AttachmentOut> {
    return this.#post(chatId, file, file, options);
  }

  /**
   * Upload a file in several requests. What breaks goes on where it got to: here, or after a
   * restart with the `id` that `onProgress` was told as `resume`. What nobody goes on with for a
   * day is removed; then it rejects with `upload-removed`. With an aborted signal it stays as far
   * as it came: `delete` ends it.
   */
  async uploadInParts(
    chatId: string,
    file: FileBytes,
    options: PartsOptions = {},
  ): Promise<AttachmentOut> {
    const { resume, onProgress, partBytes = PART_BYTES } = options;
    const bytes = file instanceof Blob ? file : new Blob([file]);
    const total = bytes.size;
    const headers = { "Upload-Complete": "?0", "Upload-Length": String(total) };
    let stored =
      resume === undefined
        ? await this.#post(chatId, file, "", options, headers)
        : await this.get(chatId, resume, options);
    for (;;) {
      if (stored.bytes > total || (stored.complete && stored.bytes !== total)) {
        throw new RangeError(`${stored.bytes} bytes are stored, of a file that has ${total}`);
      }
      onProgress?.({ id: stored.id, bytes: stored.bytes, total });
      if (stored.complete) return stored;
      const end = Math.min(stored.bytes + Math.max(1, partBytes), total);
      stored = await this.#patch(stored, bytes.slice(stored.bytes, end), end === total, options);
    }
  }

  async #post(
    chatId: string,
    file: FileBytes,
    body: FileBytes,
    options: UploadOptions,
    more: Record<string, string> = {},
  ): Promise<AttachmentOut> {
    const { transport, ids } = this.context;
    const name =
      options.name ?? ("File" in globalThis && file instanceof File ? file.name : undefined);
    const headers = new Headers({
      "Content-Type": mediaTypeOf(file, options.type),
      "Idempotency-Key": ids.next(),
      ...more,
    });
    if (name !== undefined) headers.set("Content-Disposition", dispositionOf(name));
    const response = await transport.send({
      url: this.context.url("/chats/{}/attachments", chatId),
      method: "POST",
      headers,
      body,
      signal: options.signal,
      retries: { ...transport.retries, attemptMs: LONG_MS, patienceMs: LONG_MS },
    });
    return (await response.json()) as AttachmentOut;
  }

  /** The upload with this part. */
  async #patch(
    { id, chat_id, bytes }: AttachmentOut,
    part: Blob,
    isLast: boolean,
    options: UploadOptions,
  ): Promise<AttachmentOut> {
    const { transport, url } = this.context;
    const patienceMs = PART_MS + transport.retries.patienceMs;
    try {
      const response = await transport.send({
        url: url("/chats/{}/attachments/{}", chat_id, id),
        method: "PATCH",
        headers: new Headers({
          "Content-Type": "application/partial-upload",
          "Upload-Offset": String(bytes),
          "Upload-Complete": isLast ? "?1" : "?0",
        }),
        body: part,
        signal: options.signal,
        retries: { ...transport.retries, attemptMs: PART_MS, patienceMs },
      });
      return (await response.json()) as AttachmentOut;
    } catch (error) {
      const isKept =
        isProblem(error, "upload-offset-mismatch") || isProblem(error, "upload-finished");
      // Of an attempt that broke, or whose answer was lost, some is stored, or all of it.
      if (isKept) return this.get(chat_id, id, options);
      throw error;
    }
  }

  async get(
    chatId: string,
    attachmentId: string,
    options: CallOptions = {},
  ): Promise<AttachmentOut> {
    const { data } = await this.context.api.GET("/chats/{chat_id}/attachments/{attachment_id}", {
      params: { path: { chat_id: chatId, attachment_id: attachmentId } },
      ...signalOf(options),
    });
    return data;
  }

  /** Its bytes: read `body`, `blob()` or `arrayBuffer()` of the answer. */
  async content(
    chatId: string,
    attachmentId: string,
    options: CallOptions = {},
  ): Promise<Response> {
    const { transport } = this.context;
    return transport.send({
      url: this.context.url("/chats/{}/attachments/{}/content", chatId, attachmentId),
      method: "GET",
      signal: options.signal,
    });
  }

  list(
    chatId: string,
    { limit, ...options }: CallOptions & { readonly limit?: number } = {},
  ): Pages<AttachmentOut, AttachmentList> {
    return new Pages<AttachmentOut, AttachmentList>(
      async (cursor) => {
        const { data } = await this.context.api.GET("/chats/{chat_id}/attachments", {
          params: {
            path: { chat_id: chatId },
            query: { ...(limit && { limit }), ...(cursor && { cursor }) },
          },
          ...signalOf(options),
        });
        return data;
      },
      ({ next }) => next,
    );
  }

  /** Rejects with `attachment-in-use` while messages name it. */
  async delete(chatId: string, attachmentId: string, options: CallOptions = {}): Promise<void> {
    await this.context.api.DELETE("/chats/{chat_id}/attachments/{attachment_id}", {
      params: { path: { chat_id: chatId, attachment_id: attachmentId } },
      ...signalOf(options),
    });
  }
}

const PART_BYTES = 4 * 2 ** 20;
/** What an attempt has sent by then is kept. */
const PART_MS = 300_000;

/** RFC 6266, with the name as RFC 8187 writes it. */
function dispositionOf(name: string): string {
  const encoded = encodeURIComponent(name.toWellFormed()).replace(
    /['()*]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `attachment; filename*=UTF-8''${encoded}`;
}
