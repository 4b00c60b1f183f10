/** The run as a line: system calls, output and faults in three lanes, comments as flags, and where we stand. Pure. */
import type { TraceStep } from '@ringzero/kernel-sim/lab/types';
import { scaleLinear } from 'd3-scale';
import { useMemo } from 'react';
import type { CommentInfo } from '@/app/_shared/insight';
import { type Mark, marksOf } from './moments';
import styles from './replay.module.css';

const WIDTH = 1000;
const LANES: readonly Mark['lane'][] = ['calls', 'output', 'faults'];
const LANE = 14;
const TOP = 14;

interface Props {
  trace: readonly TraceStep[];
  end: number;
  at: number;
  comments: readonly CommentInfo[];
  labels: Readonly<Record<Mark['lane'], string>>;
}

export function Track({ trace, end, at, comments, labels }: Props) {
  const x = scaleLinear([0, Math.max(1, end)], [0, WIDTH]).clamp(true);
  const marks = useMemo(() => marksOf(trace, end), [trace, end]);
  const height = TOP + LANES.length * LANE + 2;
  return (
    <div className={styles.track}>
      <ul className={styles.laneNames} aria-hidden="true">
        {LANES.map((lane) => (
          <li key={lane} className={styles[lane]}>
            {labels[lane]}
          </li>
        ))}
      </ul>
      <svg viewBox={`0 0 ${WIDTH} ${height}`} preserveAspectRatio="none" aria-hidden="true">
        {LANES.map((lane, n) => (
          <line
            key={lane}
            className={styles.lane}
            x1={0}
            x2={WIDTH}
            y1={TOP + (n + 0.5) * LANE}
            y2={TOP + (n + 0.5) * LANE}
          />
        ))}
        {marks.map(({ lane, x: place }) => (
          <rect
            key={`${lane} ${place}`}
            className={styles[lane]}
            x={place * WIDTH - 1}
            y={TOP + LANES.indexOf(lane) * LANE + 2}
            width={lane === 'faults' ? 4 : 2}
            height={LANE - 4}
          />
        ))}
        {comments.map(
          ({ id, step }) =>
            step !== null && <path key={id} className={styles.flag} d={`M${x(step)} ${height}V1h12l-4 5 4 5h-12`} />,
        )}
        <line className={styles.here} x1={x(at)} x2={x(at)} y1={0} y2={height} />
      </svg>
    </div>
  );
}
