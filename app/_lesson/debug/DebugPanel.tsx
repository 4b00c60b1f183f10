'use client';
/** The debugger of an exercise: steps in both directions, and what the machine holds where it stands. */
import { useI18n } from '../../_i18n/client';
import { fill, groupDigits } from '../../_i18n/define';
import { Button } from '../../_ui/Button';
import { Icon } from '../../_ui/Icon';
import { useSessionState } from '../pane/engine';
import type { ExerciseSession } from '../session/session';
import { isBusy } from '../session/state';
import { CodeView } from './CodeView';
import styles from './DebugPanel.module.css';
import { letterMove, MOVES, type Move, SHORTCUTS } from './keys';
import { MemoryView, TlbView, WalkView } from './MemoryView';
import { Points } from './Points';
import { FlagsView, RegistersView, VectorsView } from './RegistersView';
import { StackView } from './StackView';
import { GoTo, StepButtons } from './StepButtons';
import { reasonWords } from './words';

export function DebugPanel({ session }: { session: ExerciseSession }) {
  const { t } = useI18n();
  const { debug } = useSessionState(session);
  if (!debug) return <Closed session={session} />;
  if (!debug.state) return <p className={styles.lead}>{t.exercise.loadingSim}</p>;
  return <Opened session={session} />;
}

/** Not running: what it is, how to begin, and where it shall stop. */
function Closed({ session }: { session: ExerciseSession }) {
  const { t } = useI18n();
  const { phase, ready } = useSessionState(session);
  const d = t.debug;
  return (
    <div className={styles.closed}>
      <p>{session.data.kind === 'module' ? d.leadModule : d.lead}</p>
      <p>
        <Button onClick={() => session.startDebug()} disabled={!ready || isBusy(phase)}>
          <Icon name="play" />
          {d.start}
        </Button>
      </p>
      <p className={styles.dim}>{fill(d.gutterHelp, { key: 'F9' })}</p>
      <Points session={session} />
      <Keys />
    </div>
  );
}

function Keys() {
  const { t } = useI18n();
  const d = t.debug;
  const names: Readonly<Record<Move, string>> = {
    continue: d.continue,
    next: d.over,
    step: d.into,
    finish: d.out,
    stepi: d.instruction,
    'back-line': d.backLine,
    'back-instruction': d.backInstruction,
    'back-continue': d.backBreakpoint,
  };
  return (
    <details className={styles.section}>
      <summary>{d.keys}</summary>
      <p className={styles.dim}>{d.keysHelp}</p>
      <dl className={styles.keys}>
        {MOVES.map((move) => (
          <div key={move}>
            <dt>{names[move]}</dt>
            <dd>
              {SHORTCUTS[move].split(' ').map((key) => (
                <kbd key={key}>{key}</kbd>
              ))}
            </dd>
          </div>
        ))}
        <div>
          <dt>{d.breakpoint}</dt>
          <dd>
            <kbd>F9</kbd>
          </dd>
        </div>
      </dl>
    </details>
  );
}

function Opened({ session }: { session: ExerciseSession }) {
  const { lang, t } = useI18n();
  const { debug } = useSessionState(session);
  const d = t.debug;
  const state = debug?.state;
  if (!debug || !state) return null;
  const { machine } = state;
  const { place } = machine;
  const here = !place
    ? d.nowhere
    : place.own
      ? fill(d.inFunction, { function: place.function, file: place.file, line: place.line })
      : fill(d.inUnknown, { function: place.function });
  const over = state.why === 'end';
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: letters are a second way to the buttons inside
    <div
      className={styles.panel}
      onKeyDown={(event) => {
        const move = letterMove(event);
        if (!move) return;
        event.preventDefault();
        session.debug({ do: move });
      }}
    >
      <StepButtons session={session} />
      <div className={styles.status} role="status">
        <p>
          {!over && <strong>{here}</strong>}{' '}
          <span className={styles.dim}>
            {debug.running
              ? fill(d.running, { n: groupDigits(debug.count, lang) })
              : fill(d.atCount, { n: groupDigits(state.count, lang) })}
            {state.thread > 0 && !over && ` · ${fill(d.thread, { n: state.thread })}`}
            {!over && ` · ${fill(d.onCpu, { n: machine.cpu })} · CPL ${machine.cpl}`}
          </span>
        </p>
        {!debug.running && <p>{reasonWords(state, d)}</p>}
      </div>
      {over ? <Points session={session} /> : <Views session={session} />}
      <GoTo session={session} />
      <Keys />
    </div>
  );
}

function Views({ session }: { session: ExerciseSession }) {
  const { debug, files } = useSessionState(session);
  const state = debug?.state;
  if (!debug || !state) return null;
  return (
    <>
      <div className={styles.views} aria-busy={debug.running}>
        <div className={styles.wide}>
          <CodeView state={state} files={files} />
        </div>
        <div className={styles.side}>
          <RegistersView state={state} />
          <FlagsView state={state} />
        </div>
        <div className={styles.wide}>
          <StackView state={state} onLine={(file, line) => session.showAt({ file, line })} />
        </div>
        <div className={styles.side}>
          <Points session={session} />
        </div>
      </div>
      <VectorsView state={state} />
      <MemoryView session={session} state={state} />
      <WalkView state={state} />
      <TlbView state={state} />
    </>
  );
}
