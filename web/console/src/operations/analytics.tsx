import { mayBe, useConsole } from "../console-context.js";
import { Failure, Loading, number, Said } from "../pieces.js";
import { useReading } from "../reading.js";
import { useQuery } from "../route.js";
import { Chart, seriesOf } from "./charts.js";

const ZONE = Intl.DateTimeFormat().resolvedOptions().timeZone || "UTC";
const SPANS = [7, 30, 90];

/** A day as the reader's calendar has it. */
function dayBefore(days: number): string {
  const date = new Date();
  date.setDate(date.getDate() - days);
  const two = (value: number) => String(value).padStart(2, "0");
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

/** Sessions, messages, usage and errors by day: of everybody for an administrator, else one's own. */
export function Analytics() {
  const { client, own, user, claims } = useConsole();
  const [query, change] = useQuery();
  const span = SPANS.find((days) => String(days) === query.get("days")) ?? 30;
  const isAll = user === "" && mayBe(claims, "admin");
  const { value, wrong, isLoading, again } = useReading(
    async (signal) => {
      const period = { from: dayBefore(span - 1), to: dayBefore(0), timezone: ZONE };
      const asked = { params: { query: period }, signal };
      const { data } = isAll
        ? await own.api.GET("/analytics", asked)
        : await client.api.GET("/analytics/me", asked);
      return data;
    },
    [client, own, isAll, span],
  );
  const usage = value?.usage;
  const days = (value?.messages ?? value?.sessions)?.buckets.map(({ start }) => start) ?? [];
  return (
    <section aria-label="Figures" aria-busy={isLoading}>
      <div className="title">
        <h2>Figures of {isAll ? "everybody" : <Said>{user || "yours"}</Said>}</h2>
        <label>
          Days{" "}
          <select value={span} onChange={(event) => change({ days: event.target.value })}>
            {SPANS.map((each) => (
              <option key={each}>{each}</option>
            ))}
          </select>
        </label>
        <button type="button" onClick={again}>
          Refresh
        </button>
      </div>
      <Failure wrong={wrong} again={again} />
      {!value && !wrong && <Loading what="the figures" />}
      {value && (
        <div className="charts">
          {value.sessions && (
            <Chart title="Sessions" days={days} series={seriesOf(value.sessions.buckets)} />
          )}
          {value.messages && (
            <Chart title="Messages" days={days} series={seriesOf(value.messages.buckets)} />
          )}
          {usage && (
            <Chart
              title="Tokens"
              days={usage.buckets.map(({ start }) => start)}
              series={[
                { name: "in", values: usage.buckets.map((each) => each.usage.input_tokens) },
                { name: "out", values: usage.buckets.map((each) => each.usage.output_tokens) },
              ]}
            />
          )}
          {value.missions && (
            <Chart
              title="Failed and cancelled missions"
              days={value.missions.buckets.map(({ start }) => start)}
              series={seriesOf(value.missions.buckets, ["failed", "cancelled"])}
            />
          )}
        </div>
      )}
      {value?.tools && value.tools.length > 0 && (
        <table>
          <caption>Tools: how often they ran, and failed</caption>
          <thead>
            <tr>
              <th scope="col">Tool</th>
              <th scope="col">Steps</th>
              <th scope="col">Failed</th>
              <th scope="col">Failures of what ended</th>
            </tr>
          </thead>
          <tbody>
            {value.tools.map((tool) => (
              <tr key={tool.tool_id}>
                <th scope="row">
                  <Said>{tool.tool_id}</Said>
                </th>
                <td>{number(tool.steps)}</td>
                <td>{number(Number(tool.by_status["failed"] ?? 0))}</td>
                <td>
                  {tool.failure_rate === null
                    ? "none ended"
                    : `${(100 * tool.failure_rate).toFixed(1)} %`}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}
