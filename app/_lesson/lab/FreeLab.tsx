'use client';
/**
 * The lab's machine: booted by a press, its terminal left; right its pictures, an editor that compiles into it, its files and its
 * screen. A file dropped anywhere on it goes to /root.
 */
import dynamic from 'next/dynamic';
import { type DragEvent, useEffect, useRef, useState, useSyncExternalStore } from 'react';
import { useI18n } from '../../_i18n/client';
import { Button } from '../../_ui/Button';
import { Icon } from '../../_ui/Icon';
import { Notice } from '../../_ui/Notice';
import { Tabs } from '../pane/Tabs';
import { FreeMachine } from '../session/free-machine';
import { pageSim } from '../sim/page-sim';
import styles from './FreeLab.module.css';
import { type PutIn, putIn } from './put-in';

const Terminal = dynamic(() => import('../pane/Terminal').then((m) => m.Terminal), { ssr: false });
const Inspector = dynamic(() => import('../inspect/Inspector').then((m) => m.Inspector), { ssr: false });
const LabEditor = dynamic(() => import('./LabEditor').then((m) => m.LabEditor), { ssr: false });
const LabFiles = dynamic(() => import('./LabFiles').then((m) => m.LabFiles), { ssr: false });
const LabScreen = dynamic(() => import('./LabScreen').then((m) => m.LabScreen), { ssr: false });

type View = 'picture' | 'editor' | 'files' | 'screen';
const VIEWS: readonly View[] = ['picture', 'editor', 'files', 'screen'];

export function FreeLab() {
  const { lang, t } = useI18n();
  const [machine] = useState(() => new FreeMachine(pageSim, 4));
  const state = useSyncExternalStore(machine.subscribe, machine.snapshot, FreeMachine.serverSnapshot);
  const [view, setView] = useState<View>('picture');
  const [said, setSaid] = useState<readonly PutIn[]>([]);
  const [over, setOver] = useState(false);
  /** Counts files that were put in, so that the list is read again. */
  const [fresh, setFresh] = useState(0);
  const picker = useRef<HTMLInputElement>(null);
  useEffect(() => () => machine.stop(), [machine]);
  const off = state.phase === 'off';
  const live = state.phase === 'live';
  const take = async (files: readonly File[]) => {
    if (files.length === 0) return;
    await putIn(machine, files, { lang, t: t.lab }, setSaid);
    setFresh((n) => n + 1);
  };
  const dragged = (event: DragEvent) => {
    if (!event.dataTransfer.types.includes('Files')) return;
    event.preventDefault();
    setOver(true);
  };
  const dropped = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    void take([...event.dataTransfer.files]);
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: dropping is a second way; the button chooses a file as well
    <div
      className={`${styles.lab} needs-js`}
      onDragOver={dragged}
      onDragLeave={(event) => {
        if (!event.currentTarget.contains(event.relatedTarget as Node | null)) setOver(false);
      }}
      onDrop={dropped}
    >
      <div className={styles.bar}>
        {off ? (
          <Button look="primary" onClick={() => machine.boot()}>
            <Icon name="play" />
            {state.trace.length > 0 ? t.exercise.reboot : t.exercise.boot}
          </Button>
        ) : (
          <Button look="primary" onClick={() => machine.stop()}>
            <Icon name="stop" />
            {t.exercise.stop}
          </Button>
        )}
        <Button onClick={() => picker.current?.click()}>
          <Icon name="file" />
          {t.lab.drop}
        </Button>
        <input
          ref={picker}
          type="file"
          multiple
          hidden
          aria-label={t.lab.drop}
          onChange={(event) => {
            void take([...(event.target.files ?? [])]);
            event.target.value = '';
          }}
        />
        <p role="status">
          {state.phase === 'starting' ? t.exercise.booting : live ? t.home.machineLive : t.lab.dropHint}
        </p>
      </div>
      {said.length > 0 && (
        <div className={styles.said}>
          <Notice
            live
            tone={said.some((line) => line.tone === 'bad') ? 'warn' : 'info'}
            action={
              <Button size="s" look="quiet" aria-label={t.shell.close} onClick={() => setSaid([])}>
                <Icon name="cross" size={14} />
              </Button>
            }
          >
            {said.map((line, n) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: lines in their order
              <p key={n}>{line.text}</p>
            ))}
          </Notice>
        </div>
      )}
      {state.failure && (
        <Notice tone="bad" live>
          <p>{t.exercise.failedLoad}</p>
          <details>
            <summary>{t.exercise.failedDetail}</summary>
            <code>{state.failure}</code>
          </details>
        </Notice>
      )}
      <div className={styles.terminal}>
        <Terminal
          buffer={machine.terminal}
          label={t.exercise.terminalShell}
          idle={t.exercise.terminalOff}
          onInput={off ? undefined : (bytes) => machine.input(bytes)}
          autoFocus={live}
        />
        {over && <p className={styles.dropHere}>{t.lab.dropHere}</p>}
      </div>
      <div className={styles.pictures}>
        <Tabs label={t.lab.views} value={view} onChange={setView} tabs={VIEWS.map((id) => ({ id, name: t.lab[id] }))}>
          {view === 'picture' && (
            <Inspector
              trace={state.trace}
              kernel={state.kernel}
              bare={state.bare}
              spaces={state.spaces}
              walk={state.walk}
              initial="processes"
              show={null}
              onInspect={off ? undefined : (want, pid, va) => machine.inspect(want, pid, va)}
            />
          )}
          {view === 'editor' && <LabEditor machine={machine} onBuilt={() => setFresh((n) => n + 1)} />}
          {view === 'files' && <LabFiles machine={machine} live={live} fresh={fresh} />}
          {view === 'screen' && <LabScreen frame={state.frame} />}
        </Tabs>
      </div>
    </div>
  );
}
