import { Threadkeep } from "@threadkeep/client";
import {
  ThreadkeepProvider,
  useMessages,
  useSession,
  useSessions,
  useStream,
} from "@threadkeep/react";
import { StrictMode, useEffect } from "react";
import { createRoot } from "react-dom/client";
import { tokens } from "../src/tokens.js";

const client = new Threadkeep({ baseUrl: `${location.origin}/api`, token: tokens("/token") });

function Chat({ shown }: { shown: () => void }) {
  const { connection } = useSession();
  const { messages } = useMessages();
  const { sessions } = useSessions();
  const { isStreaming } = useStream();
  const isShown = connection === "live" && messages.length > 0 && sessions.length > 0;
  useEffect(() => {
    if (isShown && isStreaming) shown();
  }, [isShown, isStreaming, shown]);
  return messages.map(({ id, content }) => <p key={id}>{String(content)}</p>);
}

/** Mounts a chat, and unmounts it: where `shown`, once its feed is open, else in the midst. */
async function mount(shown: boolean): Promise<void> {
  const container = document.body.appendChild(document.createElement("div"));
  const root = createRoot(container);
  await new Promise<void>((resolve) => {
    root.render(
      <StrictMode>
        <ThreadkeepProvider client={client}>
          <Chat shown={resolve} />
        </ThreadkeepProvider>
      </StrictMode>,
    );
    if (!shown) setTimeout(resolve, Math.random() * 50);
  });
  root.unmount();
  container.remove();
}

declare global {
  interface Window {
    mounts: (count: number) => Promise<void>;
  }
}

/** So many mounts, of which every other one ends before the chat is there. */
window.mounts = async (count) => {
  for (let at = 0; at < count; at += 1) await mount(at % 2 === 0);
};
