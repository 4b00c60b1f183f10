'use client';
/**
 * A module in the kernel: its sections with their addresses on the left, the symbols it borrows on the right, a line where the
 * linker wrote an address in; who uses it; and what an oops says, with the line of the source. Pure but for the chosen module.
 */
import type { OopsReport } from '@ringzero/kernel-sim/kernel/module/types';
import { useState } from 'react';
import { fill } from '../../_i18n/define';
import { Button } from '../../_ui/Button';
import { Icon } from '../../_ui/Icon';
import styles from './inspect.module.css';
import { kernelAddress, type ModuleView, modulesAt, oopsesAt, relocationGroups } from './modules';
import type { PictureProps } from './picture';
import { DataTable } from './Table';
import type { Words } from './words';

const WIDTH = 640;
const ROW = 34;
const RIGHT = 366;
const BOXES = 9;

const stateWords = (state: ModuleView['state'], w: Words): string =>
  ({ live: w.modLive, coming: w.modComing, going: w.modGoing, gone: w.modGone, unformed: w.modUnformed })[state];

export function ModulesPicture({ steps, at, end, w, onLine }: PictureProps) {
  const modules = modulesAt(steps, at, end);
  const [chosen, setChosen] = useState<string | null>(null);
  const module = modules.find((m) => m.name === chosen) ?? modules.at(-1);
  const oopses = oopsesAt(steps, at, end);
  return (
    <div className={styles.stack}>
      {oopses.map((oops, n) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: reports in the order of the log
        <OopsCard key={n} oops={oops} w={w} onLine={onLine} />
      ))}
      {modules.length > 1 && (
        <label className={styles.pick}>
          <span>{w.moduleName}</span>
          <select value={module?.name} onChange={(event) => setChosen(event.target.value)}>
            {modules.map((m) => (
              <option key={m.name}>{m.name}</option>
            ))}
          </select>
        </label>
      )}
      {module ? <Linkage module={module} w={w} /> : <p className={styles.hint}>{w.modNone}</p>}
    </div>
  );
}

function Linkage({ module, w }: { module: ModuleView; w: Words }) {
  const groups = relocationGroups(module);
  const sections = module.sections.filter((s) => s.size > 0);
  const used = new Map<string, number>();
  for (const { section, count } of groups) used.set(section, (used.get(section) ?? 0) + count);
  // Sections that were changed come first; debug and the like fold away.
  const left = [...sections].sort((a, b) => (used.get(b.name) ?? 0) - (used.get(a.name) ?? 0)).slice(0, BOXES);
  const right = module.imports.slice(0, BOXES);
  const rows = Math.max(left.length, right.length, 1);
  const y = (n: number) => 30 + n * ROW;
  const height = y(rows) + 18;
  const { snapshot } = module;
  const facts = [
    stateWords(module.state, w),
    fill(w.modPatched, { n: module.relocations.length }),
    ...(snapshot ? [fill(w.modRefs, { n: snapshot.refcount })] : []),
  ];
  return (
    <figure className={styles.stack}>
      <figcaption className={styles.caption}>
        <code>{module.name}</code> <span className={styles.dimText}>{facts.join(' · ')}</span>
      </figcaption>
      <svg
        className={styles.svg}
        viewBox={`0 0 ${WIDTH} ${height}`}
        role="img"
        aria-label={`${w.modulesTitle}: ${module.name}. ${module.imports
          .map((i) => `${i.name} ${kernelAddress(i.address)} (${i.from})`)
          .join(', ')}`}
      >
        <text className={styles.dim} x="2" y="16">
          {w.modSections}
        </text>
        <text className={styles.dim} x={RIGHT} y="16">
          {w.modImports}
        </text>
        {groups.map(({ section, symbol, count }) => {
          const a = left.findIndex((s) => s.name === section);
          const b = right.findIndex((i) => i.name === symbol);
          if (a < 0 || b < 0) return null;
          return (
            <g key={`${section} ${symbol}`} className={styles.ring0}>
              <path
                className={styles.branch}
                d={`M250 ${y(a) + 14}C308 ${y(a) + 14} 308 ${y(b) + 14} ${RIGHT - 2} ${y(b) + 14}`}
              />
              {count > 1 && (
                <text className={styles.boxSub} x={RIGHT - 8} y={y(b) + 10} textAnchor="end">
                  ×{count}
                </text>
              )}
            </g>
          );
        })}
        {left.map((section, n) => (
          <g key={section.name} className={styles.ring0}>
            <rect
              className={used.has(section.name) ? styles.boxNow : styles.box}
              x="2"
              y={y(n)}
              width="248"
              height="28"
              rx="4"
            />
            <text className={`${styles.small} ${styles.mono}`} x="10" y={y(n) + 18}>
              {section.name.length > 14 ? `${section.name.slice(0, 13)}…` : section.name}
            </text>
            <text className={`${styles.boxSub} ${styles.mono}`} x="244" y={y(n) + 18} textAnchor="end">
              {kernelAddress(section.address)}
            </text>
          </g>
        ))}
        {right.map((symbol, n) => (
          <g key={symbol.name} className={styles.ring0}>
            <rect className={styles.lit} x={RIGHT} y={y(n)} width={WIDTH - RIGHT - 2} height="28" rx="4" />
            <text className={`${styles.small} ${styles.mono}`} x={RIGHT + 8} y={y(n) + 13}>
              {symbol.name}
            </text>
            <text className={`${styles.boxSub} ${styles.mono}`} x={RIGHT + 8} y={y(n) + 25}>
              {symbol.from} {kernelAddress(symbol.address)}
            </text>
          </g>
        ))}
        <text className={styles.dim} x="2" y={height - 2}>
          {sections.length > left.length ? fill(w.modMore, { n: sections.length - left.length }) : ''}
        </text>
        <text className={styles.dim} x={RIGHT} y={height - 2}>
          {module.imports.length > right.length ? fill(w.modMore, { n: module.imports.length - right.length }) : ''}
        </text>
      </svg>
      {snapshot && (
        <p className={styles.hint}>
          {w.modUsers}: <code>{snapshot.usedBy.join(' ') || w.modNobody}</code>
        </p>
      )}
    </figure>
  );
}

function OopsCard({ oops, w, onLine }: { oops: OopsReport; w: Words; onLine: PictureProps['onLine'] }) {
  const { file, line } = oops;
  const symbol = oops.symbol ? `${oops.symbol}+0x${oops.offset.toString(16)}` : '?';
  return (
    <section className={styles.oops}>
      <h3>
        <Icon name="warning" />
        {fill(w.oopsTitle, { kind: oops.kind })}
      </h3>
      <p>
        {fill(w.oopsWhere, {
          symbol: oops.module ? `${symbol} [${oops.module}]` : symbol,
          pid: oops.pid,
          comm: oops.comm,
        })}
      </p>
      {oops.kind.includes('fault') && <p>{fill(w.oopsAddress, { address: kernelAddress(oops.address) })}</p>}
      {file !== null && line !== null && (
        <p className={styles.oopsLine}>
          <strong>{fill(w.oopsLine, { file, line })}</strong>
          {onLine && (
            <Button size="s" onClick={() => onLine(file, line)}>
              {w.oopsShow}
            </Button>
          )}
        </p>
      )}
      {oops.trace.length > 0 && (
        <details>
          <summary>{w.oopsTrace}</summary>
          <ol className={styles.callTrace}>
            {oops.trace.map((entry, n) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: frames of one stack
              <li key={n}>
                <code>
                  {entry.reliable ? '' : '? '}
                  {entry.text}
                </code>
                {entry.file !== null && entry.line !== null && ` ${entry.file}:${entry.line}`}
              </li>
            ))}
          </ol>
        </details>
      )}
    </section>
  );
}

export function ModulesTable({ steps, at, end, w, onLine }: PictureProps) {
  const modules = modulesAt(steps, at, end);
  const oopses = oopsesAt(steps, at, end);
  if (modules.length === 0 && oopses.length === 0) return <p className={styles.hint}>{w.modNone}</p>;
  return (
    <div className={styles.stack}>
      {oopses.map((oops, n) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: reports in the order of the log
        <OopsCard key={n} oops={oops} w={w} onLine={onLine} />
      ))}
      {modules.map((module) => (
        <div key={module.name} className={styles.stack}>
          <DataTable
            caption={`${module.name} (${stateWords(module.state, w)}): ${w.modSections}`}
            columns={[
              { head: w.colSection, mono: true },
              { head: w.colAddress, mono: true },
              { head: w.colSize, mono: true },
            ]}
            rows={module.sections.map((s) => ({ key: s.name, cells: [s.name, kernelAddress(s.address), s.size] }))}
          />
          <DataTable
            caption={`${module.name}: ${w.modImports}`}
            columns={[
              { head: w.colSymbol, mono: true },
              { head: w.colAddress, mono: true },
              { head: w.colFromWhere, mono: true },
            ]}
            rows={module.imports.map((s) => ({ key: s.name, cells: [s.name, kernelAddress(s.address), s.from] }))}
          />
          <DataTable
            caption={`${module.name}: ${w.modRelocations}`}
            columns={[
              { head: w.colSection, mono: true },
              { head: w.colType, mono: true },
              { head: w.colSymbol, mono: true },
              { head: w.colValue, mono: true },
            ]}
            rows={module.relocations.map((r, n) => ({
              key: n,
              cells: [
                `${r.section}+0x${r.offset.toString(16)}`,
                r.type,
                r.addend ? `${r.symbol}${r.addend > 0 ? '+' : ''}${r.addend}` : r.symbol,
                kernelAddress(r.value),
              ],
            }))}
          />
        </div>
      ))}
    </div>
  );
}
