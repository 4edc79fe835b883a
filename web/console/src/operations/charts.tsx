import { useId } from "react";
import { number } from "../pieces.js";

export interface Series {
  name: string;
  /** A number for each day. */
  values: readonly number[];
}

interface Props {
  title: string;
  days: readonly string[];
  series: readonly Series[];
}

const WIDTH = 600;
const HEIGHT = 140;
const COLORS = 6;

const DAY = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeZone: "UTC" });
const dayTold = (day: string) => DAY.format(new Date(day));

/** Numbers by day, a bar each, one series on the other; and as a table for who does not see it. */
export function Chart({ title, days, series }: Props) {
  const id = useId();
  const shown = series.filter(({ values }) => values.some((value) => value > 0));
  const totals = days.map((_, day) =>
    shown.reduce((sum, { values }) => sum + (values[day] ?? 0), 0),
  );
  const most = Math.max(1, ...totals);
  const width = WIDTH / Math.max(1, days.length);
  return (
    <figure className="chart" aria-labelledby={id}>
      <figcaption id={id}>
        {title}: {number(totals.reduce((sum, value) => sum + value, 0))}
      </figcaption>
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} aria-hidden="true" preserveAspectRatio="none">
        {days.map((day, at) => {
          let top = HEIGHT;
          return (
            <g key={day}>
              <title>{`${dayTold(day)}: ${number(totals[at] ?? 0)}`}</title>
              <rect x={at * width} y={0} width={width} height={HEIGHT} className="back" />
              {shown.map(({ name, values }, index) => {
                const height = ((values[at] ?? 0) / most) * (HEIGHT - 4);
                top -= height;
                return (
                  <rect
                    key={name}
                    className={`color-${index % COLORS}`}
                    x={at * width + width * 0.1}
                    y={top}
                    width={width * 0.8}
                    height={height}
                  />
                );
              })}
            </g>
          );
        })}
      </svg>
      <p className="axis" aria-hidden="true">
        <span>{days[0] && dayTold(days[0])}</span>
        <span>at most {number(most)}</span>
        <span>{days.length > 1 && dayTold(days.at(-1) ?? "")}</span>
      </p>
      <ul className="legend" aria-hidden="true">
        {shown.map(({ name }, index) => (
          <li key={name} className={`color-${index % COLORS}`}>
            {name.replace(/_/g, " ")}
          </li>
        ))}
      </ul>
      <details>
        <summary>
          As a table<span className="unseen">: {title}</span>
        </summary>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by the keyboard. */}
        <section className="wide" tabIndex={0} aria-label={`${title} by day`}>
          <table>
            <thead>
              <tr>
                <th scope="col">Day</th>
                {shown.map(({ name }) => (
                  <th key={name} scope="col">
                    {name.replace(/_/g, " ")}
                  </th>
                ))}
                <th scope="col">All</th>
              </tr>
            </thead>
            <tbody>
              {days.map((day, at) => (
                <tr key={day}>
                  <th scope="row">{dayTold(day)}</th>
                  {shown.map(({ name, values }) => (
                    <td key={name}>{number(values[at] ?? 0)}</td>
                  ))}
                  <td>{number(totals[at] ?? 0)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      </details>
    </figure>
  );
}

interface Counted {
  start: string;
  counts: Record<string, number>;
}

/** A series for each name that is counted. */
export function seriesOf(buckets: readonly Counted[], only?: readonly string[]): Series[] {
  const names = new Set(buckets.flatMap(({ counts }) => Object.keys(counts)));
  return [...names]
    .filter((name) => only === undefined || only.includes(name))
    .map((name) => ({ name, values: buckets.map(({ counts }) => counts[name] ?? 0) }));
}
