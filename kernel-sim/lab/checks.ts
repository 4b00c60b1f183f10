/**
 * Building blocks for checks. Each answers `ok` or a message code of its own; codes not in an exercise's `messages` are looked up in
 * common-messages.ts. Custom checks are plain objects of type Check.
 */
import type { EventOf } from '../kernel/events';
import type { Check, CheckResult, Localized, RunView, Variation } from './types';

/** Virtual time: events' `at` counts instructions. */
export { INSTRUCTIONS_PER_SECOND } from '../machine/types';

export const OK: CheckResult = { ok: true, code: 'ok' };
export const fail = (code: string, params?: CheckResult['params'], show?: CheckResult['show']): CheckResult => ({
  ok: false,
  code,
  params,
  show,
});

/** A check from a function: null or undefined = passed, a string = message code. */
export function check(
  id: string,
  title: Localized,
  judge: (view: RunView) => CheckResult | string | null | undefined,
): Check {
  return {
    id,
    title,
    run: (view) => {
      const answer = judge(view);
      if (!answer) return OK;
      return typeof answer === 'string' ? fail(answer) : answer;
    },
  };
}

/** What an exercise with `seeds` was given in this run. */
export const given = (view: RunView): Variation => view.given ?? {};

/** What is wrong with how the run ended, or null when the program returned by itself. Codes are the common ones. */
export function abnormalEnd(view: RunView): CheckResult | null {
  const show = view.where ? { line: view.where.line, file: view.where.file } : undefined;
  const line = view.where?.line ?? 0;
  switch (view.reason) {
    case 'exit':
    case 'halted':
      return null;
    case 'signal':
      return fail(
        line ? 'killed-by-signal' : 'killed-by-signal-nowhere',
        { signal: signalName(view.exit.signal ?? 0), line },
        show,
      );
    case 'limit':
      return fail(line ? 'limit' : 'limit-nowhere', { line, function: view.where?.function ?? '' }, show);
    case 'triple-fault':
      return fail(line ? 'triple-fault' : 'triple-fault-nowhere', { line }, show);
    default:
      return fail(view.reason, { line }, show);
  }
}

/** The program ended by itself; with `code`, with that status. */
export function endsWell(code?: number): Check {
  return check('ends', { ja: 'プログラムが自分で終わる', en: 'The program ends by itself' }, (view) => {
    const bad = abnormalEnd(view);
    if (bad) return bad;
    if (code !== undefined && view.exit.code !== code)
      return fail('exit-status', { expected: code, got: view.exit.code ?? -1 });
    return null;
  });
}

/** Standard output is exactly this. */
export function stdoutIs(expected: string, options: { code?: string; id?: string; title?: Localized } = {}): Check {
  return check(
    options.id ?? 'stdout',
    options.title ?? { ja: '標準出力が合っている', en: 'Standard output is right' },
    (view) => {
      if (view.stdout === expected) return null;
      return fail(options.code ?? 'stdout-differs', difference(expected, view.stdout));
    },
  );
}

/** First place where two texts differ, for messages: 1-based line, and both lines. */
export function difference(expected: string, got: string): { line: number; expected: string; got: string } {
  const a = expected.split('\n');
  const b = got.split('\n');
  let i = 0;
  while (i < a.length && a[i] === b[i]) i++;
  return { line: i + 1, expected: a[i] ?? '', got: b[i] ?? '' };
}

/** System calls of the run by name, as entered. */
export const calls = (view: RunView, name: string): EventOf<'syscall-enter'>[] =>
  view.of('syscall-enter').filter((e) => e.name === name);

/** Index of an event in the trace, for "show". */
export const stepOf = (view: RunView, event: { at: number } | undefined): { step: number } | undefined => {
  const step = event ? view.events.indexOf(event as never) : -1;
  return step < 0 ? undefined : { step };
};

const SIGNALS: Readonly<Record<number, string>> = {
  1: 'SIGHUP',
  2: 'SIGINT',
  3: 'SIGQUIT',
  4: 'SIGILL',
  5: 'SIGTRAP',
  6: 'SIGABRT',
  7: 'SIGBUS',
  8: 'SIGFPE',
  9: 'SIGKILL',
  10: 'SIGUSR1',
  11: 'SIGSEGV',
  12: 'SIGUSR2',
  13: 'SIGPIPE',
  14: 'SIGALRM',
  15: 'SIGTERM',
  31: 'SIGSYS',
};
export const signalName = (signal: number): string => SIGNALS[signal] ?? `signal ${signal}`;
