'use client';
/**
 * An exercise on a narrow screen: a sheet over the whole height with tabs Task · Code · Machine · Checks and a row of the
 * keys that phones lack. Closing it comes back to the same line of text.
 */
import { useEffect, useRef, useState } from 'react';
import { useI18n } from '../../_i18n/client';
import { Button } from '../../_ui/Button';
import { Icon } from '../../_ui/Icon';
import { Inline, Prose } from '../../_ui/Prose';
import { DebugPanel } from '../debug/DebugPanel';
import { useLesson } from '../frame/context';
import { canDebug, type ExerciseData, surfaceOf } from '../model';
import type { ExerciseSession } from '../session/session';
import { isBusy } from '../session/state';
import { Checks } from './Checks';
import { EditorArea } from './EditorArea';
import { useSession, useSessionState } from './engine';
import { KeyRow, withCtrl } from './KeyRow';
import { SessionInspector } from './Pane';
import { PredictionCard } from './PredictionCard';
import { Activity, RunButton } from './RunButton';
import { SaveStatus } from './SaveStatus';
import styles from './Sheet.module.css';
import { Tabs } from './Tabs';
import { Terminal } from './Terminal';
import { SessionNotices, ToolButtons, ToolDrawer, type ToolName } from './Tools';
import { TracePanel } from './TracePanel';

export function Sheet() {
  const { exercises, sheet, close } = useLesson();
  const { t } = useI18n();
  const data = exercises.find((e) => e.id === sheet);
  const session = useSession(data);
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    dialog.current?.showModal();
  }, []);
  if (!data) return null;
  return (
    <dialog ref={dialog} className={styles.sheet} aria-labelledby="sheet-title" onClose={close} onCancel={close}>
      <header className={styles.head}>
        <Button look="quiet" size="s" onClick={close} aria-label={t.shell.close}>
          <Icon name="down" />
        </Button>
        <h2 id="sheet-title">
          <Inline text={data.title} />
        </h2>
      </header>
      {session ? <Body data={data} session={session} /> : <p className={styles.loading}>{t.exercise.loading}</p>}
    </dialog>
  );
}

type SheetTab = 'task' | 'code' | 'machine' | 'checks';

function Body({ data, session }: { data: ExerciseData; session: ExerciseSession }) {
  const { t } = useI18n();
  const state = useSessionState(session);
  const surface = surfaceOf(data.kind);
  const hasCode = surface === 'code' || data.files.length > 0;
  const [tab, setTab] = useState<SheetTab>(surface === 'text' ? 'machine' : 'task');
  const [tool, setTool] = useState<ToolName | null>(null);
  const [ctrl, setCtrl] = useState(false);
  const shell = surface === 'shell';
  const busy = isBusy(state.phase);
  const { report, judged, failure, show } = state;

  // The run shows the machine, its verdict the checks; "show" goes to the line or the moment.
  useEffect(() => {
    if (busy) setTab('machine');
  }, [busy]);
  useEffect(() => {
    if ((report && judged) || failure) setTab('checks');
  }, [report, judged, failure]);
  useEffect(() => {
    if (show) setTab(show.line !== undefined ? 'code' : 'machine');
  }, [show]);

  const type = (text: string) => {
    if (tab === 'code') insert(text);
    else session.input(new TextEncoder().encode(ctrl ? withCtrl(text) : text));
    setCtrl(false);
  };
  const tabs = [
    { id: 'task' as const, name: t.exercise.task },
    ...(hasCode ? [{ id: 'code' as const, name: t.exercise.code }] : []),
    { id: 'machine' as const, name: t.exercise.machine },
    ...(surface === 'text' ? [] : [{ id: 'checks' as const, name: t.exercise.checks }]),
  ];
  const keys = tab === 'code' ? surface === 'code' : tab === 'machine' && shell;
  return (
    <>
      <div className={styles.main}>
        <Tabs label={t.exercise.tabs} tabs={tabs} value={tab} onChange={setTab}>
          {tab === 'task' && (
            <div className={styles.task}>
              <Prose text={data.task} />
              <SaveStatus session={session} />
            </div>
          )}
          {tab === 'code' && <EditorArea session={session} allowMonaco={false} />}
          {tab === 'machine' && (
            <MachineTab session={session} shell={shell} ctrl={ctrl} onTyped={() => setCtrl(false)} />
          )}
          {tab === 'checks' && <Checks session={session} />}
        </Tabs>
        {state.asking && (
          <div className={styles.over}>
            <PredictionCard session={session} />
          </div>
        )}
        <ToolDrawer session={session} open={tool} onOpen={setTool} />
      </div>
      <SessionNotices session={session} />
      <div className={styles.bar}>
        {surface !== 'text' && <RunButton session={session} />}
        <Activity session={session} />
        <div className={styles.tools}>
          <ToolButtons session={session} open={tool} onOpen={setTool} />
        </div>
      </div>
      {keys && <KeyRow ctrl={ctrl} onCtrl={() => setCtrl(!ctrl)} onKey={type} />}
    </>
  );
}

type MachineView = 'terminal' | 'picture' | 'trace' | 'debug';

function MachineTab({
  session,
  shell,
  ctrl,
  onTyped,
}: {
  session: ExerciseSession;
  shell: boolean;
  ctrl: boolean;
  onTyped: () => void;
}) {
  const { t } = useI18n();
  const { show, report, debug } = useSessionState(session);
  const [view, setView] = useState<MachineView>(
    debug ? 'debug' : show && (show.step !== undefined || show.at !== undefined) ? 'picture' : 'terminal',
  );
  const onInput = (bytes: Uint8Array) => {
    const text = new TextDecoder().decode(bytes);
    session.input(ctrl ? new TextEncoder().encode(withCtrl(text)) : bytes);
    if (ctrl) onTyped();
  };
  const names: Readonly<Record<MachineView, string>> = {
    terminal: shell ? t.exercise.terminal : t.exercise.output,
    picture: t.exercise.picture,
    trace: t.exercise.trace,
    debug: t.debug.tab,
  };
  const views = (Object.keys(names) as MachineView[]).filter((name) => name !== 'debug' || canDebug(session.data));
  return (
    <div className={styles.machine}>
      <div className={styles.views}>
        {views.map((name) => (
          <Button key={name} look="quiet" size="s" aria-pressed={view === name} onClick={() => setView(name)}>
            {names[name]}
          </Button>
        ))}
      </div>
      <div className={styles.view}>
        {view === 'terminal' && (
          <Terminal
            buffer={session.terminal}
            label={shell ? t.exercise.terminalShell : t.exercise.terminalOutput}
            idle={shell ? t.exercise.terminalOff : report ? t.exercise.outputNone : t.exercise.terminalIdle}
            onInput={shell ? onInput : undefined}
          />
        )}
        {view === 'picture' && <SessionInspector session={session} />}
        {view === 'trace' && <TracePanel session={session} />}
        {view === 'debug' && <DebugPanel session={session} />}
      </div>
    </div>
  );
}

/** A key of the row, typed into the field that has the focus; arrows move its caret. */
function insert(text: string): void {
  const field = document.activeElement;
  if (!(field instanceof HTMLTextAreaElement) || field.readOnly) return;
  const moves: Readonly<Record<string, number>> = { '\u001b[D': -1, '\u001b[C': 1 };
  const by = moves[text];
  if (by !== undefined) {
    const at = Math.max(0, field.selectionStart + by);
    field.setSelectionRange(at, at);
  } else if (text === '\u001b[A' || text === '\u001b[B') {
    moveLine(field, text === '\u001b[A' ? -1 : 1);
  } else if (text !== '\u001b') {
    field.setRangeText(text === '\t' ? '    ' : text, field.selectionStart, field.selectionEnd, 'end');
    field.dispatchEvent(new Event('input', { bubbles: true }));
  }
}

function moveLine(field: HTMLTextAreaElement, by: number): void {
  const lines = field.value.split('\n');
  const before = field.value.slice(0, field.selectionStart).split('\n');
  const line = Math.max(0, Math.min(lines.length - 1, before.length - 1 + by));
  const column = Math.min(before.at(-1)?.length ?? 0, lines[line].length);
  const at = lines.slice(0, line).reduce((sum, l) => sum + l.length + 1, 0) + column;
  field.setSelectionRange(at, at);
}
