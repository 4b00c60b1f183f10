/**
 * An address space: its mappings from high to low, a square for each page with a frame (shared frames hatched), and the
 * four-level walk of a chosen page. Pure but for the callback that chooses a page.
 */
import type { AddressSpaceSnapshot, PageWalkSnapshot } from '@ringzero/kernel-sim/kernel/snapshot';
import { fill } from '../../_i18n/define';
import { address, bitsOf, PAGE, pagesOf, sharedWith, vmaOf, walkFromSnapshot } from './address-space';
import styles from './inspect.module.css';
import { Patterns } from './Patterns';
import { DataTable } from './Table';
import type { Words } from './words';

interface Props {
  space: AddressSpaceSnapshot;
  /** Chosen page, or null. */
  va: number | null;
  /** The walk as the machine did it, when it is alive. */
  walk: PageWalkSnapshot | null;
  onChoose?: (va: number) => void;
  w: Words;
}
const WIDTH = 640;
const SQUARE = 11;
const PER_ROW = 20;
const MOST = 60;

export function AddressSpacePicture({ space, va, walk, onChoose, w }: Props) {
  const vmas = [...space.vmas].sort((a, b) => b.start - a.start);
  let y = 4;
  const rows = vmas.map((vma) => {
    const pages = pagesOf(space, vma);
    const lines = Math.max(1, Math.ceil(Math.min(pages.length, MOST) / PER_ROW));
    const height = Math.max(40, lines * (SQUARE + 2) + 14);
    const top = y;
    y += height + 4;
    return { vma, pages, top, height };
  });
  return (
    <div className={styles.space}>
      {/* biome-ignore lint/a11y/useSemanticElements: a drawing whose pages can be chosen is a group, not a field set */}
      <svg
        className={styles.svg}
        viewBox={`0 0 ${WIDTH} ${y}`}
        role="group"
        aria-label={fill(w.addressTitle, { pid: space.pid })}
        style={{ maxHeight: y * 1.15 }}
      >
        <Patterns />
        {rows.map(({ vma, pages, top, height }) => (
          <g key={vma.start} className={styles.ring3}>
            <rect className={styles.band} x="0" y={top} width={WIDTH} height={height} rx="5" />
            <text className={`${styles.mono} ${styles.small}`} x="10" y={top + 17}>
              {address(vma.start)}
            </text>
            <text className={`${styles.mono} ${styles.dim}`} x="10" y={top + 33}>
              {vma.perms}
            </text>
            <text className={styles.boxName} x="128" y={top + 17}>
              {shorten(vma.name || '—', 24)}
            </text>
            <text className={styles.dim} x="128" y={top + 33}>
              {fill(w.residentPages, { n: vma.resident, all: (vma.end - vma.start) / PAGE })}
            </text>
            {pages.slice(0, MOST).map((page, n) => {
              const shared = sharedWith(page, space.pid);
              const chosen = va !== null && page.va === va - (va % PAGE);
              const x = 320 + (n % PER_ROW) * (SQUARE + 4.6);
              const py = top + 8 + Math.floor(n / PER_ROW) * (SQUARE + 2);
              const label = `${address(page.va)} → ${fill(w.walkFrame, { n: page.frame })}${shared.length > 0 ? `, ${fill(w.sharedFrame, { pids: shared.join(', ') })}` : ''}`;
              return (
                // biome-ignore lint/a11y/useSemanticElements: a button cannot be drawn inside SVG
                <rect
                  key={page.va}
                  role="button"
                  tabIndex={chosen || (va === null && n === 0) ? 0 : -1}
                  aria-label={label}
                  aria-pressed={chosen}
                  className={chosen ? styles.pageChosen : page.writable ? styles.pageWritable : styles.page}
                  fill={shared.length > 0 ? 'url(#rz-shared)' : undefined}
                  x={x}
                  y={py}
                  width={SQUARE}
                  height={SQUARE}
                  rx="1.5"
                  onClick={() => onChoose?.(page.va)}
                  onKeyDown={(event) => {
                    const step = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: PER_ROW, ArrowUp: -PER_ROW }[event.key];
                    const next = step === undefined ? undefined : pages[n + step];
                    if (event.key === 'Enter' || event.key === ' ') onChoose?.(page.va);
                    else if (next) onChoose?.(next.va);
                    else return;
                    event.preventDefault();
                  }}
                >
                  <title>{label}</title>
                </rect>
              );
            })}
            {pages.length > MOST && (
              <text className={styles.dim} x="320" y={top + height - 4}>
                {fill(w.morePages, { n: pages.length - MOST })}
              </text>
            )}
          </g>
        ))}
      </svg>
      {va === null ? (
        <p className={styles.hint}>{w.choosePage}</p>
      ) : (
        <WalkPicture walk={walk?.va === va ? walk : walkFromSnapshot(space, va)} space={space} w={w} />
      )}
    </div>
  );
}

const shorten = (text: string, most: number) => (text.length > most ? `…${text.slice(1 - most)}` : text);

const STEP = 126;

/** Four tables, one entry in each, and the frame at the end: an address as the CPU takes it apart. */
export function WalkPicture({ walk, space, w }: { walk: PageWalkSnapshot; space: AddressSpaceSnapshot; w: Words }) {
  const page = space.pages.find((p) => p.va === walk.va - (walk.va % PAGE)) ?? null;
  const shared = page ? sharedWith(page, space.pid) : [];
  const names = ['PML4', 'PDPT', 'PD', 'PT'];
  const label = `${fill(w.walkTitle, { va: address(walk.va) })}: ${walk.steps.map((s, n) => `${names[n]}[${s.index}] ${s.present ? w.walkPresent : w.walkAbsent}`).join(', ')}; ${walk.frame === null ? w.walkAbsent : fill(w.walkFrame, { n: walk.frame })}`;
  return (
    <figure className={styles.walk}>
      <figcaption>
        {fill(w.walkTitle, { va: address(walk.va) })} <small>{w.walkLead}</small>
      </figcaption>
      <svg className={styles.svg} viewBox="0 0 640 190" role="img" aria-label={label}>
        <Patterns />
        <text className={`${styles.mono} ${styles.dim}`} x="4" y="14">
          CR3
        </text>
        {walk.steps.map((step, n) => {
          const x = 8 + n * STEP;
          return (
            <g key={step.level} className={styles.ring0}>
              <text className={`${styles.mono} ${styles.bit}`} x={x + 50} y="34" textAnchor="middle">
                {step.index.toString(2).padStart(9, '0')}
              </text>
              <text className={styles.dim} x={x + 50} y="50" textAnchor="middle">
                {names[n]}[{step.index}]
              </text>
              <rect className={styles.box} x={x} y="60" width="100" height="92" rx="5" />
              <rect
                className={step.present ? styles.lit : styles.missing}
                x={x + 6}
                y="88"
                width="88"
                height="34"
                rx="3"
              />
              <text className={`${styles.mono} ${styles.small}`} x={x + 50} y="102" textAnchor="middle">
                {step.value || (step.present ? 'P' : '—')}
              </text>
              <text className={`${styles.mono} ${styles.small}`} x={x + 50} y="116" textAnchor="middle">
                {[step.present && 'P', step.writable && 'W', step.user && 'U', step.noExecute && 'NX']
                  .filter(Boolean)
                  .join(' ')}
              </text>
              {n < 3 && <path className={styles.pointer} d={`M${x + 96} 105H${x + STEP - 4}l-6 -4m6 4l-6 4`} />}
            </g>
          );
        })}
        <g className={styles.hw}>
          <path className={styles.pointer} d={`M${8 + 3 * STEP + 96} 105H${8 + 4 * STEP - 4}l-6 -4m6 4l-6 4`} />
          <text className={`${styles.mono} ${styles.bit}`} x={8 + 4 * STEP + 60} y="34" textAnchor="middle">
            {walk.offset.toString(2).padStart(12, '0')}
          </text>
          <text className={styles.dim} x={8 + 4 * STEP + 60} y="50" textAnchor="middle">
            {w.walkOffset} {walk.offset}
          </text>
          <rect
            className={walk.frame === null ? styles.missing : styles.lit}
            x={8 + 4 * STEP}
            y="72"
            width="118"
            height="66"
            rx="5"
            fill={shared.length > 0 ? 'url(#rz-shared)' : undefined}
          />
          <text className={styles.boxName} x={8 + 4 * STEP + 59} y="110" textAnchor="middle">
            {walk.frame === null ? '—' : fill(w.walkFrame, { n: walk.frame })}
          </text>
        </g>
        <text className={styles.dim} x="8" y="178">
          {walk.frame === null
            ? w.walkAbsent
            : shared.length > 0
              ? fill(w.sharedFrame, { pids: shared.join(', ') })
              : page
                ? bitsOf(page)
                : ''}
        </text>
      </svg>
    </figure>
  );
}

export function AddressSpaceTable({ space, va, w }: Props) {
  return (
    <>
      <DataTable
        caption={fill(w.addressTitle, { pid: space.pid })}
        columns={[
          { head: w.colRange, mono: true },
          { head: w.colPerms, mono: true },
          { head: w.colName, mono: true },
          { head: w.colResident },
        ]}
        rows={space.vmas.map((vma) => ({
          key: vma.start,
          cells: [
            `${address(vma.start)}–${address(vma.end)}`,
            vma.perms,
            vma.name || '—',
            fill(w.residentPages, { n: vma.resident, all: (vma.end - vma.start) / PAGE }),
          ],
        }))}
      />
      <DataTable
        caption={w.pagesTitle}
        columns={[
          { head: w.colPage, mono: true },
          { head: w.colFrame, mono: true },
          { head: w.colBits, mono: true },
          { head: w.colShared, mono: true },
          { head: w.colName, mono: true },
          { head: 'PML4 PDPT PD PT', mono: true },
        ]}
        rows={space.pages.map((page) => ({
          key: page.va,
          current: va !== null && page.va === va - (va % PAGE),
          cells: [
            address(page.va),
            page.frame,
            bitsOf(page),
            sharedWith(page, space.pid).join(', '),
            vmaOf(space, page.va)?.name ?? '',
            walkFromSnapshot(space, page.va)
              .steps.map((s) => s.index)
              .join(' '),
          ],
        }))}
      />
    </>
  );
}
