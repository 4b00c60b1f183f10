'use client';
/** A recorded run, made again in the reader's own tab: the digests compared, and every moment of it to be gone to and looked at. */
import type { RunReport } from '@ringzero/kernel-sim/lab/types';
import dynamic from 'next/dynamic';
import { useEffect, useId, useRef, useState } from 'react';
import { useI18n } from '@/app/_i18n/client';
import { fill, groupDigits } from '@/app/_i18n/define';
import { eventWords } from '@/app/_lesson/inspect/words';
import type { InsightWords } from '@/app/_people/insight';
import type { ClassWords } from '@/app/_people/messages';
import people from '@/app/_people/people.module.css';
import type { CommentInfo } from '@/app/_shared/insight';
import { Button } from '@/app/_ui/Button';
import { Icon } from '@/app/_ui/Icon';
import { Notice } from '@/app/_ui/Notice';
import { eventAt, hasKind, KINDS, type Kind, nextMoment } from './moments';
import styles from './replay.module.css';
import { Track } from './Track';
import type { useReplay } from './use-replay';

const Inspector = dynamic(() => import('@/app/_lesson/inspect/Inspector').then((m) => m.Inspector), { ssr: false });

/** A moment that the hand passes over is not made. */
const SETTLE = 220;

interface Props {
  t: InsightWords;
  c: ClassWords;
  replay: ReturnType<typeof useReplay>;
  digest: string;
  comments: readonly CommentInfo[];
}

export function Replay({ t, c, replay, digest, comments }: Props) {
  const { state, start, stop } = replay;
  const { lang } = useI18n();
  const busy = state.phase === 'loading' || state.phase === 'running';
  return (
    <section className={people.card} aria-labelledby="replay">
      <h2 id="replay">{t.replayTitle}</h2>
      <p>{t.replayLead}</p>
      <div className={people.row}>
        {busy ? (
          <Button onClick={stop}>{c.replayStop}</Button>
        ) : (
          <Button look={state.whole ? 'plain' : 'primary'} onClick={() => start()}>
            {c.replayStart}
          </Button>
        )}
        <span role="status" className={people.quiet}>
          {state.phase === 'loading' && c.replayLoading}
          {state.phase === 'running' && fill(c.replayRunning, { n: groupDigits(state.retired, lang) })}
          {state.phase === 'stopped' && c.replayStopped}
        </span>
      </div>
      <div role="alert">{state.phase === 'failed' && <Notice tone="bad">{c.replayFailed}</Notice>}</div>
      {state.whole && (
        <>
          <Notice tone={state.whole.digest === digest ? 'ok' : 'warn'} live>
            {state.whole.digest === digest ? c.replaySame : c.replayOther}
          </Notice>
          {state.whole.view.retired === 0 ? (
            <p>{state.whole.view.diagnostics.length > 0 ? t.notCompiled : t.noMachine}</p>
          ) : (
            <Moments {...{ t, c, replay, comments }} whole={state.whole} />
          )}
        </>
      )}
    </section>
  );
}

function Moments({ t, c, replay, comments, whole }: Omit<Props, 'digest'> & { whole: RunReport }) {
  const { lang, t: all } = useI18n();
  const { state, goTo } = replay;
  const { trace, retired: end } = whole.view;
  /** Under the hand; the machine follows when it rests. */
  const [hand, setHand] = useState<number | null>(null);
  const [kind, setKind] = useState<Kind>(hasKind(trace, 'calls') ? 'calls' : 'all');
  const [typed, setTyped] = useState('');
  const timer = useRef<ReturnType<typeof setTimeout> | null>(null);
  const kindId = useId();
  useEffect(() => () => clearTimeout(timer.current ?? undefined), []);
  const at = hand ?? state.at;
  const move = (to: number) => {
    if (timer.current) clearTimeout(timer.current);
    setHand(null);
    goTo(to);
  };
  const drag = (to: number) => {
    setHand(to);
    if (timer.current) clearTimeout(timer.current);
    timer.current = setTimeout(() => move(to), SETTLE);
  };
  const event = eventAt(trace, at);
  const [before, after] = [nextMoment(trace, kind, at, -1), nextMoment(trace, kind, at, 1)];
  const kinds: Readonly<Record<Kind, string>> = {
    calls: t.jumpCalls,
    output: t.jumpOutput,
    faults: t.jumpFaults,
    all: t.jumpAll,
  };
  const now = fill(t.momentOf, { n: groupDigits(at, lang), all: groupDigits(end, lang) });
  return (
    <div className={styles.moments}>
      <Track {...{ trace, end, at, comments }} labels={kinds} />
      <input
        type="range"
        className={styles.slider}
        min={0}
        max={end}
        step={Math.max(1, Math.floor(end / 2000))}
        value={at}
        aria-label={t.momentSlider}
        aria-valuetext={`${now}${event ? `: ${eventWords(event, all.inspect)}` : ''}`}
        onChange={(change) => drag(Number(change.target.value))}
      />
      <div className={styles.bar}>
        <fieldset className={styles.group}>
          <legend className="visually-hidden">{t.jumpBy}</legend>
          <label htmlFor={kindId} className="visually-hidden">
            {t.jumpBy}
          </label>
          <Step label={`${kinds[kind]}: ${t.prevEvent}`} icon="prev" to={before} go={move} />
          <select id={kindId} value={kind} onChange={(change) => setKind(change.target.value as Kind)}>
            {KINDS.map((one) => (
              <option key={one} value={one} disabled={!hasKind(trace, one)}>
                {kinds[one]}
              </option>
            ))}
          </select>
          <Step label={`${kinds[kind]}: ${t.nextEvent}`} icon="next" to={after} go={move} />
        </fieldset>
        <span className={styles.group}>
          <Step label={t.toStart} icon="first" to={at > 0 ? 0 : null} go={move} />
          <Step label={t.backOne} text="−1" to={at > 0 ? at - 1 : null} go={move} />
          <Step label={t.onOne} text="+1" to={at < end ? at + 1 : null} go={move} />
          <Step label={t.toEnd} icon="last" to={at < end ? end : null} go={move} />
        </span>
        <form
          className={styles.group}
          onSubmit={(submit) => {
            submit.preventDefault();
            const number = Number(typed.normalize('NFKC').replace(/[^\d]/g, ''));
            if (typed.trim() !== '') move(number);
          }}
        >
          <label>
            <span className="visually-hidden">{t.goTo}</span>
            <input
              inputMode="numeric"
              placeholder={t.goTo}
              value={typed}
              onChange={(change) => setTyped(change.target.value)}
            />
          </label>
          <Button size="s" type="submit">
            {t.go}
          </Button>
        </form>
      </div>
      <p className={styles.now} role="status">
        <strong>{now}</strong> {event && <code>{eventWords(event, all.inspect)}</code>}
        {state.shown === null && <span className={people.quiet}>{fill(t.movingTo, { n: groupDigits(at, lang) })}</span>}
      </p>
      <Then {...{ t, c }} report={state.shown} />
    </div>
  );
}

interface StepProps {
  label: string;
  icon?: 'first' | 'last' | 'prev' | 'next';
  text?: string;
  to: number | null;
  go: (to: number) => void;
}

/** A button without anywhere to go keeps its place (and the focus) and does nothing. */
function Step({ label, icon, text, to, go }: StepProps) {
  return (
    <Button size="s" aria-label={label} title={label} aria-disabled={to === null} onClick={() => to !== null && go(to)}>
      {icon ? <Icon name={icon} size={14} /> : text}
    </Button>
  );
}

/** The machine at the moment; while another one is being made the last one stays, dimmed. */
function Then({ t, c, report }: { t: InsightWords; c: ClassWords; report: RunReport | null }) {
  const [shown, setShown] = useState(report);
  if (report && report !== shown) setShown(report);
  if (!shown) return null;
  const { stdout, stderr, console, trace, snapshot, bare, addressSpaces } = shown.view;
  const output = console || stdout + stderr;
  return (
    <div className={styles.then} data-waiting={report === null}>
      <figure className={styles.output}>
        <figcaption>{t.consoleThen}</figcaption>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: output that scrolls must be reachable by keyboard */}
        <pre tabIndex={0}>
          <samp>{output === '' ? c.noOutput : output}</samp>
        </pre>
      </figure>
      <div className={styles.state}>
        <h3>{t.stateThen}</h3>
        <Inspector
          {...{ trace, bare }}
          kernel={snapshot}
          spaces={addressSpaces}
          walk={null}
          initial={null}
          show={null}
        />
      </div>
    </div>
  );
}
