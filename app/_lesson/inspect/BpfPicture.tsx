'use client';
/**
 * eBPF: each program between the place it hangs on and the maps it uses, what the maps hold, and, when the verifier refused one,
 * its log with the reason in plain words.
 */
import { Fragment, useEffect, useState } from 'react';
import { fill } from '../../_i18n/define';
import type { Language } from '../../_i18n/language';
import { LayerSwatch } from '../../_ui/Ring';
import {
  type BpfData,
  type BpfMapData,
  type BpfProgramView,
  mapType,
  programsAt,
  programType,
  readable,
  readableValue,
} from './bpf';
import styles from './inspect.module.css';
import type { PictureProps } from './picture';
import { DataTable } from './Table';
import type { Words } from './words';

type Rejection = NonNullable<BpfData['rejection']>;

export function BpfPicture({ steps, at, end, w, lang }: PictureProps) {
  const bpf = end?.bpf;
  const programs = programsAt(steps, at, bpf);
  const nothing = programs.length === 0 && !bpf?.maps.length && !bpf?.finished.length && !bpf?.rejection;
  if (nothing) return <p className={styles.hint}>{w.bpfNone}</p>;
  return (
    <div className={styles.stack}>
      {bpf?.rejection && <Refused rejection={bpf.rejection} w={w} lang={lang} />}
      {programs.length > 0 && (
        <ul className={styles.bpf} aria-label={w.bpfTitle}>
          {programs.map((program) => (
            <Program key={program.id} program={program} maps={bpf?.maps ?? []} w={w} />
          ))}
        </ul>
      )}
      {bpf && <Maps bpf={bpf} w={w} />}
      {bpf && bpf.trace.length > 0 && (
        <figure>
          <figcaption className={styles.caption}>{w.bpfTrace}</figcaption>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrollable region must be reachable by keyboard */}
          <pre className={styles.serial} tabIndex={0}>
            {bpf.trace
              .slice(-12)
              .map((line) => line.trimEnd())
              .join('\n')}
          </pre>
        </figure>
      )}
    </div>
  );
}

function Program({ program, maps, w }: { program: BpfProgramView; maps: BpfData['maps']; w: Words }) {
  const { snapshot } = program;
  return (
    <li className={styles.bpfRow} aria-current={program.current || undefined}>
      <div className={styles.bpfHook}>
        <small>{w.bpfHook}</small>
        {program.hooks.map((hook) => (
          <span key={hook.target}>
            <code>{hook.target}</code>
            {!hook.attached && <span className={styles.dimText}> {w.bpfDetached}</span>}
          </span>
        ))}
        {program.hooks.length === 0 && <span className={styles.dimText}>{w.bpfNoHook}</span>}
      </div>
      <div className={styles.bpfProgram}>
        <h3>
          <LayerSwatch layer="ring0" />
          <code>{program.name || program.id}</code>
        </h3>
        <p>
          {snapshot ? `${programType(snapshot.type)} · ` : ''}
          {fill(w.bpfRuns, { n: program.runs })}
          {snapshot ? '' : ` · ${w.bpfGone}`}
        </p>
        {snapshot && (
          <p className={styles.dimText}>{fill(w.bpfInsns, { n: snapshot.insns, seen: snapshot.verified })}</p>
        )}
      </div>
      <div className={styles.bpfMaps}>
        {snapshot?.maps.map((id) => (
          <code key={id}>{maps.find((m) => m.id === id)?.name || id}</code>
        ))}
      </div>
    </li>
  );
}

function Maps({ bpf, w }: { bpf: BpfData; w: Words }) {
  return (
    <>
      {bpf.maps.map((map) => (
        <MapTable key={map.id} map={map} title={fill(w.bpfMap, { name: map.name || map.id })} w={w} />
      ))}
      {bpf.finished.slice(-6).map((map) => (
        <MapTable key={map.id} map={map} title={fill(w.bpfMapEnded, { name: map.name || map.id })} w={w} />
      ))}
    </>
  );
}

function MapTable({ map, title, w }: { map: BpfMapData; title: string; w: Words }) {
  const caption = `${title}: ${mapType(map.type)} ${map.entries.length} / ${map.maxEntries}${map.truncated ? ` (${w.bpfTruncated})` : ''}`;
  if (map.entries.length === 0)
    return (
      <p className={styles.hint}>
        {caption} — {w.bpfEmpty}
      </p>
    );
  return (
    <DataTable
      caption={caption}
      columns={[
        { head: w.colKey, mono: true },
        { head: w.colValue, mono: true },
      ]}
      rows={map.entries.map(({ key, value }) => ({ key, cells: [readable(key), readableValue(map, value)] }))}
    />
  );
}

/** The reason stands in the last lines of a log. */
const toEnd = (element: HTMLElement | null): void => {
  if (element) element.scrollTop = element.scrollHeight;
};

type Explain = typeof import('./bpf-words').explain;

function Refused({ rejection, w, lang }: { rejection: Rejection; w: Words; lang: Language }) {
  const [explain, setExplain] = useState<{ of: Explain } | null>(null);
  useEffect(() => {
    let here = true;
    void import('./bpf-words').then((m) => here && setExplain({ of: m.explain }));
    return () => {
      here = false;
    };
  }, []);
  // The registers of that moment are in the log; the words do without.
  const words = explain?.of({ ...rejection, state: lastState(rejection.log) }, lang) ?? null;
  return (
    <section className={styles.oops} aria-live="polite">
      <h3>{fill(w.bpfRejected, { name: rejection.name || '?' })}</h3>
      {words && (
        <>
          <p>
            <strong>{words.problem}</strong>
          </p>
          <dl className={styles.why}>
            {[
              [w.bpfKnown, words.known],
              [w.bpfWhy, words.reason],
              [w.bpfChange, words.remedy],
            ].map(([head, text]) =>
              text ? (
                <Fragment key={head}>
                  <dt>{head}</dt>
                  <dd>{text}</dd>
                </Fragment>
              ) : null,
            )}
          </dl>
        </>
      )}
      <details open>
        <summary>{w.bpfLog}</summary>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrollable region must be reachable by keyboard */}
        <pre className={styles.serial} tabIndex={0} ref={toEnd}>
          {rejection.log
            .trimEnd()
            .split('\n')
            .map((line, n) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: lines of a log
              <span key={n} className={line.startsWith(`${rejection.insn}:`) ? styles.logLine : undefined}>
                {line}
                {'\n'}
              </span>
            ))}
        </pre>
      </details>
    </section>
  );
}

/** The last line of registers that the log prints: `1: R1=ctx(off=0,imm=0) R10=fp0`, or behind an instruction's `;`. */
export function lastState(log: string): string {
  const line = log.split('\n').findLast((l) => /\bR\d+(_\w+)?=/.test(l)) ?? '';
  return line.slice(line.search(/\bR\d+(_\w+)?=/));
}

export function BpfTable({ steps, at, end, w, lang }: PictureProps) {
  const bpf = end?.bpf;
  return (
    <div className={styles.stack}>
      {bpf?.rejection && <Refused rejection={bpf.rejection} w={w} lang={lang} />}
      <DataTable
        caption={w.bpfTitle}
        columns={[
          { head: w.bpfProgram, mono: true },
          { head: w.colType, mono: true },
          { head: w.colHook, mono: true },
          { head: w.colRuns, mono: true },
          { head: w.colMap, mono: true },
        ]}
        rows={programsAt(steps, at, bpf).map((program) => ({
          key: program.id,
          current: program.current,
          cells: [
            program.name || program.id,
            program.snapshot ? programType(program.snapshot.type) : w.bpfGone,
            program.hooks.map((h) => (h.attached ? h.target : `${h.target} (${w.bpfDetached})`)).join(' '),
            program.runs,
            program.snapshot?.maps.map((id) => bpf?.maps.find((m) => m.id === id)?.name || id).join(' ') ?? '',
          ],
        }))}
      />
      {bpf && <Maps bpf={bpf} w={w} />}
    </div>
  );
}
