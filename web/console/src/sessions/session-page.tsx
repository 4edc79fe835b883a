import type { SessionOut } from "@threadkeep/client";
import {
  memoryStorage,
  ThreadkeepProvider,
  useMission,
  useSession,
  useStream,
  useThreadkeep,
} from "@threadkeep/react";
import { useMemo, useState } from "react";
import { useConsole } from "../console-context.js";
import { Failure, Loading, number, Said, Status, useTitle, When } from "../pieces.js";
import { type Wrong, wrongOf } from "../reading.js";
import { linkTo } from "../route.js";
import { Chat } from "./chat.js";
import { ForkLinks } from "./fork-links.js";

/** One session: its chat, followed live, and how its mission is. */
export function SessionPage({ id }: { id: string }) {
  const { client, claims, user } = useConsole();
  const [storage] = useState(memoryStorage);
  // Tabs share a feed only with those that look at the same with the same eyes.
  const name = `threadkeep-console:${claims?.subject ?? ""}:${user}`;
  return (
    <ThreadkeepProvider client={client} sessionId={id} name={name} storage={storage} memory={null}>
      <Session />
    </ThreadkeepProvider>
  );
}

function Session() {
  const { session, chat, phase, connection, fault } = useSession();
  const { state } = useThreadkeep();
  useTitle(chat?.title ?? session?.name ?? "Session");
  const last = Math.max(chat?.last_sequence ?? 0, state.messages.at(-1)?.sequence_order ?? 0);
  if (phase === "failed") {
    const wrong: Wrong = {
      title: fault?.detail || fault?.title || "There is no such session.",
      advice: "It may have been deleted, or be another user's.",
    };
    return (
      <>
        <h1>Session</h1>
        <Failure wrong={wrong} />
        <p>
          <a href={linkTo(["sessions"])}>To the sessions</a>
        </p>
      </>
    );
  }
  if (!session || !chat || phase === "starting") {
    return (
      <>
        <h1>Session</h1>
        {fault ? (
          <Failure wrong={{ title: fault.title, advice: "It is tried again by itself." }} />
        ) : (
          <Loading what="the session" />
        )}
      </>
    );
  }
  return (
    <div className="session" data-connection={connection}>
      <div className="title">
        <h1>
          <Said>{chat.title ?? session.name}</Said>
        </h1>
        <Status of={session.status} />
        <p role="status" className="connection">
          {connection === "live" ? "live" : "waits for the service …"}
        </p>
        <Actions session={session} />
      </div>
      <p className="facts">
        <When at={session.last_activity_at} /> · {number(chat.message_count)} messages
        {chat.usage.messages > 0 && (
          <>
            {" "}
            · {number(chat.usage.input_tokens)} tokens in, {number(chat.usage.output_tokens)} out
          </>
        )}
        {session.key && (
          <>
            {" "}
            · key <Said>{session.key}</Said>
          </>
        )}
        <ForkLinks chat={chat} />
      </p>
      <Mission />
      <Chat
        chatId={session.chat_id}
        last={last}
        news={state.messages}
        begun={{ messages: state.messages, oldest: state.oldest }}
      />
    </div>
  );
}

function Actions({ session }: { session: SessionOut }) {
  const { isOpen, archive, restore } = useSession();
  const { isStreaming, stop } = useStream();
  const [wrong, setWrong] = useState<Wrong | null>(null);
  const act = (action: () => Promise<unknown>) => () => {
    setWrong(null);
    action().catch((error: unknown) => setWrong(wrongOf(error)));
  };
  return (
    <>
      {isStreaming && (
        <button type="button" className="is-main" onClick={act(stop)}>
          Stop the answer
        </button>
      )}
      {isOpen && session.status === "active" && (
        <button type="button" onClick={act(() => archive())}>
          Archive
        </button>
      )}
      {!isOpen && (
        <button type="button" onClick={act(() => restore())}>
          Restore
        </button>
      )}
      <Failure wrong={wrong} />
    </>
  );
}

function Mission() {
  const { mission, currentHop, progress } = useMission();
  const counts = useMemo(() => Object.entries(progress?.tool_steps ?? {}), [progress]);
  if (!mission) return null;
  return (
    <p className="facts mission-line">
      Mission <Said>{mission.name}</Said> <Status of={mission.status} />
      {currentHop && (
        <>
          {" "}
          · hop {currentHop.sequence_order} <Said>{currentHop.name}</Said>{" "}
          <Status of={currentHop.status} />
        </>
      )}
      {counts.length > 0 && (
        <>
          {" "}
          · steps:{" "}
          {counts.map(([status, count]) => `${count} ${status.replace(/_/g, " ")}`).join(", ")}
        </>
      )}
    </p>
  );
}
