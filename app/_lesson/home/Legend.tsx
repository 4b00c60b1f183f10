/** The legend of every picture: the three layers and the one way in which a crossing between them is drawn. */
import type { Dictionary } from '../../_i18n';
import { LayerSwatch } from '../../_ui/Ring';
import styles from './Legend.module.css';

export function Legend({ t }: { t: Dictionary }) {
  const rows = [
    { layer: 'ring3', name: t.lesson.ring3 },
    { layer: 'ring0', name: t.lesson.ring0 },
    { layer: 'hw', name: t.lesson.hardware },
  ] as const;
  return (
    <section className={styles.legend} aria-labelledby="legend">
      <div>
        <h2 id="legend">{t.home.legendTitle}</h2>
        <p>{t.home.legendBody}</p>
      </div>
      <ul>
        {rows.map(({ layer, name }) => (
          <li key={layer} className={styles[layer]}>
            <LayerSwatch layer={layer} size={16} />
            {name}
          </li>
        ))}
      </ul>
    </section>
  );
}
