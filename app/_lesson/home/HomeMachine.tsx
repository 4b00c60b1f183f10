'use client';
/**
 * The machine on the home page: first its recorded screen, in the static page; when it is in view and the page idle it
 * boots, right there. Under the screen, the three layers with what each is doing.
 */
import dynamic from 'next/dynamic';
import { useEffect, useRef, useState, useSyncExternalStore } from 'react';
import { useI18n } from '../../_i18n/client';
import { groupDigits } from '../../_i18n/define';
import { Button } from '../../_ui/Button';
import { LayerSwatch } from '../../_ui/Ring';
import { FreeMachine } from '../session/free-machine';
import { pageSim } from '../sim/page-sim';
import styles from './HomeMachine.module.css';

const Terminal = dynamic(() => import('../pane/Terminal').then((m) => m.Terminal), { ssr: false });
const TRY = ['ps', 'id --user', 'ls -l /dev', 'cat /proc/self/maps'] as const;

export function HomeMachine({ transcript }: { transcript: string }) {
  const { lang, t } = useI18n();
  const [machine] = useState(() => new FreeMachine(pageSim, 2));
  const state = useSyncExternalStore(machine.subscribe, machine.snapshot, FreeMachine.serverSnapshot);
  const box = useRef<HTMLDivElement>(null);
  useWhenSeen(box, () => machine.boot());
  useEffect(() => () => machine.stop(), [machine]);
  const live = state.phase === 'live';
  const status = live
    ? t.home.machineLive
    : state.phase === 'starting'
      ? t.home.machineBooting
      : state.failure
        ? t.home.machineFailed
        : t.home.machineOff;
  const calls = Object.values(state.kernel?.syscallCounts ?? {}).reduce((sum, n) => sum + n, 0);
  const type = (command: string) => machine.input(new TextEncoder().encode(`${command}\n`));
  return (
    <section ref={box} className={styles.machine} aria-label={t.home.machineTitle}>
      <div className={styles.screen}>
        {live ? (
          <Terminal
            buffer={machine.terminal}
            label={t.home.machineTitle}
            idle=""
            onInput={(bytes) => machine.input(bytes)}
          />
        ) : (
          // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrollable region must be reachable by keyboard
          <pre tabIndex={0}>{transcript}</pre>
        )}
      </div>
      <ul className={styles.layers}>
        <li className={styles.ring3}>
          <LayerSwatch layer="ring3" />
          <span>{t.inspect.userland}</span>
          <b>{state.kernel ? `${state.kernel.tasks.length} ${t.home.tasks}` : ''}</b>
        </li>
        <li className={styles.ring0}>
          <LayerSwatch layer="ring0" />
          <span>{t.inspect.kernel}</span>
          <b>{state.kernel ? `${groupDigits(calls, lang)} ${t.home.calls}` : ''}</b>
        </li>
        <li className={styles.hw}>
          <LayerSwatch layer="hw" />
          <span>{t.inspect.hardware}</span>
          <b>{state.kernel ? `${groupDigits(state.kernel.at, lang)} ${t.home.instructions}` : ''}</b>
        </li>
      </ul>
      <div className={styles.foot}>
        <p role="status">{status}</p>
        {state.phase === 'off' && (
          <span className="needs-js">
            <Button size="s" onClick={() => machine.boot()}>
              {t.home.machineStart}
            </Button>
          </span>
        )}
        {live && (
          <p className={styles.try}>
            <span>{t.home.machineTry}</span>
            {TRY.map((command) => (
              <button key={command} type="button" onClick={() => type(command)}>
                {command}
              </button>
            ))}
          </p>
        )}
      </div>
    </section>
  );
}

/** Once the element has been in view while the page was idle; never for a reader who saves data. */
function useWhenSeen(box: React.RefObject<HTMLElement | null>, then: () => void): void {
  const action = useRef(then);
  useEffect(() => {
    const element = box.current;
    const saving =
      'connection' in navigator &&
      typeof navigator.connection === 'object' &&
      navigator.connection !== null &&
      'saveData' in navigator.connection &&
      navigator.connection.saveData === true;
    if (!element || saving) return;
    let idle: ReturnType<typeof setTimeout> | null = null;
    const observer = new IntersectionObserver(
      (entries) => {
        if (!entries.some((e) => e.isIntersecting)) return;
        observer.disconnect();
        idle = setTimeout(
          () => ('requestIdleCallback' in window ? requestIdleCallback(() => action.current()) : action.current()),
          600,
        );
      },
      { threshold: 0.4 },
    );
    observer.observe(element);
    return () => {
      observer.disconnect();
      if (idle) clearTimeout(idle);
    };
  }, [box]);
}
