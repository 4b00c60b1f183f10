'use client';
/** A list of people from a file: chosen, looked at with every problem by its line, then stored. */
import { useState } from 'react';
import { fill } from '@/app/_i18n/define';
import { call } from '@/app/_people/call';
import styles from '@/app/_people/people.module.css';
import { useAction } from '@/app/_people/use-action';
import type { RosterPreview } from '@/app/_shared/classes';
import { Button } from '@/app/_ui/Button';
import { Notice } from '@/app/_ui/Notice';
import parts from './class.module.css';
import type { Frame } from './words';

const LARGEST = 1_000_000;

interface Chosen {
  name: string;
  file: string;
  preview: RosterPreview;
}

export function RosterImport({ onStored, ...frame }: Frame & { onStored: () => void }) {
  const { t, errors, classId } = frame;
  const [chosen, setChosen] = useState<Chosen | null>(null);
  const [stored, setStored] = useState(false);
  const [tooLarge, setTooLarge] = useState(false);
  const action = useAction(errors);
  const send = (file: string, store: boolean) =>
    call<RosterPreview>('POST', `/api/classes/${classId}/roster`, { file, store });

  const choose = async (picked: File | undefined) => {
    setChosen(null);
    setStored(false);
    setTooLarge(picked !== undefined && picked.size > LARGEST);
    if (!picked || picked.size > LARGEST) return;
    const file = base64(new Uint8Array(await picked.arrayBuffer()));
    await action.run(
      () => send(file, false),
      (preview) => setChosen({ name: picked.name, file, preview }),
    );
  };
  const store = (file: string) =>
    action.run(
      () => send(file, true),
      () => {
        setChosen(null);
        setStored(true);
        onStored();
      },
    );

  return (
    <section className={styles.card}>
      <h2>{t.roster}</h2>
      <p>{t.rosterText}</p>
      <div className="without-js">
        <Notice>{t.needsScript}</Notice>
      </div>
      <label className={`${parts.place} needs-js`}>
        <span className={parts.small}>{t.chooseFile}</span>
        <input
          className={parts.fileInput}
          type="file"
          accept=".csv,.tsv,.txt,text/csv,text/plain"
          onChange={(event) => {
            void choose(event.target.files?.[0]);
          }}
        />
      </label>
      <div role="alert">
        {tooLarge && <Notice tone="bad">{t.fileTooLarge}</Notice>}
        {action.error && <Notice tone="bad">{action.error}</Notice>}
      </div>
      <div role="status">
        {action.busy && chosen === null && <p className={parts.quiet}>{t.reading}</p>}
        {stored && <Notice tone="ok">{t.stored}</Notice>}
      </div>
      {chosen && <Preview {...frame} chosen={chosen} busy={action.busy} store={() => store(chosen.file)} />}
    </section>
  );
}

const ENCODINGS = { 'utf-8': 'UTF-8', 'utf-16': 'UTF-16', shift_jis: 'Shift_JIS' } as const;

interface PreviewProps extends Frame {
  chosen: Chosen;
  busy: boolean;
  store: () => void;
}

function Preview({ t, chosen, busy, store }: PreviewProps) {
  const { preview, name } = chosen;
  const { lines, problems, newGroups } = preview;
  const separators = { ',': t.sepComma, ';': t.sepSemicolon, '\t': t.sepTab };
  const count = (change: string) => lines.filter((line) => line.change === change).length;
  const toStore = count('new') + count('changed');
  return (
    <section className={parts.tight} aria-label={fill(t.previewTitle, { file: name })}>
      <h3>{fill(t.previewTitle, { file: name })}</h3>
      <p className={parts.small}>
        {fill(t.previewRead, { encoding: ENCODINGS[preview.encoding], separator: separators[preview.separator] })}
      </p>
      {problems.length > 0 && (
        <Notice tone="warn">
          <p>{t.problemsTitle}</p>
          <ul className={parts.plainList}>
            {problems.map((problem) => {
              const text = fill(t[`problem_${problem.code}`], { value: problem.value });
              return (
                <li key={`${problem.line} ${problem.code} ${problem.value}`}>
                  {problem.line === 0 ? text : fill(t.problemLine, { line: problem.line, text })}
                </li>
              );
            })}
          </ul>
        </Notice>
      )}
      {lines.length > 0 && (
        <>
          <p className={parts.facts}>
            <span>{fill(t.countNew, { n: count('new') })}</span>
            <span>{fill(t.countChanged, { n: count('changed') })}</span>
            <span>{fill(t.countSame, { n: count('same') })}</span>
          </p>
          {newGroups.length > 0 && <p className={parts.small}>{fill(t.newGroups, { names: newGroups.join(', ') })}</p>}
          <PreviewTable t={t} preview={preview} />
        </>
      )}
      {toStore > 0 ? (
        <Button look="primary" disabled={busy} onClick={store}>
          {busy ? t.working : fill(t.storeLines, { n: toStore })}
        </Button>
      ) : (
        <p className={parts.quiet}>{t.storeNothing}</p>
      )}
    </section>
  );
}

function PreviewTable({ t, preview }: { t: Frame['t']; preview: RosterPreview }) {
  const changes = { new: t.changeNew, changed: t.changeChanged, same: t.changeSame };
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a table that scrolls must be reachable by keyboard
    <section className={parts.scroll} tabIndex={0} aria-label={t.previewLines}>
      <table className={parts.table}>
        <thead>
          <tr>
            {[t.line, t.state, t.name, t.email, t.number, t.group].map((heading) => (
              <th key={heading} scope="col">
                {heading}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {preview.lines.map((line) => (
            <tr key={line.line}>
              <td>{line.line}</td>
              <td>{changes[line.change]}</td>
              <td>{line.name}</td>
              <td>{line.email}</td>
              <td>{line.externalId}</td>
              <td>{line.group}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function base64(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += 8_192) text += String.fromCharCode(...bytes.subarray(at, at + 8_192));
  return btoa(text);
}
