'use client';
/**
 * eBPF: each program between the place it hangs on and the maps it uses, what the maps hold, and, when the verifier refused one,
 * its log with the reason in plain words.
 */
import { Fragment, useEffect, useState } from 'react';
import { fill } from '../../_i18n/define';
import type { Language } from '../../_i18n/language';
import { LayerSwatch } from '../../_ui/Ring';
import { type BpfData, type BpfMapData, bpfAt, mapType, programType, readable, readableValue } from './bpf';
import styles from './inspect.module.css';
import type { PictureProps } from './picture';
import { DataTable } from './Table';
import type { Words } from './words';

type Rejection = NonNullable<BpfData['rejection']>;

export function BpfPicture({ steps, at, end, w, lang }: PictureProps) {
  const bpf = end?.bpf;
  if (!bpf) return <p className={styles.hint}>{w.bpfNone}</p>;
  const { id } = bpfAt(steps, at);
  return (
    <div className={styles.stack}>
      {bpf.rejection && <Refused rejection={bpf.rejection} w={w} lang={lang} />}
      {bpf.programs.length > 0 && (
        <ul className={styles.bpf}>
          {bpf.programs.map((program) => {
            const hooks = bpf.attachments.filter((a) => a.program === program.id);
            return (
              <li key={program.id} className={styles.bpfRow} aria-current={program.id === id || undefined}>
                <div className={styles.bpfHook}>
                  <small>{w.bpfHook}</small>
                  {hooks.length > 0 ? (
                    hooks.map((hook) => <code key={hook.target}>{hook.target}</code>)
                  ) : (
                    <span className={styles.dimText}>{w.bpfNoHook}</span>
                  )}
                </div>
                <div className={styles.bpfProgram}>
                  <h3>
                    <LayerSwatch layer="ring0" />
                    <code>{program.name || program.id}</code>
                  </h3>
                  <p>
                    {programType(program.type)} · {fill(w.bpfRuns, { n: program.runs })}
                  </p>
                  <p className={styles.dimText}>{fill(w.bpfInsns, { n: program.insns, seen: program.verified })}</p>
                </div>
                <div className={styles.bpfMaps}>
                  {program.maps.map((mapId) => (
                    <code key={mapId}>{bpf.maps.find((m) => m.id === mapId)?.name || mapId}</code>
                  ))}
                </div>
              </li>
            );
          })}
        </ul>
      )}
      <Maps bpf={bpf} w={w} />
      {bpf.trace.length > 0 && (
        <figure>
          <figcaption className={styles.caption}>{w.bpfTrace}</figcaption>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrollable region must be reachable by keyboard */}
          <pre className={styles.serial} tabIndex={0}>
            {bpf.trace.slice(-12).join('\n')}
          </pre>
        </figure>
      )}
      {bpf.programs.length === 0 && bpf.maps.length === 0 && bpf.finished.length === 0 && !bpf.rejection && (
        <p className={styles.hint}>{w.bpfNone}</p>
      )}
    </div>
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
        <pre className={styles.serial} tabIndex={0}>
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

export function BpfTable({ end, w, lang }: PictureProps) {
  const bpf = end?.bpf;
  if (!bpf) return <p className={styles.hint}>{w.bpfNone}</p>;
  return (
    <div className={styles.stack}>
      {bpf.rejection && <Refused rejection={bpf.rejection} w={w} lang={lang} />}
      <DataTable
        caption={w.bpfTitle}
        columns={[
          { head: w.bpfProgram, mono: true },
          { head: w.colType, mono: true },
          { head: w.colHook, mono: true },
          { head: w.colRuns, mono: true },
          { head: w.colMap, mono: true },
        ]}
        rows={bpf.programs.map((program) => ({
          key: program.id,
          cells: [
            program.name || program.id,
            programType(program.type),
            bpf.attachments
              .filter((a) => a.program === program.id)
              .map((a) => a.target)
              .join(' '),
            program.runs,
            program.maps.map((id) => bpf.maps.find((m) => m.id === id)?.name || id).join(' '),
          ],
        }))}
      />
      <Maps bpf={bpf} w={w} />
    </div>
  );
}
