'use client';
/** Disassembly around the next instruction, each source line above the instructions that it became. */
import type { DebugState } from '@ringzero/kernel-sim/lab/debug-types';
import type { ExerciseFile } from '@ringzero/kernel-sim/lab/types';
import { Fragment, useEffect, useRef } from 'react';
import { useI18n } from '../../_i18n/client';
import styles from './DebugPanel.module.css';

export function CodeView({ state, files }: { state: DebugState; files: readonly ExerciseFile[] }) {
  const { t } = useI18n();
  const d = t.debug;
  const { code, pc } = state.machine;
  const box = useRef<HTMLElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: each stop brings its instruction into view
  useEffect(() => {
    const element = box.current;
    const row = element?.querySelector<HTMLElement>('[aria-current]');
    if (!element || !row) return;
    element.scrollTop = row.offsetTop - element.clientHeight / 3;
  }, [state]);
  const text = (file: string, line: number) => files.find((f) => f.path === file)?.text.split('\n')[line - 1] ?? '';
  return (
    <section className={styles.block}>
      <h3>{d.code}</h3>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrollable region must be reachable by keyboard */}
      <section ref={box} className={styles.code} tabIndex={0} aria-label={d.code}>
        <table>
          <thead className="visually-hidden">
            <tr>
              <th scope="col">{d.colAddress}</th>
              <th scope="col">{d.colBytes}</th>
              <th scope="col">{d.colInstruction}</th>
            </tr>
          </thead>
          <tbody>
            {code.map((row, n) => {
              const now = row.address === pc;
              const before = code[n - 1];
              const newLine = row.line > 0 && (before?.line !== row.line || before.file !== row.file);
              return (
                <Fragment key={row.address}>
                  {newLine && (
                    <tr className={styles.sourceLine}>
                      <td colSpan={3}>
                        <span className={styles.number}>{row.line}</span> {text(row.file, row.line).trim()}
                      </td>
                    </tr>
                  )}
                  <tr aria-current={now ? 'step' : undefined} className={now ? styles.now : undefined}>
                    <td>
                      {now && <span className="visually-hidden">{d.here} </span>}
                      {row.address.slice(2)}
                    </td>
                    <td className={styles.bytes}>{row.bytes}</td>
                    <td>{row.text}</td>
                  </tr>
                </Fragment>
              );
            })}
          </tbody>
        </table>
      </section>
    </section>
  );
}
