'use client';
/** Bytes at an address, the walk of the page tables to them, and what the TLB holds. */
import type { DebugState } from '@ringzero/kernel-sim/lab/debug-types';
import { type FormEvent, useState } from 'react';
import { useI18n } from '../../_i18n/client';
import { fill } from '../../_i18n/define';
import { Button } from '../../_ui/Button';
import type { ExerciseSession } from '../session/session';
import styles from './DebugPanel.module.css';

const ROW = 16;
const LENGTHS = [64, 128, 256, 1024];

export function MemoryView({ session, state }: { session: ExerciseSession; state: DebugState }) {
  const { t } = useI18n();
  const d = t.debug;
  const [text, setText] = useState('$rsp');
  const [length, setLength] = useState(LENGTHS[0]);
  const show = (event: FormEvent) => {
    event.preventDefault();
    session.debug({ do: 'memory', expression: text, length });
  };
  const { memory, memoryError } = state;
  const start = BigInt(memory.address);
  const rows = Array.from({ length: Math.ceil(memory.bytes.length / ROW) }, (_, n) => ({
    address: `0x${(start + BigInt(n * ROW)).toString(16)}`,
    bytes: memory.bytes.slice(n * ROW, (n + 1) * ROW),
  }));
  return (
    <details className={styles.section}>
      <summary>{d.memory}</summary>
      <form className={styles.inline} onSubmit={show}>
        <label>
          <span>{d.memoryOf}</span>
          <input
            className={styles.field}
            value={text}
            size={18}
            spellCheck={false}
            autoCapitalize="off"
            title={fill(d.memoryHint, { examples: '$rsp, &counter, 0x400000' })}
            onChange={(event) => setText(event.target.value)}
          />
        </label>
        <label>
          <span>{d.bytes}</span>
          <select value={length} onChange={(event) => setLength(Number(event.target.value))}>
            {LENGTHS.map((n) => (
              <option key={n}>{n}</option>
            ))}
          </select>
        </label>
        <Button size="s" type="submit">
          {d.show}
        </Button>
      </form>
      {memoryError !== null && (
        <p className={styles.bad} role="alert">
          {fill(d.unknown, { name: memoryError })}
        </p>
      )}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrollable region must be reachable by keyboard */}
      <section className={styles.scroll} tabIndex={0} aria-label={d.memory}>
        <table className={styles.table}>
          <tbody>
            {rows.map((row) => (
              <tr key={row.address}>
                <th scope="row">{row.address}</th>
                <td>{row.bytes.map((b) => (b === null ? '··' : b.toString(16).padStart(2, '0'))).join(' ')}</td>
                <td className={styles.dim}>
                  {row.bytes.map((b) => (b !== null && b >= 32 && b < 127 ? String.fromCharCode(b) : '.')).join('')}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </details>
  );
}

export function WalkView({ state }: { state: DebugState }) {
  const { t } = useI18n();
  const d = t.debug;
  const { walk, physical, address } = state.memory;
  return (
    <details className={styles.section}>
      <summary>{d.walk}</summary>
      <p className={styles.dim}>
        <code>{address}</code> ·{' '}
        {physical === '' ? d.notMapped : walk.length === 0 ? d.noPaging : fill(d.physical, { address: physical })}
      </p>
      {walk.length > 0 && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrollable region must be reachable by keyboard
        <section className={styles.scroll} tabIndex={0} aria-label={d.walk}>
          <table className={styles.table}>
            <thead>
              <tr>
                <th scope="col">{d.level}</th>
                <th scope="col">{d.index}</th>
                <th scope="col">{d.entry}</th>
                <th scope="col">{d.colValue}</th>
                <th scope="col">{d.bits}</th>
              </tr>
            </thead>
            <tbody>
              {walk.map((step) => (
                <tr key={step.level}>
                  <td>{step.level}</td>
                  <td>{step.index}</td>
                  <td>{step.entry}</td>
                  <td>{step.value}</td>
                  <td>{step.bits}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      )}
    </details>
  );
}

export function TlbView({ state }: { state: DebugState }) {
  const { t } = useI18n();
  const d = t.debug;
  if (!state.tlb) return null;
  const { data, code, misses, flushes } = state.tlb;
  return (
    <details className={styles.section}>
      <summary>{d.tlb}</summary>
      <p>{fill(d.tlbCounts, { ...misses, flushes })}</p>
      {(
        [
          [d.tlbData, data],
          [d.tlbCode, code],
        ] as const
      ).map(([name, pages]) => (
        <p key={name}>
          {name}: <code className={styles.pages}>{pages.join(' ')}</code>
        </p>
      ))}
    </details>
  );
}
