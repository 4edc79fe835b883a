import { Pages } from "../pages.js";
import type { AttachmentList, AttachmentOut } from "../threadkeep.js";
import { type CallOptions, type Context, LONG_MS, signalOf } from "./common.js";

export interface UploadOptions extends CallOptions {
  /** The file's name; a File has one. */
  readonly name?: string | undefined;
  /** Its media type; a Blob has one, else it is `application/octet-stream`. */
  readonly type?: string | undefined;
}

/** Files of chats, which messages name by their id or their URL. */
export class Attachments {
  constructor(private readonly context: Context) {}

  /** Upload a file; however often it is sent, it is there once. */
  async upload(
    chatId: string,
    file: Blob | ArrayBuffer | Uint8Array<ArrayBuffer> | string,
    options: UploadOptions = {},
  ): Promise<AttachmentOut> {
    const { transport, ids } = this.context;
    const ofBlob = file instanceof Blob ? file.type : "";
    const name =
      options.name ?? ("File" in globalThis && file instanceof File ? file.name : undefined);
    const headers = new Headers({
      "Content-Type": options.type || ofBlob || "application/octet-stream",
      "Idempotency-Key": ids.next(),
    });
    if (name !== undefined) headers.set("Content-Disposition", dispositionOf(name));
    const response = await transport.send({
      url: this.context.url("/chats/{}/attachments", chatId),
      method: "POST",
      headers,
      body: file,
      signal: options.signal,
      // However long it takes: who goes on sending is there.
      retries: { ...transport.retries, attemptMs: LONG_MS, patienceMs: LONG_MS },
    });
    return (await response.json()) as AttachmentOut;
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

/** RFC 6266, with the name as RFC 8187 writes it. */
function dispositionOf(name: string): string {
  const encoded = encodeURIComponent(name.toWellFormed()).replace(
    /['()*]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `attachment; filename*=UTF-8''${encoded}`;
}
