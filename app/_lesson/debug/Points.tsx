'use client';
/** Breakpoints and watched places, with a way to set them that needs neither mouse nor editor. */
import { type FormEvent, useState } from 'react';
import { useI18n } from '../../_i18n/client';
import { fill } from '../../_i18n/define';
import { Button } from '../../_ui/Button';
import { Icon } from '../../_ui/Icon';
import { useSessionState } from '../pane/engine';
import type { ExerciseSession } from '../session/session';
import styles from './DebugPanel.module.css';

export function Points({ session }: { session: ExerciseSession }) {
  return (
    <section className={styles.block}>
      <Breakpoints session={session} />
      <Watches session={session} />
    </section>
  );
}

function Breakpoints({ session }: { session: ExerciseSession }) {
  const { t } = useI18n();
  const d = t.debug;
  const { breakpoints, debug, files } = useSessionState(session);
  const sources = files.filter((f) => /\.[cs]$/i.test(f.path));
  const [file, setFile] = useState(sources[0]?.path ?? '');
  const [line, setLine] = useState('');
  const add = (event: FormEvent) => {
    event.preventDefault();
    const lines = files.find((f) => f.path === file)?.text.split('\n').length ?? 0;
    const n = Number(line);
    if (!Number.isInteger(n) || n < 1 || n > lines) return;
    if (!breakpoints.some((b) => b.file === file && b.line === n)) session.toggleBreakpoint(file, n);
    setLine('');
  };
  const found = (b: { file: string; line: number }) =>
    debug?.state?.breakpoints.find(({ at }) => 'line' in at && at.file === b.file && at.line === b.line);
  return (
    <>
      <h3>{d.breakpoints}</h3>
      {breakpoints.length === 0 ? (
        <p className={styles.dim}>{d.noBreakpoints}</p>
      ) : (
        <ul className={styles.points}>
          {breakpoints.map((b) => {
            const name = fill(d.breakpointAt, { ...b });
            const known = found(b);
            return (
              <li key={name}>
                <span className={styles.dot} aria-hidden="true" />
                <button type="button" className={styles.link} onClick={() => session.showAt(b)}>
                  {name}
                </button>
                <span className={styles.dim}>
                  {known && (known.addresses.length === 0 ? d.noCode : fill(d.hits, { n: known.hits }))}
                </span>
                <Remove what={name} onRemove={() => session.toggleBreakpoint(b.file, b.line)} />
              </li>
            );
          })}
        </ul>
      )}
      <form className={styles.inline} onSubmit={add}>
        {sources.length > 1 && (
          <select aria-label={t.exercise.file} value={file} onChange={(event) => setFile(event.target.value)}>
            {sources.map((f) => (
              <option key={f.path}>{f.path}</option>
            ))}
          </select>
        )}
        <input
          className={styles.field}
          inputMode="numeric"
          size={6}
          value={line}
          aria-label={d.addLine}
          placeholder={d.addLine}
          onChange={(event) => setLine(event.target.value)}
        />
        <Button size="s" type="submit">
          {d.add}
        </Button>
      </form>
    </>
  );
}

/** Only while it stands somewhere: names and registers mean something then. */
function Watches({ session }: { session: ExerciseSession }) {
  const { t } = useI18n();
  const d = t.debug;
  const { debug } = useSessionState(session);
  const [text, setText] = useState('');
  const [asked, setAsked] = useState('');
  const list = debug?.state?.watchpoints;
  if (!list) return null;
  const add = (event: FormEvent) => {
    event.preventDefault();
    if (text.trim() === '') return;
    setAsked(text.trim());
    session.debug({ do: 'watch', list: [...list.map((w) => w.text), text.trim()] });
    setText('');
  };
  const unknown = asked !== '' && !debug?.running && !list.some((w) => w.text === asked);
  return (
    <>
      <h3>{d.watch}</h3>
      {list.length === 0 ? (
        <p className={styles.dim}>{d.noWatches}</p>
      ) : (
        <ul className={styles.points}>
          {list.map((w) => (
            <li key={w.text}>
              <code>{w.text}</code>
              <span className={styles.dim}>{w.value || d.notMapped}</span>
              <Remove
                what={w.text}
                onRemove={() => {
                  setAsked('');
                  session.debug({ do: 'watch', list: list.map((o) => o.text).filter((o) => o !== w.text) });
                }}
              />
            </li>
          ))}
        </ul>
      )}
      {unknown && (
        <p className={styles.bad} role="alert">
          {fill(d.unknown, { name: asked })}
        </p>
      )}
      <form className={styles.inline} onSubmit={add}>
        <input
          className={styles.field}
          size={14}
          value={text}
          spellCheck={false}
          autoCapitalize="off"
          aria-label={d.watch}
          placeholder="counter"
          onChange={(event) => setText(event.target.value)}
        />
        <Button size="s" type="submit">
          {d.add}
        </Button>
      </form>
    </>
  );
}

function Remove({ what, onRemove }: { what: string; onRemove: () => void }) {
  const { t } = useI18n();
  return (
    <Button
      look="quiet"
      size="s"
      className={styles.remove}
      aria-label={fill(t.debug.remove, { what })}
      onClick={onRemove}
    >
      <Icon name="cross" size={12} />
    </Button>
  );
}
