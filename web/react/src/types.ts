import type { MessageCreate, MessageOut } from "@threadkeep/client";

/** Why something was refused or failed, in a form that can be stored. */
export interface Fault {
  /** The problem's type, such as `urn:threadkeep:problem:chat-closed`; null where no service answered. */
  type: string | null;
  status: number | null;
  title: string;
  detail: string;
}

/** A message that is not stored by the service yet: it waits in the outbox. */
export interface Unsent {
  /** Made in the browser, and the message's own once it is stored. */
  id: string;
  /** Whose it is: another user of the same browser neither sees nor sends it. */
  user_id: string;
  session_id: string;
  chat_id: string;
  message: MessageCreate & { id: string };
  /** `failed` is final until somebody retries it: the service refused the message. */
  state: "pending" | "failed";
  fault: Fault | null;
  /** When it was written here, as ISO 8601. */
  created_at: string;
}

/** A message as a front end shows it. */
export type ThreadMessage =
  | (MessageOut & { delivery: "sent"; unsent?: undefined })
  | {
      id: string;
      /** None until it is stored; those that are not come last, in the order they were written in. */
      sequence_order: null;
      role: MessageCreate["role"];
      content: MessageOut["content"];
      message_metadata: Record<string, unknown>;
      created_at: string;
      delivery: "pending" | "failed";
      unsent: Unsent;
    };
