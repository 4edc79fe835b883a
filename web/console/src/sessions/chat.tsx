import { type ComponentProps, lazy, Suspense } from "react";
import { Loading } from "../pieces.js";

/** Apart from the first file: it is read while the session itself is fetched. */
export const loadChatView = () => import("../chat/chat-view.js");

const ChatView = lazy(loadChatView);

/** A chat, once what shows it is there. */
export function Chat(props: ComponentProps<typeof ChatView>) {
  return (
    <Suspense fallback={<Loading what="the messages" />}>
      <ChatView {...props} />
    </Suspense>
  );
}
