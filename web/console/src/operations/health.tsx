import { useEffect, useState } from "react";
import { useConsole } from "../console-context.js";
import { duration, number, Status, When } from "../pieces.js";

const EVERY_MS = 5000;

interface Health {
  at: string;
  state: "ok" | "missing" | "failed";
  detail: string;
  took: number;
  requests: number | null;
  failures: number | null;
  feeds: number | null;
}

/** How the service and its database are, looked at every five seconds while the page is seen. */
export function HealthBox() {
  const { service } = useConsole();
  const [health, setHealth] = useState<Health | null>(null);
  useEffect(() => {
    const controller = new AbortController();
    const { signal } = controller;
    const look = async () => {
      if (document.visibilityState !== "visible") return;
      const now = await healthOf(service, signal);
      if (!signal.aborted) setHealth(now);
    };
    void look();
    const timer = setInterval(() => void look(), EVERY_MS);
    return () => {
      controller.abort();
      clearInterval(timer);
    };
  }, [service]);
  return (
    <section aria-label="Health">
      <h2>Health</h2>
      {!health ? (
        <p role="status">Looking …</p>
      ) : (
        <>
          <p role="status">
            Database and indexes: <Status of={health.state} /> {health.detail}
          </p>
          <p className="facts">
            Answered in {duration(health.took)} at <When at={health.at} />
            {health.requests !== null && <> · {number(health.requests)} requests answered</>}
            {health.failures !== null && (
              <>, {number(health.failures)} of them with a failure (5xx)</>
            )}
            {health.feeds !== null && <> · {number(health.feeds)} feeds followed</>}
          </p>
        </>
      )}
    </section>
  );
}

async function healthOf(service: string, signal: AbortSignal): Promise<Health> {
  const began = performance.now();
  const known = { at: new Date().toISOString(), requests: null, failures: null, feeds: null };
  const ready = await fetch(`${service}/readyz`, { signal }).catch(() => null);
  const took = performance.now() - began;
  if (!ready) return { ...known, took, state: "failed", detail: "The service does not answer." };
  const answer: unknown = await ready.json().catch(() => null);
  const { detail } = (answer ?? {}) as { detail?: unknown };
  const metrics = await fetch(`${service}/metrics`, { signal })
    .then((response) => (response.ok ? response.text() : ""))
    .catch(() => "");
  return {
    ...known,
    ...(metrics !== "" && {
      requests: sumOf(metrics, "threadkeep_requests_total"),
      failures: sumOf(metrics, "threadkeep_requests_total", /status="5\d\d"/),
      feeds: sumOf(metrics, "threadkeep_open_feeds"),
    }),
    took,
    state: ready.ok ? "ok" : ready.status === 503 ? "missing" : "failed",
    detail: ready.ok ? "They answer, and every index is there." : String(detail ?? ready.status),
  };
}

/** The sum of a metric's lines, in the text format of Prometheus. */
function sumOf(metrics: string, name: string, labels?: RegExp): number {
  let sum = 0;
  for (const line of metrics.split("\n")) {
    if (!line.startsWith(`${name}{`) && !line.startsWith(`${name} `)) continue;
    if (labels && !labels.test(line)) continue;
    sum += Number(line.slice(line.lastIndexOf(" ") + 1)) || 0;
  }
  return sum;
}
