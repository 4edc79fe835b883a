import { Analytics } from "./analytics.js";
import { Export } from "./export.js";
import { HealthBox } from "./health.js";

/** How the service is and what is done with it. */
export default function OperationsPage() {
  return (
    <>
      <h1>Operations</h1>
      <HealthBox />
      <Analytics />
      <Export />
    </>
  );
}
