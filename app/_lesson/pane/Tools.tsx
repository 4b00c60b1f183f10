'use client';
/** The tools beside Run: reset, attempts, hints, solution, and the choices of editor and terminal; and what they open. */
import { useState } from 'react';
import { useI18n } from '../../_i18n/client';
import { fill } from '../../_i18n/define';
import { Button } from '../../_ui/Button';
import { Icon } from '../../_ui/Icon';
import { Notice } from '../../_ui/Notice';
import { Prose } from '../../_ui/Prose';
import { surfaceOf } from '../model';
import type { ExerciseSession } from '../session/session';
import type { AttemptRecord } from '../store/types';
import { Drawer } from './Drawer';
import { diffLines } from './diff';
import { useSessionState } from './engine';
import { saveFile } from './save-file';
import { changeSetting, useSetting } from './settings';
import styles from './Tools.module.css';

export type ToolName = 'hints' | 'attempts' | 'solution' | 'more' | 'qemu';

export function ToolButtons({
  session,
  open,
  onOpen,
}: {
  session: ExerciseSession;
  open: ToolName | null;
  onOpen: (tool: ToolName | null) => void;
}) {
  const { t } = useI18n();
  const { data } = session;
  const toggle = (tool: ToolName) => onOpen(open === tool ? null : tool);
  const code = surfaceOf(data.kind) === 'code';
  return (
    <div className={styles.tools}>
      {data.hints.length > 0 && (
        <Button look="quiet" size="s" aria-expanded={open === 'hints'} onClick={() => toggle('hints')}>
          <Icon name="bulb" />
          {t.exercise.hint}
        </Button>
      )}
      <Button look="quiet" size="s" aria-expanded={open === 'attempts'} onClick={() => toggle('attempts')}>
        <Icon name="list" />
        {t.exercise.attempts}
      </Button>
      {code && (
        <Button look="quiet" size="s" onClick={() => session.reset()}>
          <Icon name="undo" />
          {t.exercise.reset}
        </Button>
      )}
      {data.kind === 'bare' && (
        <Button look="quiet" size="s" aria-expanded={open === 'qemu'} onClick={() => toggle('qemu')}>
          <Icon name="save" />
          {t.exercise.qemu}
        </Button>
      )}
      <Button
        look="quiet"
        size="s"
        aria-expanded={open === 'more'}
        onClick={() => toggle('more')}
        aria-label={t.exercise.tools}
      >
        <Icon name="more" />
      </Button>
    </div>
  );
}

export function ToolDrawer({
  session,
  open,
  onOpen,
}: {
  session: ExerciseSession;
  open: ToolName | null;
  onOpen: (tool: ToolName | null) => void;
}) {
  const { t } = useI18n();
  if (open === null) return null;
  const titles: Readonly<Record<ToolName, string>> = {
    hints: t.exercise.hint,
    attempts: t.exercise.attempts,
    solution: t.exercise.solution,
    more: t.exercise.tools,
    qemu: t.exercise.qemu,
  };
  return (
    <Drawer title={titles[open]} onClose={() => onOpen(null)}>
      {open === 'hints' && <Hints session={session} onOpen={onOpen} />}
      {open === 'attempts' && <Attempts session={session} />}
      {open === 'solution' && <Solution session={session} />}
      {open === 'more' && <More session={session} />}
      {open === 'qemu' && <SaveForQemu session={session} />}
    </Drawer>
  );
}

/** Hints one by one; the solution only after passing, or after asking twice. */
function Hints({ session, onOpen }: { session: ExerciseSession; onOpen: (tool: ToolName | null) => void }) {
  const { t } = useI18n();
  const { hints, solution, passed } = useSessionState(session);
  const all = session.data.hints;
  const shown = Math.max(1, hints);
  const ask = () => {
    session.askSolution();
    if (passed || solution >= 1) onOpen('solution');
  };
  return (
    <div className={styles.stack}>
      <ol className={styles.hints}>
        {all.slice(0, shown).map((hint, at) => (
          <li key={hint}>
            <p className={styles.hintNumber}>{fill(t.exercise.hintN, { n: at + 1, all: all.length })}</p>
            <Prose text={hint} />
          </li>
        ))}
      </ol>
      <div className={styles.row}>
        {shown < all.length && <Button onClick={() => session.nextHint()}>{t.exercise.hintNext}</Button>}
        {(shown >= all.length || passed) && (
          <Button look="quiet" onClick={ask}>
            {t.exercise.solution}
          </Button>
        )}
      </div>
      {solution === 1 && !passed && (
        <p className={styles.lead} role="status">
          {t.exercise.solutionAsk}
        </p>
      )}
    </div>
  );
}

function Solution({ session }: { session: ExerciseSession }) {
  const { t } = useI18n();
  const { data } = session;
  return (
    <div className={styles.stack}>
      <p className={styles.lead}>{t.exercise.solutionLead}</p>
      {data.solutionFiles
        .filter((f) => f.editable !== false)
        .map((file) => (
          <figure key={file.path}>
            <figcaption className={styles.file}>{file.path}</figcaption>
            {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrollable region must be reachable by keyboard */}
            <pre className={styles.code} tabIndex={0}>
              <code>{file.text}</code>
            </pre>
          </figure>
        ))}
      {data.solutionLines.length > 0 && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrollable region must be reachable by keyboard
        <pre className={styles.code} tabIndex={0}>
          <code>{data.solutionLines.join('\n')}</code>
        </pre>
      )}
      {data.solutionFiles.length > 0 && (
        <Button onClick={() => session.takeSolution()}>{t.exercise.solutionUse}</Button>
      )}
    </div>
  );
}

function Attempts({ session }: { session: ExerciseSession }) {
  const { lang, t } = useI18n();
  const { attempts } = useSessionState(session);
  const [compared, setCompared] = useState<string | null>(null);
  if (attempts.length === 0) return <p className={styles.lead}>{t.exercise.attemptsNone}</p>;
  const kinds = {
    run: '',
    replaced: t.exercise.attemptKept,
    'before-reset': t.exercise.attemptReset,
    'before-restore': t.exercise.attemptRestored,
  };
  const when = new Intl.DateTimeFormat(lang === 'ja' ? 'ja-JP' : 'en-GB', {
    month: 'short',
    day: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  });
  return (
    <ol className={styles.attempts}>
      {attempts.slice(0, 100).map((attempt) => (
        <li key={attempt.clientId}>
          <div className={styles.attempt}>
            <time dateTime={new Date(attempt.at).toISOString()}>{when.format(attempt.at)}</time>
            <span className={attempt.kind !== 'run' ? styles.kept : attempt.passed ? styles.passed : styles.failed}>
              {attempt.kind === 'run'
                ? attempt.passed
                  ? t.exercise.attemptPassed
                  : t.exercise.attemptFailed
                : kinds[attempt.kind]}
            </span>
            {attempt.submission.kind === 'code' && (
              <span className={styles.row}>
                <Button
                  look="quiet"
                  size="s"
                  aria-expanded={compared === attempt.clientId}
                  onClick={() => setCompared(compared === attempt.clientId ? null : attempt.clientId)}
                >
                  {t.exercise.diff}
                </Button>
                <Button look="quiet" size="s" onClick={() => session.restore(attempt)}>
                  {t.exercise.restore}
                </Button>
              </span>
            )}
          </div>
          {compared === attempt.clientId && <Difference session={session} attempt={attempt} />}
        </li>
      ))}
    </ol>
  );
}

function Difference({ session, attempt }: { session: ExerciseSession; attempt: AttemptRecord }) {
  const { t } = useI18n();
  const { files } = useSessionState(session);
  if (attempt.submission.kind !== 'code') return null;
  const parts = attempt.submission.files
    .map((then) => ({
      path: then.path,
      lines: diffLines(then.text, files.find((f) => f.path === then.path)?.text ?? ''),
    }))
    .filter(({ lines }) => lines.some((l) => l.kind !== 'same'));
  if (parts.length === 0) return <p className={styles.lead}>{t.exercise.diffSame}</p>;
  return parts.map(({ path, lines }) => (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrollable region must be reachable by keyboard
    <pre key={path} className={styles.code} tabIndex={0}>
      {lines.map((line, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: lines of a fixed comparison
        <span key={at} className={styles[line.kind]}>
          {line.kind === 'added' ? '+ ' : line.kind === 'removed' ? '- ' : '  '}
          {line.text}
          {'\n'}
        </span>
      ))}
    </pre>
  ));
}

/** The bare-metal program as a Multiboot image, and how to start it on one's own computer. */
function SaveForQemu({ session }: { session: ExerciseSession }) {
  const { t } = useI18n();
  const [state, setState] = useState<'no' | 'busy' | 'saved' | 'failed'>('no');
  const name = `${session.data.id}.bin`;
  const save = async () => {
    setState('busy');
    const image = await session.exportImage();
    if (image) saveFile(name, image);
    setState(image ? 'saved' : 'failed');
  };
  return (
    <div className={styles.stack}>
      <p className={styles.lead}>{t.exercise.qemuLead}</p>
      <Button disabled={state === 'busy'} onClick={() => void save()}>
        <Icon name="save" />
        {fill(t.exercise.qemuSave, { name })}
      </Button>
      <p className={styles.lead} role="status">
        {state === 'saved' ? fill(t.exercise.qemuSaved, { name }) : state === 'failed' ? t.exercise.qemuFailed : ''}
      </p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrollable region must be reachable by keyboard */}
      <pre className={styles.code} tabIndex={0}>
        <code>{`qemu-system-x86_64 -kernel ${name} -serial stdio -device isa-debug-exit,iobase=0xf4,iosize=4`}</code>
      </pre>
    </div>
  );
}

function More({ session }: { session: ExerciseSession }) {
  const { t } = useI18n();
  const plain = useSetting('plainEditor');
  const reader = useSetting('readerTerminal');
  return (
    <div className={styles.stack}>
      {surfaceOf(session.data.kind) === 'code' && (
        <label className={styles.choice}>
          <input
            type="checkbox"
            checked={plain}
            onChange={(event) => changeSetting('plainEditor', event.target.checked)}
          />
          <span>
            {t.exercise.plainEditor}
            <small>{t.exercise.plainEditorHelp}</small>
          </span>
        </label>
      )}
      <label className={styles.choice}>
        <input
          type="checkbox"
          checked={reader}
          onChange={(event) => changeSetting('readerTerminal', event.target.checked)}
        />
        <span>{t.exercise.screenReader}</span>
      </label>
      <p className={styles.lead}>{t.exercise.editorTabHelp}</p>
    </div>
  );
}

/** What just happened to the text, and the way back. */
export function SessionNotices({ session }: { session: ExerciseSession }) {
  const { t } = useI18n();
  const { notice } = useSessionState(session);
  if (!notice) return null;
  const words = { 'other-tab': t.exercise.otherTab, reset: t.exercise.resetDone, restored: t.exercise.restored }[
    notice.type
  ];
  return (
    <Notice
      live
      tone={notice.type === 'other-tab' ? 'warn' : 'info'}
      action={
        <>
          {notice.type !== 'other-tab' && (
            <Button size="s" onClick={() => session.undo()}>
              {t.exercise.undo}
            </Button>
          )}
          <Button size="s" look="quiet" onClick={() => session.dismissNotice()} aria-label={t.shell.close}>
            <Icon name="cross" size={14} />
          </Button>
        </>
      }
    >
      {words}
    </Notice>
  );
}
