import type { SweepStep } from "@threadkeep/client";
import { useState } from "react";
import { mayBe, useConsole } from "../console-context.js";
import { duration, Empty, Failure, Loading, number, Said, Status, size, When } from "../pieces.js";
import { useListing, useReading } from "../reading.js";
import { linkTo } from "../route.js";

const WORDS: Record<SweepStep, string> = {
  abandon: "be abandoned",
  archive: "be archived",
  delete: "be deleted",
  remove: "be removed for good",
};

const DAY_MS = 86_400_000;

function period(seconds: number | null): string {
  if (seconds === null) return "never";
  const days = (seconds * 1000) / DAY_MS;
  return days >= 2 ? `after ${number(days)} days` : `after ${duration(seconds * 1000)}`;
}

/** What a sweep would do now, to how many sessions and to which, and why; for administrators. */
export function Sweep() {
  const { own } = useConsole();
  const [step, setStep] = useState<SweepStep | null>(null);
  const { value, wrong, isLoading, again } = useReading(
    (signal) => own.upkeep.sweepPreview({ signal }),
    [own],
  );
  return (
    <section aria-label="Sweep" aria-busy={isLoading}>
      <div className="title">
        <h2>Sweep</h2>
        <button type="button" onClick={again}>
          Refresh<span className="unseen"> the sweep</span>
        </button>
      </div>
      <Failure wrong={wrong} again={again} />
      {!value && !wrong && <Loading what="what a sweep would do" />}
      {value && (
        <>
          <p className="facts">
            As of <When at={value.at} />.{" "}
            {value.last ? (
              <>
                The last sweep ended <When at={value.last.finished_at} />:{" "}
                {Object.entries(value.last.sessions)
                  .filter(([, count]) => count > 0)
                  .map(([what, count]) => `${number(count)} ${what}`)
                  .join(", ") || "nothing was due"}
                {value.last.freed_bytes > 0 && <>, {size(value.last.freed_bytes)} freed</>}.
              </>
            ) : (
              "None has ended yet."
            )}
          </p>
          <table>
            <caption>What a sweep would do now</caption>
            <thead>
              <tr>
                <th scope="col">Sessions that would</th>
                <th scope="col">When</th>
                <th scope="col">How many</th>
                <th scope="col">Which</th>
              </tr>
            </thead>
            <tbody>
              {value.steps.map((each) => (
                <tr key={each.step}>
                  <th scope="row">{WORDS[each.step]}</th>
                  <td>{period(each.after_seconds)}</td>
                  <td>
                    {each.at_least && "more than "}
                    {number(each.sessions)}
                  </td>
                  <td>
                    {each.sessions > 0 || each.at_least ? (
                      <button
                        type="button"
                        aria-expanded={step === each.step}
                        onClick={() => setStep(step === each.step ? null : each.step)}
                      >
                        {step === each.step ? "Hide" : "Show"}
                        <span className="unseen"> those that would {WORDS[each.step]}</span>
                      </button>
                    ) : (
                      "none"
                    )}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
          {step && <Due key={`${step} ${value.at}`} step={step} />}
        </>
      )}
    </section>
  );
}

/** The sessions that a step would be done to, those that wait the longest first. */
function Due({ step }: { step: SweepStep }) {
  const { own, claims, setUser } = useConsole();
  const { items, wrong, isLoading, hasMore, more, again } = useListing(
    (signal) => own.upkeep.dueSessions(step, { limit: 50 }, { signal }),
    [own, step],
  );
  const mayLook = step !== "remove" && mayBe(claims, "act", "act:read");
  return (
    <>
      <Failure wrong={wrong} again={again} />
      {items.length === 0 && isLoading && <Loading what="the sessions" />}
      {items.length === 0 && !isLoading && !wrong && !hasMore && (
        <Empty>None is due any longer.</Empty>
      )}
      <ol className="rows" aria-label={`Sessions that would ${WORDS[step]}`} aria-busy={isLoading}>
        {items.map((each) => (
          <li key={each.session_id}>
            {mayLook ? (
              <a
                href={linkTo(["sessions", each.session_id])}
                onClick={() => setUser(each.user_id === claims?.subject ? "" : each.user_id)}
              >
                <Said>{each.name}</Said>
              </a>
            ) : (
              <Said>{each.name}</Said>
            )}{" "}
            of <Said>{each.user_id}</Said>
            <br />
            <small>
              <Status of={each.status} /> · {each.reason} since <When at={each.since} />
            </small>
          </li>
        ))}
      </ol>
      {hasMore && (
        <button type="button" onClick={more} disabled={isLoading}>
          More sessions
        </button>
      )}
    </>
  );
}
