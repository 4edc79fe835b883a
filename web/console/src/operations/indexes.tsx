import type { IndexesOut } from "@threadkeep/client";
import { useState } from "react";
import { useConsole } from "../console-context.js";
import { Failure, Loading, number, Status, size, When } from "../pieces.js";
import { useReading } from "../reading.js";

/** How each index stands, and what the index command would change; for administrators. */
export function Indexes() {
  const { own } = useConsole();
  const { value, wrong, isLoading, again } = useReading(
    (signal) => own.upkeep.indexes({ signal }),
    [own],
  );
  return (
    <section aria-label="Indexes" aria-busy={isLoading}>
      <div className="title">
        <h2>Indexes</h2>
        <button type="button" onClick={again}>
          Refresh<span className="unseen"> the indexes</span>
        </button>
      </div>
      <Failure wrong={wrong} again={again} />
      {!value && !wrong && <Loading what="the indexes" />}
      {value && (
        <>
          <p className="facts">
            <Status of={value.in_step ? "ok" : "differs"} /> As of <When at={value.at} />:{" "}
            {number(value.indexes.length)} indexes.
            {value.lock && (
              <>
                {" "}
                They are being changed by <bdi>{value.lock.owner}</bdi>
                {value.lock.since && (
                  <>
                    {" "}
                    since <When at={value.lock.since} />
                  </>
                )}
                .
              </>
            )}
          </p>
          <Plan of={value} />
          <All of={value} />
        </>
      )}
    </section>
  );
}

function Plan({ of }: { of: IndexesOut }) {
  if (of.in_step) {
    return <p>All is as it is declared: there is nothing to do.</p>;
  }
  return (
    <>
      <p>
        <code>threadkeep indexes sync</code> would do this:
      </p>
      <ol className="rows" aria-label="The plan">
        {of.plan.map((each) => (
          <li key={`${each.kind} ${each.collection} ${each.name}`}>
            {each.kind} <code>{labelOf(each)}</code> <Status of={each.risk} />
            {each.documents !== null && <> · {number(each.documents)} documents</>}
            {[...each.changes, each.reason].filter(Boolean).map((text) => (
              <div key={text} className="facts">
                {text}
              </div>
            ))}
          </li>
        ))}
      </ol>
    </>
  );
}

/** All of them, or those that are of note. */
function All({ of }: { of: IndexesOut }) {
  const [isWhole, setIsWhole] = useState(false);
  const remarked = of.indexes.filter(({ state, detail }) => state !== "ready" || detail !== "");
  const rows = isWhole ? of.indexes : remarked;
  return (
    <>
      <button type="button" aria-expanded={isWhole} onClick={() => setIsWhole(!isWhole)}>
        {isWhole ? "Show those of note" : "Show all indexes"}
      </button>
      {rows.length > 0 && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by the keyboard.
        <section className="wide" tabIndex={0} aria-label="Indexes by collection">
          <table>
            <thead>
              <tr>
                <th scope="col">Index</th>
                <th scope="col">State</th>
                <th scope="col">Used</th>
                <th scope="col">Size</th>
              </tr>
            </thead>
            <tbody>
              {rows.map((each) => (
                <tr key={labelOf(each)}>
                  <th scope="row">
                    <code>{labelOf(each)}</code>
                    {(each.detail || each.serves) && (
                      <div className="facts">{each.detail || each.serves}</div>
                    )}
                  </th>
                  <td>
                    <Status of={each.state} />
                    {each.build && (
                      <div className="facts">
                        {each.build.phase}
                        {each.build.total !== null &&
                          `: ${number(each.build.done)} of ${number(each.build.total)}`}
                      </div>
                    )}
                  </td>
                  <td>
                    {each.uses !== null && number(each.uses)}
                    {each.uses_since && (
                      <div className="facts">
                        since <When at={each.uses_since} />
                      </div>
                    )}
                  </td>
                  <td>{each.size_bytes !== null && size(each.size_bytes)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      )}
    </>
  );
}

function labelOf({ collection, name }: { collection: string; name: string }): string {
  return name ? `${collection}.${name}` : collection;
}
