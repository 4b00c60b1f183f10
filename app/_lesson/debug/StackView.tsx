'use client';
/** Who called whom, and the words at the top of the stack with what they point to. */
import type { DebugState } from '@ringzero/kernel-sim/lab/debug-types';
import { useI18n } from '../../_i18n/client';
import styles from './DebugPanel.module.css';

export function StackView({ state, onLine }: { state: DebugState; onLine: (file: string, line: number) => void }) {
  const { t } = useI18n();
  const d = t.debug;
  const { frames, stack } = state.machine;
  return (
    <section className={styles.block}>
      <h3>{d.frames}</h3>
      {frames.length === 0 && <p className={styles.dim}>{d.noFrames}</p>}
      <ol className={styles.frames}>
        {frames.map((f) => (
          <li key={`${f.cfa}.${f.pc}`}>
            {f.own ? (
              <button type="button" className={styles.link} onClick={() => onLine(f.file, f.line)}>
                {f.function} <span>{`${f.file}:${f.line}`}</span>
              </button>
            ) : (
              <span className={styles.dim}>{f.function || f.pc}</span>
            )}
          </li>
        ))}
      </ol>
      <details className={styles.section}>
        <summary>{d.stack}</summary>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrollable region must be reachable by keyboard */}
        <section className={styles.scroll} tabIndex={0} aria-label={d.stack}>
          <table className={styles.table}>
            <thead>
              <tr>
                <th scope="col">{d.colAddress}</th>
                <th scope="col">{d.colValue}</th>
                <th scope="col">{d.colNote}</th>
              </tr>
            </thead>
            <tbody>
              {stack.map((word) => (
                <tr key={word.address}>
                  <td>{word.address}</td>
                  <td>{word.value}</td>
                  <td>{word.note}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      </details>
    </section>
  );
}
