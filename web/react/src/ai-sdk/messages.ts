import type { MessageCreate, MessageOut } from "@threadkeep/client";
import type { UIMessage } from "ai";
import { textOf } from "../text.js";

type Part = UIMessage["parts"][number];

/** Stored messages as `useChat` shows them: the answers of tools stand beside their calls. */
export function toUIMessages(messages: readonly MessageOut[]): UIMessage[] {
  const answers = new Map<string, MessageOut>();
  for (const message of messages) {
    if (message.role === "tool" && message.tool_call_id) answers.set(message.tool_call_id, message);
  }
  return messages.flatMap((message): UIMessage[] => {
    const role = ROLES[message.role];
    if (role === undefined) return [];
    const { id, message_metadata: metadata } = message;
    return [{ id, role, metadata, parts: partsOf(message, answers) }];
  });
}

/** A message of `useChat` as the API takes it: its text, its files, and its own metadata. */
export function toMessageCreate(message: UIMessage): MessageCreate & { id: string } {
  const content = message.parts.flatMap((part): object[] => {
    if (part.type === "text") return [{ type: "text", text: part.text }];
    if (part.type !== "file") return [];
    return part.mediaType.startsWith("image/")
      ? [{ type: "image_url", image_url: { url: part.url } }]
      : [{ type: "file", file: { file_data: part.url, filename: part.filename ?? "file" } }];
  }) as Extract<NonNullable<MessageCreate["content"]>, unknown[]>;
  const [first] = content;
  const isText = content.length === 1 && first?.type === "text" && "text" in first;
  return {
    id: message.id,
    role: message.role,
    content: isText ? String(first.text) : content,
    ...(isObject(message.metadata) && { message_metadata: message.metadata }),
  };
}

const ROLES: Partial<Record<MessageOut["role"], UIMessage["role"]>> = {
  user: "user",
  assistant: "assistant",
  system: "system",
  developer: "system",
};

function partsOf(message: MessageOut, answers: ReadonlyMap<string, MessageOut>): Part[] {
  const parts: Part[] = [];
  if (message.reasoning) parts.push({ type: "reasoning", text: message.reasoning, state: "done" });
  const { content } = message;
  for (const part of typeof content === "string"
    ? [{ type: "text", text: content }]
    : (content ?? [])) {
    if (part.type === "text" && "text" in part && part.text !== "") {
      parts.push({ type: "text", text: String(part.text), state: "done" });
    } else if (part.type === "image_url" && "image_url" in part && isObject(part.image_url)) {
      const url = String(part.image_url["url"]);
      parts.push({ type: "file", mediaType: mediaTypeOf(url, "image/*"), url });
    } else if (part.type === "file" && "file" in part && isObject(part.file)) {
      const { file_data, filename } = part.file;
      if (typeof file_data !== "string") continue;
      const mediaType = mediaTypeOf(file_data, "application/octet-stream");
      const named = typeof filename === "string" ? { filename } : {};
      parts.push({ type: "file", mediaType, url: file_data, ...named });
    }
  }
  for (const call of message.tool_calls ?? []) parts.push(toolPart(call, answers.get(call.id)));
  const { data } = message.message_metadata;
  for (const each of Array.isArray(data) ? data : []) {
    if (isObject(each) && String(each["type"]).startsWith("data-")) parts.push(each as Part);
  }
  return parts;
}

function toolPart(call: { id: string } & object, answer: MessageOut | undefined): Part {
  const { function: called, output, error } = call as Record<string, unknown>;
  const { name, arguments: given } = isObject(called) ? called : {};
  const part = {
    type: "dynamic-tool" as const,
    toolName: typeof name === "string" ? name : "tool",
    toolCallId: call.id,
    input: parsed(given),
  };
  if (typeof error === "string") return { ...part, state: "output-error", errorText: error };
  if (output !== undefined) return { ...part, state: "output-available", output };
  if (answer) return { ...part, state: "output-available", output: textOf(answer.content) };
  return { ...part, state: "input-available" };
}

function parsed(text: unknown): unknown {
  try {
    return JSON.parse(String(text));
  } catch {
    return text;
  }
}

function mediaTypeOf(url: string, otherwise: string): string {
  return /^data:([^;,]+)/.exec(url)?.[1] ?? otherwise;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
