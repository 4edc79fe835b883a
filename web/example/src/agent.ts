import { useSession } from "@threadkeep/react";
import { useEffect } from "react";

const EVERY_MS = 60_000;

/** Asks the agent to answer in the present session: when it is shown, and after each interruption. */
export function useAgent(): void {
  const { session, connection } = useSession();
  const id = session?.id;
  useEffect(() => {
    if (id === undefined || connection !== "live") return;
    const ask = () => {
      // Where it is away, it is asked again once the connection is back.
      fetch(`/agent/${id}`, { method: "POST" }).catch(() => undefined);
    };
    ask();
    const timer = setInterval(ask, EVERY_MS);
    return () => clearInterval(timer);
  }, [id, connection]);
}
