'use client';
/** Steps through a trace in both directions: by one, to the next crossing between layers, or by hand. */
import type { TraceStep } from '@ringzero/kernel-sim/lab/types';
import { useI18n } from '../../_i18n/client';
import { Button } from '../../_ui/Button';
import { Icon } from '../../_ui/Icon';
import styles from './inspect.module.css';
import { nextCrossing } from './layers';
import { eventWords } from './words';

export function Scrubber({
  trace,
  step,
  onStep,
}: {
  trace: readonly TraceStep[];
  step: number;
  onStep: (step: number) => void;
}) {
  const { t } = useI18n();
  const w = t.inspect;
  const last = trace.length - 1;
  const go = (to: number) => onStep(Math.max(0, Math.min(last, to)));
  return (
    <div className={styles.controls}>
      <Button
        look="quiet"
        size="s"
        aria-label={w.prevCrossing}
        title={w.prevCrossing}
        onClick={() => go(nextCrossing(trace, step, -1, w))}
      >
        <Icon name="first" size={14} />
      </Button>
      <Button
        look="quiet"
        size="s"
        aria-label={w.prev}
        title={w.prev}
        onClick={() => go(step - 1)}
        disabled={step <= 0}
      >
        <Icon name="prev" size={14} />
      </Button>
      <input
        type="range"
        min={0}
        max={last}
        value={step}
        aria-label={w.stepSlider}
        aria-valuetext={eventWords(trace[step].event, w)}
        onChange={(event) => go(Number(event.target.value))}
      />
      <Button
        look="quiet"
        size="s"
        aria-label={w.next}
        title={w.next}
        onClick={() => go(step + 1)}
        disabled={step >= last}
      >
        <Icon name="next" size={14} />
      </Button>
      <Button
        look="quiet"
        size="s"
        aria-label={w.nextCrossing}
        title={w.nextCrossing}
        onClick={() => go(nextCrossing(trace, step, 1, w))}
      >
        <Icon name="last" size={14} />
      </Button>
    </div>
  );
}
