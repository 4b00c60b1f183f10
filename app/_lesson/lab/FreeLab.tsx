'use client';
/** The lab's machine: booted by a press, its terminal left, its pictures right. */
import dynamic from 'next/dynamic';
import { useEffect, useState, useSyncExternalStore } from 'react';
import { useI18n } from '../../_i18n/client';
import { Button } from '../../_ui/Button';
import { Icon } from '../../_ui/Icon';
import { Notice } from '../../_ui/Notice';
import { FreeMachine } from '../session/free-machine';
import { pageSim } from '../sim/page-sim';
import styles from './FreeLab.module.css';

const Terminal = dynamic(() => import('../pane/Terminal').then((m) => m.Terminal), { ssr: false });
const Inspector = dynamic(() => import('../inspect/Inspector').then((m) => m.Inspector), { ssr: false });

export function FreeLab() {
  const { t } = useI18n();
  const [machine] = useState(() => new FreeMachine(pageSim, 4));
  const state = useSyncExternalStore(machine.subscribe, machine.snapshot, FreeMachine.serverSnapshot);
  useEffect(() => () => machine.stop(), [machine]);
  const off = state.phase === 'off';
  return (
    <div className={`${styles.lab} needs-js`}>
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
        <p role="status">
          {state.phase === 'starting' ? t.exercise.booting : state.phase === 'live' ? t.home.machineLive : ''}
        </p>
      </div>
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
          autoFocus={state.phase === 'live'}
        />
      </div>
      <div className={styles.pictures}>
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
      </div>
    </div>
  );
}
