/** Activity by day and mastery by person as SVG (d3-scale, d3-shape), each with its table. Pure: made on the server. */
import { scaleBand, scaleLinear } from 'd3-scale';
import { area, curveStepAfter, line } from 'd3-shape';
import type { ReactNode } from 'react';
import { fill, groupDigits, type Language } from '@/app/_i18n';
import type { InsightWords } from '@/app/_people/insight';
import people from '@/app/_people/people.module.css';
import type { ExerciseDetail, FiguresAnswer } from '@/app/_shared/insight';
import styles from './charts.module.css';

const WIDTH = 640;
const HEIGHT = 220;
const EDGE = { top: 10, right: 10, bottom: 26, left: 44 };
const [LEFT, RIGHT, TOP, BOTTOM] = [EDGE.left, WIDTH - EDGE.right, EDGE.top, HEIGHT - EDGE.bottom];

interface FrameProps {
  id: string;
  title: string;
  text?: string;
  asTable: string;
  head: readonly string[];
  rows: readonly (readonly (string | number)[])[];
  children: ReactNode;
}

/** A picture with words above and its numbers as a table below: the same, for whoever cannot or will not look. */
function Chart({ id, title, text, asTable, head, rows, children }: FrameProps) {
  return (
    <figure className={people.card} aria-labelledby={id}>
      <figcaption>
        <h2 id={id}>{title}</h2>
        {text && <p className={people.quiet}>{text}</p>}
      </figcaption>
      <svg className={styles.chart} viewBox={`0 0 ${WIDTH} ${HEIGHT}`} aria-hidden="true">
        {children}
      </svg>
      <details>
        <summary className={styles.summary}>{asTable}</summary>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a table that scrolls must be reachable by keyboard */}
        <div className={styles.scroll} tabIndex={0}>
          <table className={styles.table}>
            <caption className="visually-hidden">{title}</caption>
            <thead>
              <tr>
                {head.map((cell) => (
                  <th key={cell} scope="col">
                    {cell}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {rows.map(([first, ...rest]) => (
                <tr key={first}>
                  <th scope="row">{first}</th>
                  {rest.map((cell, n) => (
                    // biome-ignore lint/suspicious/noArrayIndexKey: columns never move
                    <td key={n}>{cell}</td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      </details>
    </figure>
  );
}

function Axis({ ticks, y, lang }: { ticks: readonly number[]; y: (value: number) => number; lang: Language }) {
  return ticks.filter(Number.isInteger).map((tick) => (
    <g key={tick}>
      <line className={styles.grid} x1={LEFT} x2={RIGHT} y1={y(tick)} y2={y(tick)} />
      <text className={styles.label} x={LEFT - 8} y={y(tick) + 4} textAnchor="end">
        {groupDigits(tick, lang)}
      </text>
    </g>
  ));
}

export function Activity({ t, lang, days }: { t: InsightWords; lang: Language; days: FiguresAnswer['days'] }) {
  const x = scaleBand(
    days.map(({ day }) => day),
    [LEFT, RIGHT],
  ).padding(0.15);
  const y = scaleLinear([0, Math.max(1, ...days.map(({ runs }) => runs))], [BOTTOM, TOP]).nice(4);
  const every = Math.ceil(days.length / 8);
  const short = (day: string) => (lang === 'ja' ? `${Number(day.slice(5, 7))}/${Number(day.slice(8))}` : day.slice(5));
  return (
    <Chart
      id="activity"
      title={t.activity}
      text={t.activityText}
      asTable={t.asTable}
      head={[t.day, t.runsWord, t.passesWord, t.peopleWord]}
      rows={days.map(({ day, runs, passes, people: who }) => [day, runs, passes, who])}
    >
      <Axis ticks={y.ticks(4)} y={y} lang={lang} />
      {days.map(({ day, runs, passes }, n) => (
        <g key={day}>
          <rect className={styles.bar} x={x(day)} y={y(runs)} width={x.bandwidth()} height={BOTTOM - y(runs)} />
          <rect className={styles.part} x={x(day)} y={y(passes)} width={x.bandwidth()} height={BOTTOM - y(passes)} />
          {n % every === 0 && (
            <text className={styles.label} x={(x(day) ?? 0) + x.bandwidth() / 2} y={HEIGHT - 8} textAnchor="middle">
              {short(day)}
            </text>
          )}
        </g>
      ))}
    </Chart>
  );
}

export function Mastery({
  t,
  lang,
  mastery,
  all,
}: {
  t: InsightWords;
  lang: Language;
  mastery: readonly number[];
  all: number;
}) {
  const x = scaleLinear([0, Math.max(1, mastery.length)], [LEFT, RIGHT]);
  const y = scaleLinear([0, Math.max(1, all)], [BOTTOM, TOP]);
  const points: [number, number][] = [...mastery, mastery.at(-1) ?? 0].map((value, n) => [x(n), y(value)]);
  const fillPath = area<[number, number]>()
    .x(([px]) => px)
    .y0(BOTTOM)
    .y1(([, py]) => py)
    .curve(curveStepAfter);
  const topPath = line<[number, number]>().curve(curveStepAfter);
  return (
    <Chart
      id="mastery"
      title={t.mastery}
      text={t.masteryText}
      asTable={t.asTable}
      head={[t.rank, t.exercisesPassed]}
      rows={mastery.map((value, n) => [n + 1, value])}
    >
      <Axis ticks={y.ticks(5)} y={y} lang={lang} />
      <path className={styles.area} d={fillPath(points) ?? ''} />
      <path className={styles.line} d={topPath(points) ?? ''} />
      {x
        .ticks(6)
        .filter(Number.isInteger)
        .map((tick) => (
          <text key={tick} className={styles.label} x={x(tick)} y={HEIGHT - 8} textAnchor="middle">
            {groupDigits(tick, lang)}
          </text>
        ))}
    </Chart>
  );
}

export function Tries({
  t,
  lang,
  histogram,
}: {
  t: InsightWords;
  lang: Language;
  histogram: ExerciseDetail['histogram'];
}) {
  const x = scaleBand(
    histogram.map(({ tries }) => String(tries)),
    [LEFT, RIGHT],
  ).padding(0.2);
  const y = scaleLinear([0, Math.max(1, ...histogram.map((one) => one.people))], [BOTTOM, TOP]).nice(4);
  return (
    <Chart
      id="tries"
      title={t.triesHistogram}
      asTable={t.asTable}
      head={[t.tries, t.peopleWord]}
      rows={histogram.map(({ tries, people: who }) => [tries, who])}
    >
      <Axis ticks={y.ticks(4)} y={y} lang={lang} />
      {histogram.map(({ tries, people: who }) => (
        <g key={tries}>
          <rect
            className={styles.part}
            x={x(String(tries))}
            y={y(who)}
            width={Math.min(64, x.bandwidth())}
            height={BOTTOM - y(who)}
          />
          <text
            className={styles.label}
            x={(x(String(tries)) ?? 0) + Math.min(64, x.bandwidth()) / 2}
            y={HEIGHT - 8}
            textAnchor="middle"
          >
            {fill('{n}', { n: tries })}
          </text>
        </g>
      ))}
    </Chart>
  );
}
