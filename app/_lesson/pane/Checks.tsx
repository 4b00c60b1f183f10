'use client';
/** After a run: how it ended, what the compiler said, each check passed or with its cause and a way to see it, and what was achieved. */
import Link from 'next/link';
import { useI18n } from '../../_i18n/client';
import { fill } from '../../_i18n/define';
import { Button, ButtonLink } from '../../_ui/Button';
import { Icon } from '../../_ui/Icon';
import { Notice } from '../../_ui/Notice';
import { Inline, Prose } from '../../_ui/Prose';
import { useLesson } from '../frame/context';
import type { ExerciseSession } from '../session/session';
import { isBusy } from '../session/state';
import { VerdictMark } from '../verdict/VerdictMark';
import { SeedNote, VerdictNotice } from '../verdict/VerdictNotice';
import styles from './Checks.module.css';
import { useDiagnosticTexts } from './diagnostics';
import { useSessionState } from './engine';
import { useOopses } from './oopses';
import { checkLines, endWords } from './verdict';

export function Checks({ session }: { session: ExerciseSession }) {
  const { lang, t } = useI18n();
  const state = useSessionState(session);
  const { data } = session;
  const { report, stopped, failure } = state;
  const lines = checkLines(data, report);
  const diagnostics = useDiagnosticTexts(state.diagnostics, lang);
  const { judged } = state;
  // A machine that was judged alive has not ended.
  const ended = report !== null && !(data.kind === 'shell' && judged);
  return (
    <div className={styles.checks}>
      {failure && <Failure code={failure.code} detail={failure.detail} />}
      {!failure && (ended || (!report && stopped)) && (
        <p className={styles.end} role="status">
          {report
            ? endWords(report.view, t.exercise, lang)
            : endWords(
                {
                  reason: 'stopped',
                  exit: { code: null, signal: null },
                  retired: stopped?.retired ?? 0,
                  where: stopped?.where ?? null,
                },
                t.exercise,
                lang,
              )}
          {report?.view.where && report.view.reason !== 'exit' && report.view.reason !== 'halted' && (
            <Button
              look="quiet"
              size="s"
              onClick={() => session.showAt({ line: report.view.where?.line, file: report.view.where?.file })}
            >
              {t.exercise.showLine}
            </Button>
          )}
        </p>
      )}
      {diagnostics.length > 0 && (
        <section className={styles.diagnostics} aria-label={fill(t.exercise.compileTitle, { n: diagnostics.length })}>
          <h3>{fill(t.exercise.compileTitle, { n: diagnostics.length })}</h3>
          <ul>
            {diagnostics.slice(0, 20).map((d) => (
              <li key={`${d.file}:${d.line}:${d.column}:${d.message}`} className={styles[d.severity]}>
                <button type="button" onClick={() => session.showAt({ line: d.line, file: d.file })}>
                  {d.file.split('/').at(-1)} {fill(t.exercise.lineN, { n: d.line })}
                </button>
                <span>
                  <strong>
                    {d.severity === 'error'
                      ? t.exercise.error
                      : d.severity === 'warning'
                        ? t.exercise.warning
                        : t.exercise.noteSeverity}
                  </strong>{' '}
                  {d.message}
                </span>
              </li>
            ))}
          </ul>
        </section>
      )}
      <SeedNote session={session} />
      {!isBusy(state.phase) && <VerdictNotice data={data} session={session} />}
      {report && <Oopses session={session} />}
      {report?.passed && <Success session={session} />}
      {judged || !report ? (
        <ul className={styles.list}>
          {lines.map((line) => (
            <li key={line.id} className={line.ok === null ? styles.open : line.ok ? styles.ok : styles.bad}>
              <span className={styles.mark}>
                <Icon name={line.ok === null ? 'dot' : line.ok ? 'check' : 'cross'} size={14} />
              </span>
              <div>
                <p className={styles.title}>
                  <Inline text={line.title} />
                  <span className="visually-hidden">
                    {' '}
                    {line.ok === null ? t.exercise.notChecked : line.ok ? t.exercise.passed : t.exercise.failed}
                  </span>
                </p>
                {line.cause && <Prose className={styles.cause} text={line.cause} />}
                {line.show && (
                  <p className={styles.show}>
                    {line.show.line !== undefined && (
                      <Button size="s" onClick={() => session.showAt({ line: line.show?.line, file: line.show?.file })}>
                        {t.exercise.showLine}
                      </Button>
                    )}
                    {(line.show.step !== undefined || line.show.at !== undefined) && (
                      <Button size="s" onClick={() => session.showAt({ step: line.show?.step, at: line.show?.at })}>
                        {t.exercise.showStep}
                      </Button>
                    )}
                  </p>
                )}
              </div>
            </li>
          ))}
        </ul>
      ) : null}
      {!report && !stopped && !failure && !isBusy(state.phase) && lines.length === 0 && (
        <p className={styles.none}>{t.exercise.checksNone}</p>
      )}
    </div>
  );
}

/** What C code in ring 0 did that it must not, each with its line. */
function Oopses({ session }: { session: ExerciseSession }) {
  const { t } = useI18n();
  const oopses = useOopses(session);
  if (oopses.length === 0) return null;
  return (
    <ul className={styles.oopses}>
      {oopses.map((oops, n) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: reports in the order of the log
        <li key={n}>
          <Icon name="warning" />
          <span>
            {fill(t.exercise.oopsIn, { kind: oops.kind })} {oops.symbol && <code>{oops.symbol}</code>}{' '}
            {oops.file !== null && oops.line !== null && (
              <code>
                {oops.file}:{oops.line}
              </code>
            )}
          </span>
          {oops.file !== null && oops.line !== null && (
            <Button
              size="s"
              onClick={() => session.showAt({ file: oops.file ?? undefined, line: oops.line ?? undefined })}
            >
              {t.exercise.showLine}
            </Button>
          )}
        </li>
      ))}
    </ul>
  );
}

function Failure({ code, detail }: { code: 'load' | 'internal' | 'unknown-exercise'; detail: string }) {
  const { t } = useI18n();
  const words = {
    load: t.exercise.failedLoad,
    internal: t.exercise.failedInternal,
    'unknown-exercise': t.exercise.failedUnknown,
  }[code];
  return (
    <Notice tone="bad" live>
      <p>{words}</p>
      <details>
        <summary>{t.exercise.failedDetail}</summary>
        <code className={styles.detail}>{detail}</code>
      </details>
    </Notice>
  );
}

/** Quiet and specific: what was just done, what real Linux does differently, what comes next; and how the prediction fared. */
function Success({ session }: { session: ExerciseSession }) {
  const { t } = useI18n();
  const { exercises, next, show, wide, close } = useLesson();
  const { data } = session;
  const following = exercises[exercises.findIndex((e) => e.id === data.id) + 1];
  const goOn = () => {
    if (!following) return;
    if (wide) show(following.id);
    else close();
    requestAnimationFrame(() => document.getElementById(following.id)?.scrollIntoView());
  };
  return (
    <section className={styles.success} aria-live="polite">
      <h3>
        <Icon name="check" />
        {t.exercise.passedTitle}
      </h3>
      <VerdictMark exerciseId={data.id} />
      <Prose text={data.success} />
      <PredictionOutcome session={session} />
      {following ? (
        <Button size="s" onClick={goOn}>
          {t.exercise.nextExercise}
          <Icon name="chevron" size={12} />
        </Button>
      ) : next ? (
        <ButtonLink size="s" href={next.href}>
          {t.exercise.nextLesson}
          <Icon name="chevron" size={12} />
        </ButtonLink>
      ) : (
        <Link href="#recall" className={styles.recall}>
          {t.lesson.recallTitle}
        </Link>
      )}
    </section>
  );
}

/** The answer given before the first run, beside what came of it. */
export function PredictionOutcome({ session }: { session: ExerciseSession }) {
  const { t } = useI18n();
  const { prediction } = useSessionState(session);
  const question = session.data.prediction;
  if (!prediction || !question) return null;
  const option = question.options.find((o) => o.id === prediction.optionId);
  return (
    <div className={styles.prediction}>
      <p>
        <strong>
          {option?.correct === true
            ? t.exercise.predictionRight
            : option?.correct === false
              ? t.exercise.predictionWrong
              : t.exercise.yourPrediction}
        </strong>
        {' — '}
        <Inline text={option?.text ?? prediction.text ?? ''} />
      </p>
      {option?.feedback && <Prose text={option.feedback} />}
    </div>
  );
}
