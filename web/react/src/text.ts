import type { MessageOut } from "@threadkeep/client";

/** The plain text of a message's content: of parts their texts, a line each. */
export function textOf(content: MessageOut["content"] | undefined): string {
  if (typeof content === "string") return content;
  return (content ?? [])
    .flatMap((part) => (part.type === "text" && "text" in part ? [String(part.text)] : []))
    .join("\n");
}
