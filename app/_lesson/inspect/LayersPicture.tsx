/** The layers map: userland, kernel, hardware, and the way that the running program takes through them. Pure: state in, SVG out. */
import type { Layer } from '@ringzero/kernel-sim/kernel/events';
import type { KernelSnapshot } from '@ringzero/kernel-sim/kernel/snapshot';
import type { TraceStep } from '@ringzero/kernel-sim/lab/types';
import { CrossingArrow } from './Crossing';
import styles from './inspect.module.css';
import { layersAt } from './layers';
import { Patterns } from './Patterns';
import { eventWords, type Part, type Words } from './words';

interface Box {
  x: number;
  y: number;
  w: number;
  h: number;
}
const WIDTH = 640;
const LEFT = 136;
const GAP = 8;
const BANDS: Readonly<Record<Layer, { y: number; h: number; cls: string; fill: string }>> = {
  ring3: { y: 4, h: 76, cls: 'ring3', fill: 'url(#rz-ring3)' },
  ring0: { y: 108, h: 104, cls: 'ring0', fill: 'url(#rz-ring0)' },
  hardware: { y: 240, h: 66, cls: 'hw', fill: 'url(#rz-hw)' },
};
const HEIGHT = 310;
const LANE = 116;

const row = (parts: readonly Part[], y: number, h: number): [Part, Box][] => {
  const w = (WIDTH - LEFT - 12 - GAP * (parts.length - 1)) / parts.length;
  return parts.map((part, at) => [part, { x: LEFT + at * (w + GAP), y, w, h }]);
};
const BOXES = new Map<Part, Box>([
  ...row(['syscalls', 'sched', 'signals', 'bpf'], 116, 40),
  ...row(['mm', 'vfs', 'net', 'modules', 'drivers'], 164, 40),
  ...row(['cpu', 'memory', 'timer', 'device'], 252, 42),
]);

interface Props {
  steps: readonly TraceStep[];
  at: number;
  end: KernelSnapshot | null;
  w: Words;
}

export function LayersPicture({ steps, at, end, w }: Props) {
  const view = layersAt(steps, at, end, w);
  if (!view) return null;
  const labels: Readonly<Record<Exclude<Part, 'task'>, string>> = {
    syscalls: w.partSyscalls,
    sched: w.partSched,
    signals: w.partSignals,
    net: w.partNet,
    modules: w.partModules,
    bpf: w.partBpf,
    vfs: w.partVfs,
    mm: w.partMm,
    drivers: w.partDrivers,
    cpu: w.partCpu,
    memory: w.partMemory,
    timer: w.partTimer,
    device: w.partDevice,
  };
  const names: Readonly<Record<Layer, readonly [string, string]>> = {
    ring3: [w.userland, w.ring3],
    ring0: [w.kernel, w.ring0],
    hardware: [w.hardware, ''],
  };
  const taskBoxes = row(['task', 'task', 'task'], 14, 56).map(([, box]) => box);
  const centre = (part: Part): [number, number] => {
    const box = part === 'task' ? taskBoxes[0] : (BOXES.get(part) as Box);
    return [box.x + box.w / 2, box.y + box.h / 2];
  };
  const line = [...view.path, view.part].map((part) => centre(part).join(' ')).join('L');
  const { crossing } = view;
  return (
    <svg
      className={styles.svg}
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      role="img"
      aria-label={`${w.layersTitle}: ${names[view.layer].join(' ')}. ${eventWords(steps[at].event, w)}`}
    >
      <Patterns />
      {(Object.keys(BANDS) as Layer[]).map((layer) => {
        const { y, h, cls, fill } = BANDS[layer];
        return (
          <g key={layer} className={styles[cls]}>
            <rect className={styles.band} x="0" y={y} width={WIDTH} height={h} rx="8" />
            <rect x="0" y={y} width="6" height={h} fill={fill} />
            <text className={styles.bandName} x="16" y={y + 24}>
              {names[layer][0]}
            </text>
            <text className={styles.bandSub} x="16" y={y + 41}>
              {names[layer][1]}
            </text>
            {view.layer === layer && (
              <g>
                <circle className={styles.here} cx="21" cy={y + h - 14} r="4.5" />
                <text className={styles.hereText} x="31" y={y + h - 10}>
                  CPU
                </text>
              </g>
            )}
          </g>
        );
      })}
      {view.path.length > 0 && <path className={styles.way} d={`M${line}`} />}
      {view.tasks.map((task, n) => (
        <g key={task.pid} className={styles.ring3}>
          <rect
            className={view.part === 'task' && n === 0 ? styles.lit : n === 0 ? styles.boxNow : styles.box}
            {...attrs(taskBoxes[n])}
            rx="5"
          />
          <text
            className={styles.boxName}
            x={taskBoxes[n].x + taskBoxes[n].w / 2}
            y={taskBoxes[n].y + 25}
            textAnchor="middle"
          >
            {task.name || w.partProgram}
          </text>
          <text
            className={styles.boxSub}
            x={taskBoxes[n].x + taskBoxes[n].w / 2}
            y={taskBoxes[n].y + 42}
            textAnchor="middle"
          >
            PID {task.pid}
          </text>
        </g>
      ))}
      {[...BOXES].map(([part, box]) => (
        <g key={part} className={box.y < 240 ? styles.ring0 : styles.hw}>
          <rect
            className={part === view.part ? styles.lit : view.path.includes(part) ? styles.boxNow : styles.box}
            {...attrs(box)}
            rx="5"
          />
          <text className={styles.boxName} x={box.x + box.w / 2} y={box.y + box.h / 2 + 5} textAnchor="middle">
            {labels[part as Exclude<Part, 'task'>]}
          </text>
        </g>
      ))}
      {crossing && (
        <CrossingArrow
          x={LANE}
          border={crossing.from === 'ring3' || crossing.to === 'ring3' ? 94 : 226}
          from={edge(crossing.from, crossing.to)}
          to={edge(crossing.to, crossing.from)}
          label={crossing.label}
        />
      )}
    </svg>
  );
}

const attrs = ({ x, y, w, h }: Box) => ({ x, y, width: w, height: h });

/** Where an arrow between two layers touches the first of them. */
function edge(layer: Layer, other: Layer): number {
  const above = BANDS[layer].y < BANDS[other].y;
  return above ? BANDS[layer].y + BANDS[layer].h - 10 : BANDS[layer].y + 10;
}
