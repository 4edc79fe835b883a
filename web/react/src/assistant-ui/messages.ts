import type { AppendMessage, ThreadMessageLike } from "@assistant-ui/react";
import type { MessageCreate, MessageOut } from "@threadkeep/client";
import { textOf } from "../text.js";
import type { ThreadMessage } from "../types.js";

type Parts = Exclude<ThreadMessageLike["content"], string>;
type Part = Parts[number];
type ContentPart = Exclude<NonNullable<MessageCreate["content"]>, string>[number];

/** Messages as assistant-ui shows them: the answers of tools stand beside their calls. */
export function toThreadMessages(messages: readonly ThreadMessage[]): ThreadMessageLike[] {
  const answers = new Map<string, string>();
  for (const message of messages) {
    if (message.delivery === "sent" && message.role === "tool" && message.tool_call_id) {
      answers.set(message.tool_call_id, textOf(message.content));
    }
  }
  return messages.flatMap((message): ThreadMessageLike[] => {
    const role = ROLES[message.role];
    if (role === undefined) return [];
    const { id, delivery, unsent = null } = message;
    return [
      {
        id,
        role,
        createdAt: new Date(message.created_at),
        content: partsOf(message, answers),
        metadata: { custom: { delivery, unsent, ...message.message_metadata } },
        ...(role === "assistant" && delivery === "sent" && { status: statusOf(message) }),
      },
    ];
  });
}

/** What was composed, as the API takes it. */
export function toDraft(message: AppendMessage): MessageCreate {
  const attached = (message.attachments ?? []).flatMap((attachment) => attachment.content);
  const content = [...message.content, ...attached].flatMap((part): ContentPart[] => {
    if (part.type === "text") return [{ type: "text", text: part.text }];
    if (part.type === "image") return [{ type: "image_url", image_url: { url: part.image } }];
    if (part.type !== "file") return [];
    return [{ type: "file", file: { file_data: part.data, filename: part.filename ?? "file" } }];
  });
  const [first] = content;
  const isText = content.length === 1 && first?.type === "text" && "text" in first;
  return { role: "user", content: isText ? String(first.text) : content };
}

const ROLES: Partial<Record<MessageOut["role"], ThreadMessageLike["role"]>> = {
  user: "user",
  assistant: "assistant",
  system: "system",
  developer: "system",
};

function statusOf(message: MessageOut): NonNullable<ThreadMessageLike["status"]> {
  if (message.streaming) return { type: "running" };
  const reason = message.message_metadata["finish_reason"];
  if (reason === "cancelled") return { type: "incomplete", reason: "cancelled" };
  if (reason === "failed" || reason === "interrupted") {
    const error = message.message_metadata["error"];
    return { type: "incomplete", reason: "error", error: String(error ?? reason) };
  }
  return { type: "complete", reason: "stop" };
}

function partsOf(message: ThreadMessage, answers: ReadonlyMap<string, string>): Parts {
  const { content } = message;
  const parts: Part[] = [];
  if (message.delivery === "sent" && message.reasoning) {
    parts.push({ type: "reasoning", text: message.reasoning });
  }
  if (typeof content === "string") {
    if (content !== "") parts.push({ type: "text", text: content });
  } else {
    for (const part of content ?? []) parts.push(...partOf(part));
  }
  if (message.delivery !== "sent") return parts;
  for (const call of message.tool_calls ?? []) {
    const { id, function: called, output, error } = call as typeof call & Called;
    const result = error ?? output ?? answers.get(id);
    parts.push({
      type: "tool-call",
      toolCallId: id,
      toolName: called?.name ?? "tool",
      argsText: called?.arguments ?? "{}",
      ...(result !== undefined && { result }),
      ...(error !== undefined && { isError: true }),
    });
  }
  return parts;
}

interface Called {
  function?: { name?: string; arguments?: string };
  output?: unknown;
  error?: string;
}

function partOf(part: object): Part[] {
  const { type, text, image_url, file } = part as {
    type: string;
    text?: string;
    image_url?: { url: string };
    file?: { file_data?: string | null; filename?: string | null };
  };
  if (type === "text") return [{ type, text: text ?? "" }];
  if (type === "image_url" && image_url) return [{ type: "image", image: image_url.url }];
  if (type !== "file" || !file?.file_data) return [];
  const mimeType = /^data:([^;,]+)/.exec(file.file_data)?.[1] ?? "application/octet-stream";
  const named = file.filename ? { filename: file.filename } : {};
  return [{ type: "file", data: file.file_data, mimeType, ...named }];
}
