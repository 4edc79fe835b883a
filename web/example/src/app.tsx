import { useSession } from "@threadkeep/react";
import { Action } from "./action.js";
import { useAgent } from "./agent.js";
import { Composer } from "./composer.js";
import { Messages } from "./messages.js";
import { Sessions } from "./sessions.js";

export function App() {
  const { session, phase, connection, fault, isOpen, archive, restore } = useSession();
  useAgent();
  return (
    <>
      <Sessions />
      <main>
        <header>
          <h1>{session?.name ?? "Threadkeep"}</h1>
          <p role="status" data-phase={phase} data-connection={connection}>
            {phase === "failed" ? fault?.title : connection === "live" ? "" : "Connecting …"}
          </p>
          {session && isOpen && (
            <Action key="archive" act={archive}>
              Archive
            </Action>
          )}
          {session && !isOpen && (
            <Action key="restore" act={restore}>
              Open again
            </Action>
          )}
        </header>
        <Messages key={session?.id ?? "none"} />
        <Composer />
      </main>
    </>
  );
}
