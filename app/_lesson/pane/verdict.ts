/** The end of a run and its checks, in words. Pure: report and dictionary in, sentences out. */
import type { RunReport, RunView } from '@ringzero/kernel-sim/lab/types';
import type { Dictionary } from '../../_i18n';
import { fill, groupDigits } from '../../_i18n/define';
import type { Language } from '../../_i18n/language';
import type { ExerciseData } from '../model';
import { signalName } from './signal-names';

export interface CheckLine {
  id: string;
  title: string;
  ok: boolean | null;
  /** Why it failed, from the exercise's own messages. */
  cause: string | null;
  show: { step?: number; line?: number; file?: string; at?: number } | null;
}

/** The exercise's checks with the verdict of the last run; not yet judged without one. */
export function checkLines(data: ExerciseData, report: RunReport | null): CheckLine[] {
  if (!report) return data.checks.map(({ id, title }) => ({ id, title, ok: null, cause: null, show: null }));
  return report.checks.map((check) => ({
    id: check.id,
    title: data.checks.find((c) => c.id === check.id)?.title ?? '',
    ok: check.ok,
    cause: check.ok ? null : fill(data.messages[check.code] ?? check.code, check.params),
    show: check.ok ? null : (check.show ?? null),
  }));
}

/** How the run ended, in one or two sentences. */
export function endWords(
  view: Pick<RunReport['view'], 'reason' | 'exit' | 'retired' | 'where'>,
  t: Dictionary['exercise'],
  lang: Language,
): string {
  const retired = groupDigits(view.retired, lang);
  const endings: Readonly<Record<RunReport['view']['reason'], string>> = {
    exit: fill(t.endExit, { code: view.exit.code ?? '?' }),
    signal: fill(t.endSignal, { name: signalName(view.exit.signal ?? 0) }),
    limit: fill(t.endLimit, { limit: retired }),
    'output-limit': t.endOutputLimit,
    'task-limit': t.endTaskLimit,
    stopped: fill(t.endStopped, { retired }),
    idle: t.endIdle,
    halted: t.endHalted,
    'triple-fault': t.endTripleFault,
    panic: t.endPanic,
    'not-run': t.endNotRun,
  };
  return [endings[view.reason], placeWords(view.where, view.reason, t)].filter(Boolean).join(lang === 'ja' ? '' : ' ');
}

/** Where it struck; only said when the place matters. */
function placeWords(where: RunView['where'], reason: RunReport['view']['reason'], t: Dictionary['exercise']): string {
  if (!where || reason === 'exit' || reason === 'halted') return '';
  return fill(t.whereLine, { file: where.file, line: where.line, fn: where.function });
}
