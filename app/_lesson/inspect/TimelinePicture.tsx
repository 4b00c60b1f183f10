/**
 * A lane a CPU: who ran when, in colour and pattern of the task; system calls as ticks, wakeups as triangles, moves to another
 * CPU as slanted lines. The window follows the scrubber. Pure.
 */
import { fill } from '../../_i18n/define';
import styles from './inspect.module.css';
import { TASK_LOOKS, TaskPatterns } from './Patterns';
import type { PictureProps } from './picture';
import { DataTable } from './Table';
import { type Segment, type Timeline, timelineAt } from './timeline';
import type { Words } from './words';

const WIDTH = 640;
const LEFT = 54;
const LANE = 34;
const STEP = 66;
/** 100 million instructions a second. */
const PER_MS = 100_000;
/** Marks drawn at most; closer ones would be one line. */
const MARKS = 400;

const whyWords = (why: Segment['why'], w: Words): string =>
  why === null ? w.whyNow : { preempt: w.whyPreempt, block: w.whyBlock, exit: w.whyExit, yield: w.whyYield }[why];

const ms = (at: number, span: number): string =>
  (at / PER_MS).toFixed(span > 50 * PER_MS ? 0 : span > 5 * PER_MS ? 1 : span > PER_MS / 2 ? 2 : 3);

/** Neighbours that would be narrower than a pixel are drawn as one. */
function drawn(segments: readonly Segment[], x: (at: number) => number): { segment: Segment; x: number; w: number }[] {
  const out: { segment: Segment; x: number; w: number }[] = [];
  for (const segment of segments) {
    const from = Math.max(LEFT, x(segment.from));
    const w = Math.min(WIDTH - 4, x(segment.to)) - from;
    const last = out.at(-1);
    if (w < 0.6 && last && from - (last.x + last.w) < 0.6) continue;
    out.push({ segment, x: from, w: Math.max(0.6, w) });
  }
  return out;
}

export function TimelinePicture({ steps, at, end, w, zoom = 1 }: PictureProps) {
  const view = timelineAt(steps, at, end, zoom);
  if (!view) return <p className={styles.hint}>{w.noData}</p>;
  const span = view.to - view.from;
  const x = (time: number) => LEFT + ((time - view.from) / span) * (WIDTH - LEFT - 4);
  const top = (cpu: number) => 14 + cpu * STEP;
  const height = 14 + view.lanes.length * STEP + 16;
  const taskOf = new Map(view.tasks.map((task) => [task.pid, task]));
  const look = (pid: number) => (taskOf.get(pid)?.look ?? 0) % TASK_LOOKS;
  return (
    <div className={styles.stack}>
      <svg
        className={styles.svg}
        viewBox={`0 0 ${WIDTH} ${height}`}
        role="img"
        aria-label={`${w.timelineTitle}: ${summary(view, w)}`}
      >
        <TaskPatterns />
        {view.lanes.map(({ cpu, segments }) => (
          <g key={cpu} className={styles.hw}>
            <text className={styles.bandName} x="0" y={top(cpu) + 22}>
              CPU {cpu}
            </text>
            <rect className={styles.laneGround} x={LEFT} y={top(cpu)} width={WIDTH - LEFT - 4} height={LANE} rx="3" />
            {drawn(segments, x).map(({ segment, x: from, w: wide }) =>
              segment.pid === 0 ? (
                wide > 44 && (
                  <text
                    key={segment.from}
                    className={styles.dim}
                    x={from + wide / 2}
                    y={top(cpu) + 21}
                    textAnchor="middle"
                  >
                    {w.idle}
                  </text>
                )
              ) : (
                <g key={segment.from}>
                  <rect
                    x={from}
                    y={top(cpu)}
                    width={wide}
                    height={LANE}
                    fill={`url(#rz-task-${look(segment.pid)})`}
                    data-pid={segment.pid}
                  />
                  {wide > 46 && (
                    <text className={styles.laneText} x={from + wide / 2} y={top(cpu) + 21} textAnchor="middle">
                      {wide > 100 ? `${segment.pid} ${taskOf.get(segment.pid)?.name ?? ''}` : segment.pid}
                    </text>
                  )}
                </g>
              ),
            )}
          </g>
        ))}
        {view.calls.slice(0, MARKS).map((call, n) => (
          <path
            // biome-ignore lint/suspicious/noArrayIndexKey: marks of a fixed window
            key={`c${n}`}
            className={styles.tick}
            d={`M${x(call.at)} ${top(call.cpu) + LANE + 1}v6`}
          />
        ))}
        {view.wakeups.slice(0, MARKS).map((wake, n) => (
          <path
            // biome-ignore lint/suspicious/noArrayIndexKey: marks of a fixed window
            key={`w${n}`}
            className={styles.wake}
            d={`M${x(wake.at) - 4} ${top(wake.cpu) - 7}h8l-4 6z`}
          />
        ))}
        {view.moves.slice(0, MARKS).map((move, n) => (
          <path
            // biome-ignore lint/suspicious/noArrayIndexKey: marks of a fixed window
            key={`m${n}`}
            className={styles.move}
            d={
              move.to > move.from
                ? `M${x(move.at) - 6} ${top(move.from) + LANE}L${x(move.at) + 6} ${top(move.to)}`
                : `M${x(move.at) - 6} ${top(move.from)}L${x(move.at) + 6} ${top(move.to) + LANE}`
            }
          />
        ))}
        <path className={styles.cursor} d={`M${x(view.now)} 4V${height - 18}`} />
        {[0, 0.25, 0.5, 0.75, 1].map((part) => (
          <text
            key={part}
            className={styles.dim}
            x={LEFT + part * (WIDTH - LEFT - 4)}
            y={height - 3}
            textAnchor={part === 0 ? 'start' : part === 1 ? 'end' : 'middle'}
          >
            {fill(w.ms, { n: ms(view.from + part * span, span) })}
          </text>
        ))}
      </svg>
      <ul className={styles.legend}>
        {view.tasks.slice(0, 18).map((task) => (
          <li key={task.pid}>
            <svg width="22" height="14" aria-hidden="true">
              <rect width="22" height="14" rx="2" fill={`url(#rz-task-${task.look % TASK_LOOKS})`} />
            </svg>
            <span className={styles.mono}>{task.pid}</span> {task.name}
            <span className={styles.dimText}>{fill(w.share, { n: Math.round(task.share * 100) })}</span>
          </li>
        ))}
      </ul>
      <p className={styles.hint}>{[w.markCall, w.markWake, w.markMove].join(' · ')}</p>
    </div>
  );
}

const summary = (view: Timeline, w: Words): string =>
  view.tasks.map((t) => `PID ${t.pid} ${t.name} ${fill(w.share, { n: Math.round(t.share * 100) })}`).join(', ');

export function TimelineTable({ steps, at, end, w, zoom = 1 }: PictureProps) {
  const view = timelineAt(steps, at, end, zoom);
  if (!view) return <p className={styles.hint}>{w.noData}</p>;
  const names = new Map(view.tasks.map((task) => [task.pid, task.name]));
  const rows = view.lanes
    .flatMap(({ cpu, segments }) => segments.map((segment) => ({ cpu, segment })))
    .sort((a, b) => a.segment.from - b.segment.from);
  return (
    <DataTable
      caption={w.timelineTitle}
      columns={[
        { head: w.colCpu, mono: true },
        { head: w.colTask, mono: true },
        { head: w.colFrom, mono: true },
        { head: w.colTo, mono: true },
        { head: w.colLong, mono: true },
        { head: w.colWhy },
      ]}
      rows={rows.map(({ cpu, segment }) => ({
        key: `${cpu}/${segment.from}`,
        current: segment.from <= view.now && view.now < segment.to,
        cells: [
          cpu,
          segment.pid === 0 ? w.idle : `${segment.pid} ${names.get(segment.pid) ?? ''}`,
          segment.from,
          segment.to,
          segment.to - segment.from,
          segment.pid === 0 ? '' : whyWords(segment.why, w),
        ],
      }))}
    />
  );
}
