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
