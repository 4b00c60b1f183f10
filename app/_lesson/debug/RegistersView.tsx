'use client';
/** Registers, those that changed marked by more than colour; flags by name. */
import type { DebugState } from '@ringzero/kernel-sim/lab/debug-types';
import { useI18n } from '../../_i18n/client';
import styles from './DebugPanel.module.css';

const GENERAL = 17;
const FLAGS = ['CF', 'PF', 'AF', 'ZF', 'SF', 'OF', 'DF', 'IF'];

export function RegistersView({ state }: { state: DebugState }) {
  const { t } = useI18n();
  const { registers, cpl } = state.machine;
  const changed = new Set(state.changedRegisters);
  // Control registers matter where code may write them.
  const shown = cpl === 0 ? registers : registers.filter(({ name }, n) => n < GENERAL || name === 'fs_base');
  return (
    <section className={styles.block}>
      <h3>{t.debug.registers}</h3>
      <dl className={styles.registers}>
        {shown
          .filter(({ name }) => name !== 'rflags')
          .map(({ name, value }) => (
            <div key={name} data-changed={changed.has(name) || undefined}>
              <dt>{name}</dt>
              <dd>
                {value}
                {changed.has(name) && <span className="visually-hidden"> ({t.debug.changed})</span>}
              </dd>
            </div>
          ))}
      </dl>
    </section>
  );
}

export function FlagsView({ state }: { state: DebugState }) {
  const { t } = useI18n();
  const { flags, rflags } = state.machine;
  const others = flags.filter((name) => !FLAGS.includes(name));
  return (
    <section className={styles.block}>
      <h3>
        {t.debug.flags} <code>{rflags}</code>
      </h3>
      <ul className={styles.flags}>
        {[...FLAGS, ...others].map((name) => (
          <li key={name} data-set={flags.includes(name) || undefined}>
            {name}
            <span>{flags.includes(name) ? 1 : 0}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** xmm0 to xmm15 with the doubles in them. */
export function VectorsView({ state }: { state: DebugState }) {
  const { t } = useI18n();
  const d = t.debug;
  const { vectors, mxcsr } = state.machine;
  return (
    <details className={styles.section}>
      <summary>{d.vectors}</summary>
      <p className={styles.dim}>
        <code>mxcsr {mxcsr}</code>
      </p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrollable region must be reachable by keyboard */}
      <section className={styles.scroll} tabIndex={0} aria-label={d.vectors}>
        <table className={styles.table}>
          <thead>
            <tr>
              <th scope="col">{d.registers}</th>
              <th scope="col">{d.colValue}</th>
              <th scope="col">{d.doubles}</th>
            </tr>
          </thead>
          <tbody>
            {vectors.map(({ name, value, doubles }) => (
              <tr key={name}>
                <td>{name}</td>
                <td>{value}</td>
                <td>{doubles.join('  ')}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </details>
  );
}
