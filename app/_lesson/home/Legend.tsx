/** The legend of every picture: the three layers, and the one way in which a crossing between them is drawn. */
import type { Dictionary } from '../../_i18n';
import { CrossingArrow } from '../inspect/Crossing';
import shapes from '../inspect/inspect.module.css';
import { Patterns } from '../inspect/Patterns';
import styles from './Legend.module.css';

export function Legend({ t }: { t: Dictionary }) {
  const bands = [
    { layer: 'ring3', name: t.lesson.ring3, y: 2 },
    { layer: 'ring0', name: t.lesson.ring0, y: 84 },
    { layer: 'hw', name: t.lesson.hardware, y: 166 },
  ] as const;
  return (
    <section className={styles.legend} aria-labelledby="legend">
      <div>
        <h2 id="legend">{t.home.legendTitle}</h2>
        <p>{t.home.legendBody}</p>
      </div>
      <svg className={shapes.svg} viewBox="0 0 560 220" role="img" aria-label={bands.map((b) => b.name).join(' / ')}>
        <Patterns />
        {bands.map(({ layer, name, y }) => (
          <g key={layer} className={shapes[layer]}>
            <rect className={shapes.band} x="0" y={y} width="560" height="52" rx="8" />
            <rect x="0" y={y} width="8" height="52" fill={`url(#rz-${layer})`} />
            <text className={shapes.bandName} x="24" y={y + 31}>
              {name}
            </text>
          </g>
        ))}
        <CrossingArrow x={250} from={34} to={104} border={69} label={t.inspect.crossingSyscall} />
        <CrossingArrow x={410} from={104} to={34} border={69} label={t.inspect.crossingSysret} />
        <CrossingArrow x={250} from={116} to={186} border={151} label={t.inspect.crossingIo} />
        <CrossingArrow x={410} from={186} to={116} border={151} label={t.inspect.crossingInterrupt} />
      </svg>
    </section>
  );
}
