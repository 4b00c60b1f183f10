/** The process tree: a row a process, a line from its parent; zombies hatched, what changed at this step marked. Pure. */
import type { KernelSnapshot } from '@ringzero/kernel-sim/kernel/snapshot';
import type { TraceStep } from '@ringzero/kernel-sim/lab/types';
import styles from './inspect.module.css';
import { Patterns } from './Patterns';
import { type ProcessNode, processesAt } from './processes';
import { DataTable } from './Table';
import type { Words } from './words';

interface Props {
  steps: readonly TraceStep[];
  at: number;
  end: KernelSnapshot | null;
  w: Words;
}
const ROW = 38;
const INDENT = 34;
const WIDTH = 640;

export const stateWords = (state: ProcessNode['state'], w: Words): string =>
  ({ R: w.stateR, S: w.stateS, D: w.stateD, T: w.stateT, Z: w.stateZ, X: w.stateX, I: w.stateI })[state];

export function ProcessPicture({ steps, at, end, w }: Props) {
  const nodes = processesAt(steps, at, end);
  const rowOf = new Map(nodes.map((node, n) => [node.pid, n]));
  const height = Math.max(1, nodes.length) * ROW + 8;
  const summary = nodes.map((n) => `PID ${n.pid} ${n.name} (${stateWords(n.state, w)})`).join(', ');
  return (
    <svg
      className={styles.svg}
      viewBox={`0 0 ${WIDTH} ${height}`}
      role="img"
      aria-label={`${w.processesTitle}: ${summary}`}
      style={{ maxHeight: height * 1.15 }}
    >
      <Patterns />
      {nodes.map((node, n) => {
        const x = 6 + node.depth * INDENT;
        const y = n * ROW + 6;
        const parent = rowOf.get(node.ppid);
        return (
          <g key={node.pid} className={styles.ring3}>
            {parent !== undefined && node.depth > 0 && (
              <path className={styles.branch} d={`M${x - INDENT + 14} ${parent * ROW + 34}V${y + 14}H${x}`} />
            )}
            <rect
              className={node.running ? styles.lit : styles.boxNow}
              x={x}
              y={y}
              width={196}
              height={28}
              rx="5"
              fill={node.state === 'Z' ? 'url(#rz-ring3)' : undefined}
              data-state={node.state}
            />
            <text className={styles.boxName} x={x + 10} y={y + 19}>
              <tspan className={styles.mono}>{node.pid}</tspan>
              <tspan dx="8">{node.name || '—'}</tspan>
            </text>
            <text className={styles.sideText} x={x + 208} y={y + 19}>
              {stateWords(node.state, w)}
              {node.task?.waitingFor && node.state === 'S' ? ` · ${node.task.waitingFor}` : ''}
            </text>
            {node.changed && (
              <g>
                <path className={styles.changedMark} d={`M${WIDTH - 62} ${y + 7}l7 7l-7 7l-7 -7z`} />
                <text className={styles.changedText} x={WIDTH - 50} y={y + 19}>
                  {w.changed}
                </text>
              </g>
            )}
          </g>
        );
      })}
    </svg>
  );
}

export function ProcessTable({ steps, at, end, w }: Props) {
  const nodes = processesAt(steps, at, end);
  return (
    <DataTable
      caption={w.processesTitle}
      columns={[
        { head: w.colPid, mono: true },
        { head: w.colPpid, mono: true },
        { head: w.colCommand, mono: true },
        { head: w.colState },
        { head: w.colGroup, mono: true },
        { head: w.colSession, mono: true },
        { head: w.colUser, mono: true },
        { head: w.colFds, mono: true },
      ]}
      rows={nodes.map((node) => ({
        key: node.pid,
        current: node.running || node.changed,
        cells: [
          node.pid,
          node.ppid,
          node.name,
          stateWords(node.state, w),
          node.task?.pgid ?? '',
          node.task?.sid ?? '',
          node.task?.euid ?? '',
          node.task?.fds.map((fd) => `${fd.fd}→${fd.path}`).join(' ') ?? '',
        ],
      }))}
    />
  );
}
