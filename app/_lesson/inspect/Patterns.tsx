/** The patterns of the three layers and of shared frames, for SVG fills: dots, solid, hatching. */
import styles from './inspect.module.css';

export function Patterns() {
  return (
    <defs>
      <pattern id="rz-hw" width="6" height="6" patternUnits="userSpaceOnUse">
        <rect className={styles.patHwBack} width="6" height="6" />
        <circle className={styles.patHw} cx="3" cy="3" r="1.4" />
      </pattern>
      <pattern id="rz-ring0" width="6" height="6" patternUnits="userSpaceOnUse">
        <rect className={styles.patRing0} width="6" height="6" />
      </pattern>
      <pattern id="rz-ring3" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
        <rect className={styles.patRing3Back} width="6" height="6" />
        <rect className={styles.patRing3} width="2.4" height="6" />
      </pattern>
      <pattern id="rz-shared" width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(-45)">
        <rect className={styles.patSharedBack} width="5" height="5" />
        <rect className={styles.patShared} width="1.8" height="5" />
      </pattern>
    </defs>
  );
}

const TASK_LINES = [
  'M0 0L8 8M-2 6L2 10M6 -2L10 2',
  'M0 4H8',
  'M4 0V8',
  'M0 8L8 0M-2 2L2 -2M6 10L10 6',
  'M4 2v4M2 4h4',
  '',
];
export const TASK_LOOKS = TASK_LINES.length;

/** Colour and pattern of tasks on a timeline: `url(#rz-task-N)`. */
export function TaskPatterns() {
  return (
    <defs>
      {TASK_LINES.map((line, n) => (
        <pattern key={line} id={`rz-task-${n}`} width="8" height="8" patternUnits="userSpaceOnUse">
          <rect className={styles[`task${n}`]} width="8" height="8" />
          <path className={styles.taskLine} d={line} />
        </pattern>
      ))}
    </defs>
  );
}
