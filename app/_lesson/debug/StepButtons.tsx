'use client';
/** Continue, over, into, out, one instruction; and the way back. */
import type { DebugAction } from '@ringzero/kernel-sim/lab/debug-types';
import { type FormEvent, useState } from 'react';
import { useI18n } from '../../_i18n/client';
import { Button } from '../../_ui/Button';
import { Icon } from '../../_ui/Icon';
import { useSessionState } from '../pane/engine';
import type { ExerciseSession } from '../session/session';
import styles from './DebugPanel.module.css';
import { type Move, SHORTCUTS } from './keys';

export function StepButtons({ session }: { session: ExerciseSession }) {
  const { t } = useI18n();
  const { debug } = useSessionState(session);
  const d = t.debug;
  const running = debug?.running ?? true;
  const over = debug?.state?.why === 'end';
  const back = debug?.state?.back ?? false;
  const button = (move: Move, name: string, enabled: boolean) => (
    <Button
      size="s"
      key={move}
      aria-keyshortcuts={SHORTCUTS[move]}
      title={`${name} (${SHORTCUTS[move].split(' ').join(' / ')})`}
      // Not `disabled`: the focus would be lost at every step.
      aria-disabled={!enabled || running}
      onClick={() => enabled && session.debug({ do: move } as DebugAction)}
    >
      {name}
    </Button>
  );
  return (
    <div className={styles.steps} role="toolbar" aria-label={d.steps}>
      <div>
        {running ? (
          <Button size="s" onClick={() => session.holdDebug()}>
            <Icon name="stop" />
            {d.hold}
          </Button>
        ) : (
          button('continue', d.continue, !over)
        )}
        {button('next', d.over, !over)}
        {button('step', d.into, !over)}
        {button('finish', d.out, !over)}
        {button('stepi', d.instruction, !over)}
      </div>
      <div>
        {button('back-line', d.backLine, back)}
        {button('back-instruction', d.backInstruction, back)}
        {button('back-continue', d.backBreakpoint, back)}
      </div>
    </div>
  );
}

/** To a moment by its number of instructions, forwards or backwards. */
export function GoTo({ session }: { session: ExerciseSession }) {
  const { t } = useI18n();
  const [text, setText] = useState('');
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const count = Number(text.replace(/[,\s]/g, ''));
    if (text !== '' && Number.isFinite(count)) session.debug({ do: 'goto', count });
  };
  return (
    <details className={styles.section}>
      <summary>{t.debug.goTo}</summary>
      <form className={styles.inline} onSubmit={submit}>
        <label>
          <span>{t.debug.countName}</span>
          <input
            className={styles.field}
            inputMode="numeric"
            size={12}
            value={text}
            onChange={(event) => setText(event.target.value)}
          />
        </label>
        <Button size="s" type="submit">
          {t.debug.go}
        </Button>
      </form>
    </details>
  );
}
