'use client';
/**
 * The inspector: one picture at a time, its table form one key (T) away, and one scrubber that steps through the trace in
 * both directions. It holds what is chosen; the pictures themselves are functions of trace and snapshots.
 */
import type {
  AddressSpaceSnapshot,
  BareSnapshot,
  KernelSnapshot,
  PageWalkSnapshot,
} from '@ringzero/kernel-sim/kernel/snapshot';
import type { InspectorKind, TraceStep } from '@ringzero/kernel-sim/lab/types';
import dynamic from 'next/dynamic';
import { type ComponentType, type KeyboardEvent, type ReactNode, useEffect, useState } from 'react';
import { useI18n } from '../../_i18n/client';
import { fill, groupDigits } from '../../_i18n/define';
import { Button } from '../../_ui/Button';
import { Icon } from '../../_ui/Icon';
import { AddressSpacePicture, AddressSpaceTable } from './AddressSpacePicture';
import {
  DevicesPicture,
  DevicesTable,
  RegistersPicture,
  RegistersTable,
  ScreenPicture,
  ScreenTable,
} from './BarePictures';
import type { Frame } from './FramebufferPicture';
import styles from './inspect.module.css';
import { LayersPicture } from './LayersPicture';
import { ProcessPicture, ProcessTable } from './ProcessPicture';
import type { PictureProps } from './picture';
import { Scrubber } from './Scrubber';
import { TraceTable } from './TraceTable';
import { eventWords } from './words';

type Picture = Exclude<InspectorKind, 'trace'>;

/** A picture and its table. */
type Pair = readonly [picture: ComponentType<PictureProps>, table: ComponentType<PictureProps>];
const pair = <P extends string, T extends string>(
  load: () => Promise<Record<P | T, ComponentType<PictureProps>>>,
  picture: P,
  table: T,
): Pair => [
  dynamic(() => load().then((m) => m[picture]), { ssr: false }),
  dynamic(() => load().then((m) => m[table]), { ssr: false }),
];

/** Pictures of kernel parts that few exercises open: each comes when it is first drawn. */
const PARTS = {
  timeline: pair(() => import('./TimelinePicture'), 'TimelinePicture', 'TimelineTable'),
  network: pair(() => import('./NetworkPicture'), 'NetworkPicture', 'NetworkTable'),
  modules: pair(() => import('./ModulesPicture'), 'ModulesPicture', 'ModulesTable'),
  bpf: pair(() => import('./BpfPicture'), 'BpfPicture', 'BpfTable'),
  vfs: pair(() => import('./VfsPicture'), 'VfsPicture', 'VfsTable'),
  tlb: pair(() => import('./TlbPicture'), 'TlbPicture', 'TlbTable'),
} as const;
const FramebufferPicture = dynamic(() => import('./FramebufferPicture').then((m) => m.FramebufferPicture), {
  ssr: false,
});
type PartName = keyof typeof PARTS;
const isPart = (picture: Picture): picture is PartName => picture in PARTS;

/** Pictures that follow the scrubber. */
const MOVING: ReadonlySet<Picture> = new Set([
  'layers',
  'processes',
  'timeline',
  'network',
  'modules',
  'bpf',
  'vfs',
] as const);
const ZOOM_MOST = 4096;

export interface InspectorData {
  trace: readonly TraceStep[];
  kernel: KernelSnapshot | null;
  bare: BareSnapshot | null;
  spaces: readonly AddressSpaceSnapshot[];
  walk: PageWalkSnapshot | null;
  /** What /dev/fb0 shows, once a program has opened it. */
  frame?: Frame | null;
}
interface Props extends InspectorData {
  initial: InspectorKind | null;
  /** A moment that the reader asked to see; `n` makes two requests differ. */
  show: { n: number; step?: number; at?: number } | null;
  /** A live machine: asks it for pages and walks. */
  onInspect?: (want: 'address-space' | 'walk', pid: number, va?: number) => void;
  /** Shows a line of the reader's source. */
  onLine?: (file: string, line: number) => void;
}

/** Which pictures this data can fill. */
export function picturesOf({ trace, kernel, bare, spaces, frame }: InspectorData, live: boolean): Picture[] {
  const out: Picture[] = [];
  if (trace.length > 0) out.push('layers');
  if (kernel) out.push('processes');
  const seen = new Set(trace.map(({ event }) => event.type));
  if (seen.has('switch') || (live && trace.length > 0)) out.push('timeline');
  if (seen.has('vfs')) out.push('vfs');
  if (seen.has('packet') || kernel?.network) out.push('network');
  if (seen.has('module') || seen.has('oops') || kernel?.modules?.length || kernel?.oopses?.length) out.push('modules');
  if (seen.has('bpf') || kernel?.bpf) out.push('bpf');
  if (kernel?.tlb?.length) out.push('tlb');
  if (spaces.length > 0 || (live && kernel)) out.push('address-space');
  if (bare || frame) out.push('screen');
  if (bare) out.push('devices');
  if ((kernel?.cpus.length ?? 0) + (bare?.cpus.length ?? 0) > 0) out.push('registers');
  return out;
}

export function Inspector(props: Props) {
  const { lang, t } = useI18n();
  const w = t.inspect;
  const { trace, kernel, bare, spaces, show, onInspect } = props;
  const pictures = picturesOf(props, onInspect !== undefined);
  const wanted = props.initial && props.initial !== 'trace' ? props.initial : null;
  const [chosen, setChosen] = useState<Picture | null>(null);
  const [table, setTable] = useState(false);
  const [at, setAt] = useState<number | null>(null);
  const [pid, setPid] = useState<number | null>(null);
  const [va, setVa] = useState<number | null>(null);
  const [zoom, setZoom] = useState(1);

  const picture =
    chosen && pictures.includes(chosen) ? chosen : wanted && pictures.includes(wanted) ? wanted : pictures[0];
  // Without a choice the picture stands at the end, and follows a live machine.
  const step = Math.min(at ?? trace.length - 1, trace.length - 1);
  const shown = show?.n;
  // biome-ignore lint/correctness/useExhaustiveDependencies: only a new request moves the scrubber
  useEffect(() => {
    if (!show) return;
    const target =
      show.step !== undefined
        ? trace.findIndex((s) => s.index >= (show.step ?? 0))
        : show.at !== undefined
          ? trace.findIndex((s) => s.event.at >= (show.at ?? 0))
          : -1;
    if (target >= 0) setAt(target);
  }, [shown]);

  const processes = kernel?.tasks.filter((task) => task.tgid === task.pid && task.state !== 'Z') ?? [];
  const space = spaces.find((s) => s.pid === pid) ?? (pid === null ? spaces.at(-1) : undefined);
  const choosePid = (next: number) => {
    setPid(next);
    setVa(null);
    onInspect?.('address-space', next);
  };
  const choosePage = (next: number) => {
    setVa(next);
    if (space) onInspect?.('walk', space.pid, next);
  };
  const onKey = (event: KeyboardEvent) => {
    const field = event.target instanceof HTMLElement && event.target.matches('input, textarea, select');
    if (event.key.toLowerCase() !== 't' || field || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    setTable(!table);
  };

  if (!picture) return <p className={styles.body}>{w.nothing}</p>;
  const names: Readonly<Record<Picture, string>> = {
    layers: w.layers,
    processes: w.processes,
    'address-space': w.addressSpace,
    screen: w.screen,
    devices: w.devices,
    registers: w.registers,
    timeline: w.timeline,
    network: w.network,
    modules: w.modules,
    bpf: w.bpf,
    vfs: w.vfs,
    tlb: w.tlb,
  };
  const cpu = bare?.cpus[0] ?? kernel?.cpus[0];
  const common = { steps: trace, at: step, end: kernel, w };
  const draw: Readonly<Record<Exclude<Picture, PartName>, () => ReactNode>> = {
    layers: () => (table ? <TraceTable {...common} /> : <LayersPicture {...common} />),
    processes: () => (table ? <ProcessTable {...common} /> : <ProcessPicture {...common} />),
    'address-space': () =>
      space ? (
        table ? (
          <AddressSpaceTable space={space} va={va} walk={null} w={w} />
        ) : (
          <AddressSpacePicture space={space} va={va} walk={props.walk} onChoose={choosePage} w={w} />
        )
      ) : (
        <p className={styles.hint}>{w.noData}</p>
      ),
    screen: () =>
      props.frame ? (
        <FramebufferPicture frame={props.frame} table={table} w={w} />
      ) : (
        bare && (table ? <ScreenTable bare={bare} w={w} /> : <ScreenPicture bare={bare} w={w} />)
      ),
    devices: () => bare && (table ? <DevicesTable bare={bare} w={w} /> : <DevicesPicture bare={bare} w={w} />),
    registers: () => cpu && (table ? <RegistersTable cpu={cpu} w={w} /> : <RegistersPicture cpu={cpu} w={w} />),
  };
  const pids = onInspect
    ? processes.map((p) => ({ pid: p.pid, name: p.comm }))
    : spaces.map((s) => ({ pid: s.pid, name: kernel?.tasks.find((task) => task.pid === s.pid)?.comm ?? '' }));
  const moves = MOVING.has(picture);
  const Part = isPart(picture) ? PARTS[picture][table ? 1 : 0] : null;
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: T switches the form anywhere inside; the same is a button
    <div className={styles.inspector} onKeyDown={onKey}>
      <div className={styles.bar}>
        <label>
          <span className="visually-hidden">{w.choose}</span>
          <select value={picture} onChange={(event) => setChosen(event.target.value as Picture)}>
            {pictures.map((p) => (
              <option key={p} value={p}>
                {names[p]}
              </option>
            ))}
          </select>
        </label>
        {picture === 'address-space' && pids.length > 0 && (
          <label>
            <span className="visually-hidden">{w.chooseProcess}</span>
            <select value={space?.pid ?? ''} onChange={(event) => choosePid(Number(event.target.value))}>
              {!space && <option value="">{w.chooseProcess}</option>}
              {pids.map((p) => (
                <option key={p.pid} value={p.pid}>
                  {p.pid} {p.name}
                </option>
              ))}
            </select>
          </label>
        )}
        {picture === 'timeline' && (
          <span className={styles.zoom}>
            <Button
              look="quiet"
              size="s"
              aria-label={w.zoomOut}
              title={w.zoomOut}
              disabled={zoom <= 1}
              onClick={() => setZoom(zoom / 2)}
            >
              −
            </Button>
            <span role="status">{fill(w.zoomNow, { n: zoom })}</span>
            <Button
              look="quiet"
              size="s"
              aria-label={w.zoomIn}
              title={w.zoomIn}
              disabled={zoom >= ZOOM_MOST}
              onClick={() => setZoom(zoom * 2)}
            >
              +
            </Button>
          </span>
        )}
        <Button look="quiet" size="s" aria-keyshortcuts="t" title={w.tableKey} onClick={() => setTable(!table)}>
          <Icon name={table ? 'picture' : 'table'} />
          {table ? w.asPicture : w.asTable}
        </Button>
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrollable region must be reachable by keyboard */}
      <section className={styles.body} tabIndex={0} aria-label={names[picture]}>
        {isPart(picture)
          ? Part && <Part {...common} lang={lang} zoom={zoom} onStep={setAt} onLine={props.onLine} />
          : draw[picture]()}
      </section>
      {moves && trace.length > 0 && (
        <div className={styles.scrubber}>
          <p className={styles.event} aria-live="polite">
            <code>{trace[step] ? eventWords(trace[step].event, w) : ''}</code>
            <span>{fill(w.step, { n: groupDigits(step + 1, lang), all: groupDigits(trace.length, lang) })}</span>
          </p>
          <Scrubber trace={trace} step={step} onStep={setAt} />
        </div>
      )}
    </div>
  );
}
