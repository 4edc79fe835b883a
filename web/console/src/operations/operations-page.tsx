import { mayBe, useConsole } from "../console-context.js";
import { useTitle } from "../pieces.js";
import { Analytics } from "./analytics.js";
import { Deleted } from "./deleted.js";
import { Export } from "./export.js";
import { HealthBox } from "./health.js";
import { Indexes } from "./indexes.js";
import { Sweep } from "./sweep.js";

/** How the service is and what is done with it. */
export default function OperationsPage() {
  const { claims } = useConsole();
  useTitle("Operations");
  const isAdmin = mayBe(claims, "admin");
  return (
    <>
      <h1>Operations</h1>
      <HealthBox />
      <Analytics />
      {isAdmin && <Sweep />}
      <Deleted />
      {isAdmin && <Indexes />}
      <Export />
    </>
  );
}
