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
