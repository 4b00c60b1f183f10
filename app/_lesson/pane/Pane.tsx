'use client';
/** The machine beside the text: one exercise with its code or terminal, the one primary button, and what came of the run. */
import { useEffect, useRef, useState } from 'react';
import { useI18n } from '../../_i18n/client';
import { Inline, unmarked } from '../../_ui/Prose';
import { RingMark } from '../../_ui/Wordmark';
import { DebugPanel } from '../debug/DebugPanel';
import { useDebugKeys } from '../debug/keys';
import { useLesson } from '../frame/context';
import { PaneAsleep } from '../frame/PaneAsleep';
import { Inspector } from '../inspect/Inspector';
import { canDebug, type ExerciseData, surfaceOf } from '../model';
import type { ExerciseSession } from '../session/session';
import { isBusy } from '../session/state';
import { Checks } from './Checks';
import { EditorArea } from './EditorArea';
import { useSession, useSessionState } from './engine';
import styles from './Pane.module.css';
import { PredictionCard } from './PredictionCard';
import { Activity, RunButton } from './RunButton';
import { SaveStatus } from './SaveStatus';
import { Tabs } from './Tabs';
import { Terminal } from './Terminal';
import { SessionNotices, ToolButtons, ToolDrawer, type ToolName } from './Tools';
import { TracePanel } from './TracePanel';

export function Pane() {
  const { exercises, active, show } = useLesson();
  const { t } = useI18n();
  const data = exercises.find((e) => e.id === active);
  const session = useSession(data);
  if (!data || !session) return <PaneAsleep loading />;
  return (
    <div className={styles.pane}>
      <header className={styles.head}>
        <h2>
          <Inline text={data.title} />
        </h2>
        {exercises.length > 1 && (
          <nav aria-label={t.exercise.choose} className={styles.dots}>
            {exercises.map((e) => (
              <button
                key={e.id}
                type="button"
                aria-current={e.id === active ? 'true' : undefined}
                aria-label={`${e.number}. ${unmarked(e.title)}`}
                onClick={() => show(e.id)}
              >
                {e.number}
              </button>
            ))}
          </nav>
        )}
        <SaveStatus session={session} />
      </header>
      <Body key={data.id} data={data} session={session} />
    </div>
  );
}

function Body({ data, session }: { data: ExerciseData; session: ExerciseSession }) {
  const surface = surfaceOf(data.kind);
  const [tool, setTool] = useState<ToolName | null>(null);
  const { asking } = useSessionState(session);
  const [view, setView] = useState<ResultTab>('result');
  const withCode = surface === 'code' || (surface === 'text' && data.files.length > 0);
  useRunKey(session);
  useDebugKeys(session);
  if (surface === 'text' && !withCode) return <AnsweredInText />;
  return (
    <>
      <div className={surface === 'shell' ? styles.upperShell : styles.upper}>
        {surface === 'shell' ? (
          <ShellTerminal session={session} />
        ) : (
          <EditorArea session={session} allowMonaco={surface === 'code'} />
        )}
      </div>
      <SessionNotices session={session} />
      <div className={styles.toolbar}>
        {surface !== 'text' && <RunButton session={session} />}
        <Activity session={session} />
        <span className={styles.push}>
          <ToolButtons session={session} open={tool} onOpen={setTool} />
        </span>
      </div>
      <div className={view === 'result' || asking ? styles.lower : styles.lowerTall}>
        {asking ? (
          <PredictionCard session={session} />
        ) : (
          <Results session={session} shell={surface === 'shell'} tab={view} setTab={setView} />
        )}
        <ToolDrawer session={session} open={tool} onOpen={setTool} />
      </div>
    </>
  );
}

/** An exercise without a program: the machine has nothing to show. */
function AnsweredInText() {
  const { t } = useI18n();
  return (
    <div className={styles.inText}>
      <RingMark size={72} />
      <p>{t.exercise.inText}</p>
    </div>
  );
}

/** Ctrl/⌘+Enter runs from anywhere on the page but a field of another exercise. */
function useRunKey(session: ExerciseSession): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey) || event.defaultPrevented) return;
      if (surfaceOf(session.data.kind) !== 'code') return;
      event.preventDefault();
      session.run();
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, [session]);
}

export function ShellTerminal({ session }: { session: ExerciseSession }) {
  const { t } = useI18n();
  const { phase } = useSessionState(session);
  return (
    <Terminal
      buffer={session.terminal}
      label={t.exercise.terminalShell}
      idle={t.exercise.terminalOff}
      onInput={(bytes) => session.input(bytes)}
      autoFocus={phase === 'live'}
    />
  );
}

type ResultTab = 'result' | 'picture' | 'trace' | 'debug';

/** Output with checks, the picture, the trace. A run turns to its result; "show" turns to the picture. */
function Results({
  session,
  shell,
  tab,
  setTab,
}: {
  session: ExerciseSession;
  shell: boolean;
  tab: ResultTab;
  setTab: (tab: ResultTab) => void;
}) {
  const { t } = useI18n();
  const state = useSessionState(session);
  const asked = state.show && (state.show.step !== undefined || state.show.at !== undefined) ? state.show.n : 0;
  useEffect(() => {
    if (asked) setTab('picture');
  }, [asked, setTab]);
  const busy = isBusy(state.phase);
  const began = useRef(busy);
  const debugging = state.debug !== null;
  useEffect(() => {
    if (busy && !began.current && !shell) setTab(debugging ? 'debug' : 'result');
    began.current = busy;
  }, [busy, shell, debugging, setTab]);
  const { report } = state;
  const judged = report?.checks ?? [];
  const passed = judged.filter((c) => c.ok).length;
  const label = shell ? t.exercise.checks : t.exercise.output;
  return (
    <Tabs
      label={t.exercise.tabs}
      value={tab}
      onChange={setTab}
      tabs={[
        {
          id: 'result',
          name: state.judged && judged.length > 0 ? `${label} ${passed}/${judged.length}` : label,
        },
        { id: 'picture', name: t.exercise.picture },
        { id: 'trace', name: t.exercise.trace },
        ...(canDebug(session.data) ? [{ id: 'debug' as const, name: t.debug.tab }] : []),
      ]}
    >
      {tab === 'result' && (
        <div className={styles.result}>
          {!shell && (
            <div className={styles.output}>
              <Terminal
                buffer={session.terminal}
                label={t.exercise.terminalOutput}
                idle={report ? t.exercise.outputNone : t.exercise.terminalIdle}
              />
            </div>
          )}
          <div className={styles.checks}>
            <Checks session={session} />
          </div>
        </div>
      )}
      {tab === 'picture' && <SessionInspector session={session} />}
      {tab === 'trace' && <TracePanel session={session} />}
      {tab === 'debug' && <DebugPanel session={session} />}
    </Tabs>
  );
}

export function SessionInspector({ session }: { session: ExerciseSession }) {
  const { trace, kernel, bare, spaces, walk, frame, show, phase } = useSessionState(session);
  const live = phase === 'live';
  return (
    <Inspector
      trace={trace}
      kernel={kernel}
      bare={bare}
      spaces={spaces}
      walk={walk}
      frame={frame}
      initial={session.data.inspector}
      show={show}
      onInspect={live ? (want, pid, va) => session.inspect(want, pid, va) : undefined}
      onLine={surfaceOf(session.data.kind) === 'code' ? (file, line) => session.showAt({ file, line }) : undefined}
    />
  );
}
