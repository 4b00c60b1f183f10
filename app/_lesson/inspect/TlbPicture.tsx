/** The lessons' TLB: sets as rows, ways as boxes, the newest page on the right; misses counted beside. Pure. */
import type { TlbSnapshot } from '@ringzero/kernel-sim/kernel/snapshot';
import { fill } from '../../_i18n/define';
import { address } from './address-space';
import styles from './inspect.module.css';
import type { PictureProps } from './picture';
import { DataTable } from './Table';
import type { Words } from './words';

const WIDTH = 640;
const LEFT = 56;
const ROW = 26;

export function TlbPicture({ end, w }: PictureProps) {
  const tlbs = end?.tlb ?? [];
  if (tlbs.length === 0) return <p className={styles.hint}>{w.noData}</p>;
  return (
    <div className={styles.stack}>
      {tlbs.map((tlb) => (
        <figure key={tlb.cpu} className={styles.stack}>
          <figcaption className={styles.caption}>
            CPU {tlb.cpu} <span className={styles.dimText}>{missWords(tlb, w)}</span>
          </figcaption>
          <Sets title={w.tlbData} cpu={tlb.cpu} sets={tlb.entries} w={w} />
          <Sets title={w.tlbCode} cpu={tlb.cpu} sets={tlb.code} w={w} />
        </figure>
      ))}
      <p className={styles.hint}>{w.tlbLead}</p>
      <Tasks end={end} w={w} />
    </div>
  );
}

const missWords = (tlb: TlbSnapshot, w: Words): string => fill(w.tlbMisses, { ...tlb.misses, flushes: tlb.flushes });

function Sets({ title, cpu, sets, w }: { title: string; cpu: number; sets: TlbSnapshot['entries']; w: Words }) {
  const ways = Math.max(4, ...sets.map((set) => set.length));
  const box = (WIDTH - LEFT) / ways;
  const used = sets.reduce((n, set) => n + set.length, 0);
  return (
    <svg
      className={styles.svg}
      viewBox={`0 0 ${WIDTH} ${20 + sets.length * ROW}`}
      role="img"
      aria-label={`${w.tlbTitle}: CPU ${cpu} ${title}, ${used} / ${sets.length * ways}`}
    >
      <text className={styles.dim} x="0" y="13">
        {title}
      </text>
      {sets.map((set, n) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: sets are numbered
        <g key={n} className={styles.hw}>
          <text className={styles.dim} x="0" y={20 + n * ROW + 16}>
            {fill(w.tlbSet, { n })}
          </text>
          {Array.from({ length: ways }, (_, way) => {
            // The newest stands on the right, empty ways on the left.
            const entry = set[way - (ways - set.length)];
            const x = LEFT + way * box;
            return (
              // biome-ignore lint/suspicious/noArrayIndexKey: ways are numbered
              <g key={way}>
                <rect
                  className={entry ? styles.boxNow : styles.box}
                  x={x + 1}
                  y={20 + n * ROW + 1}
                  width={box - 3}
                  height={ROW - 4}
                  rx="3"
                />
                {entry && box > 58 && (
                  <text
                    className={`${styles.small} ${styles.mono}`}
                    x={x + box / 2}
                    y={20 + n * ROW + 16}
                    textAnchor="middle"
                  >
                    {entry.page.toString(16)}
                    {entry.large ? ' 2M' : ''}
                  </text>
                )}
              </g>
            );
          })}
        </g>
      ))}
    </svg>
  );
}

function Tasks({ end, w }: Pick<PictureProps, 'end' | 'w'>) {
  const tasks = end?.tasks.flatMap((task) => (task.tlb ? [{ ...task, tlb: task.tlb }] : [])) ?? [];
  if (tasks.length === 0) return null;
  return (
    <DataTable
      caption={w.tlbTasks}
      columns={[
        { head: w.colTask, mono: true },
        { head: w.colLoad, mono: true },
        { head: w.colStore, mono: true },
        { head: w.colFetch, mono: true },
        { head: w.colFlushes, mono: true },
      ]}
      rows={tasks.map(({ pid, comm, tlb }) => ({
        key: pid,
        cells: [`${pid} ${comm}`, tlb.loadMisses, tlb.storeMisses, tlb.fetchMisses, tlb.flushes],
      }))}
    />
  );
}

export function TlbTable({ end, w }: PictureProps) {
  const tlbs = end?.tlb ?? [];
  if (tlbs.length === 0) return <p className={styles.hint}>{w.noData}</p>;
  return (
    <div className={styles.stack}>
      {tlbs.map((tlb) => (
        <DataTable
          key={tlb.cpu}
          caption={`CPU ${tlb.cpu}: ${missWords(tlb, w)}`}
          columns={[{ head: w.colType }, { head: w.colSet, mono: true }, { head: w.colPage, mono: true }]}
          rows={(['entries', 'code'] as const).flatMap((kind) =>
            tlb[kind].flatMap((set, n) =>
              set.map(({ page, large }) => ({
                key: `${kind}/${n}/${page}`,
                cells: [
                  kind === 'entries' ? w.tlbData : w.tlbCode,
                  n,
                  `${address(page * (large ? 2 ** 21 : 4096))}${large ? ` (${w.tlbLarge})` : ''}`,
                ],
              })),
            ),
          )}
        />
      ))}
      <Tasks end={end} w={w} />
    </div>
  );
}
