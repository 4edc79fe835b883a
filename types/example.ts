// What a client looks like with these types; `npm run check` compiles it.
import type { MessageCreate, MessagePage, Problem, SessionOut } from "./threadkeep.js";

export async function append(base: string, token: string, chat: string, message: MessageCreate): Promise<void> {
  const response = await fetch(`${base}/chats/${chat}/messages`, {
    method: "POST",
    headers: { Authorization: `Bearer ${token}`, "Content-Type": "application/json" },
    body: JSON.stringify(message),
  });
  if (!response.ok) {
    const problem = (await response.json()) as Problem;
    throw new Error(`${problem.status} ${problem.title}: ${problem.detail}`);
  }
}

export function newest(session: SessionOut): MessagePage["items"] {
  return session.chat?.messages?.items ?? [];
}
