'use client';
/** The code of an exercise: file tabs and one editor, Monaco or plain, fed with what the compiler says. */
import { useEffect, useMemo, useRef, useState } from 'react';
import { useI18n } from '../../_i18n/client';
import { fill } from '../../_i18n/define';
import { canDebug } from '../model';
import type { ExerciseSession } from '../session/session';
import { useDiagnosticTexts } from './diagnostics';
import styles from './EditorArea.module.css';
import type { EditorPort } from './editor/port';
import { useSessionState } from './engine';
import { useOopsesIn } from './oopses';
import { useSetting } from './settings';

export function EditorArea({ session, allowMonaco }: { session: ExerciseSession; allowMonaco: boolean }) {
  const { t } = useI18n();
  const { files, show, debug } = useSessionState(session);
  const [path, setPath] = useState(files[0]?.path ?? '');
  const file = files.find((f) => f.path === path) ?? files[0];
  // A "show" for another file turns to it.
  const asked = show?.file && files.some((f) => f.path === show.file) ? show.file : null;
  useEffect(() => {
    if (asked) setPath(asked);
  }, [asked]);
  const place = debug?.state?.machine.place;
  const debugged = place?.own && files.some((f) => f.path === place.file) ? place.file : null;
  const stop = debug?.state?.count;
  // biome-ignore lint/correctness/useExhaustiveDependencies: every stop turns to the file it is in
  useEffect(() => {
    if (debugged) setPath(debugged);
  }, [debugged, stop]);
  if (!file) return null;
  return (
    <div className={styles.area}>
      {files.length > 1 && (
        <div className={styles.files} role="tablist" aria-label={t.exercise.file}>
          {files.map((f) => (
            <button
              key={f.path}
              type="button"
              role="tab"
              aria-selected={f.path === file.path}
              onClick={() => setPath(f.path)}
            >
              {f.path}
              {f.editable === false && <small> {t.exercise.readOnly}</small>}
            </button>
          ))}
        </div>
      )}
      <OneFile key={file.path} session={session} path={file.path} allowMonaco={allowMonaco} />
    </div>
  );
}

function OneFile({ session, path, allowMonaco }: { session: ExerciseSession; path: string; allowMonaco: boolean }) {
  const { lang, t } = useI18n();
  const { files, diagnostics, revision, show, debug, breakpoints } = useSessionState(session);
  const plain = useSetting('plainEditor') || !allowMonaco;
  const file = files.find((f) => f.path === path);
  const host = useRef<HTMLDivElement>(null);
  const port = useRef<EditorPort | null>(null);
  const [opened, setOpened] = useState(0);
  const messages = useDiagnosticTexts(
    diagnostics.filter((d) => d.at.file === path || d.at.file.endsWith(`/${path}`)),
    lang,
  );
  const oopses = useOopsesIn(session, path);
  const squiggles = useMemo(
    () => [
      ...messages,
      ...oopses.map(({ kind, line }) => ({
        severity: 'error' as const,
        line: line ?? 1,
        column: 1,
        endColumn: 1_000,
        message: fill(t.exercise.oopsIn, { kind }),
      })),
    ],
    [messages, oopses, t],
  );
  const readOnly = file?.editable === false;
  const label = fill(t.exercise.editorLabel, { file: path });

  // biome-ignore lint/correctness/useExhaustiveDependencies: the text flows through `revision`; a new editor is made only for another kind
  useEffect(() => {
    const around = host.current;
    if (!around) return;
    // A place of its own for each editor: one that is still opening may be replaced before it is there.
    const element = document.createElement('div');
    element.className = styles.editor;
    around.append(element);
    let gone = false;
    const options = {
      label,
      readOnly,
      path,
      language: lang,
      value: session.state.files.find((f) => f.path === path)?.text ?? '',
      onChange: (text: string) => session.edit(path, text),
      onRun: () => session.run(),
      onBreakpoint:
        canDebug(session.data) && /\.[cs]$/i.test(path)
          ? (line: number) => session.toggleBreakpoint(path, line)
          : undefined,
    };
    const openPlain = async () => (await import('./editor/plain')).createPlain(element, options);
    const openMonaco = async () => (await import('./editor/monaco')).createMonaco(element, options);
    // Off-line Monaco may not be there: the plain editor always is.
    void (plain ? openPlain() : openMonaco().catch(openPlain)).then((made) => {
      if (gone) return made.dispose();
      port.current = made;
      setOpened((n) => n + 1);
    });
    return () => {
      gone = true;
      port.current?.dispose();
      port.current = null;
      element.remove();
    };
  }, [session, path, plain, readOnly, lang]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: only a revision replaces the text; typing comes from the editor itself
  useEffect(() => {
    port.current?.setValue(session.state.files.find((f) => f.path === path)?.text ?? '');
  }, [revision, opened]);
  useEffect(() => {
    if (opened > 0) port.current?.setSquiggles(squiggles);
  }, [squiggles, opened]);
  useEffect(() => {
    if (opened > 0 && show?.line && (!show.file || show.file.endsWith(path))) port.current?.reveal(show.line);
  }, [show, path, opened]);

  useEffect(() => {
    if (opened > 0) port.current?.setBreakpoints(breakpoints.filter((b) => b.file === path).map((b) => b.line));
  }, [breakpoints, path, opened]);
  const place = debug?.state?.machine.place;
  const current = place?.own && place.file === path && debug?.state?.why !== 'end' ? place.line : null;
  const count = debug?.state?.count;
  // biome-ignore lint/correctness/useExhaustiveDependencies: each stop brings its line into view again
  useEffect(() => {
    if (opened > 0) port.current?.setCurrent(current);
  }, [current, count, opened]);

  return (
    <>
      {opened === 0 && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrollable region must be reachable by keyboard
        <pre className={styles.before} tabIndex={0}>
          <code>{file?.text}</code>
        </pre>
      )}
      <div ref={host} className={opened === 0 ? styles.hostHidden : styles.host} />
    </>
  );
}
