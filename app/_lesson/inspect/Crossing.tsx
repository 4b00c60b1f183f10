/** A crossing between layers, drawn the same way in every picture: an arrow through a gate in the border. SVG, pure. */
import styles from './inspect.module.css';

interface Props {
  x: number;
  /** Where the arrow starts and ends; it points down when `to` is larger. */
  from: number;
  to: number;
  border: number;
  label: string;
}

export function CrossingArrow({ x, from, to, border, label }: Props) {
  const head = to > from ? -7 : 7;
  return (
    <g className={styles.crossing}>
      <path className={styles.gate} d={`M${x - 13} ${border - 5}v10M${x + 13} ${border - 5}v10`} />
      <path className={styles.arrow} d={`M${x} ${from}V${to}M${x - 6} ${to + head}L${x} ${to}L${x + 6} ${to + head}`} />
      <text x={x + 22} y={border + 4}>
        {label}
      </text>
    </g>
  );
}
