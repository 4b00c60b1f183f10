/** Building blocks for checks of module exercises. */
import { check, fail } from '@ringzero/kernel-sim/lab/checks';
import type { Check, RunView } from '@ringzero/kernel-sim/lab/types';

/** The first line of the kernel log that matches, or undefined. */
export const logged = (view: RunView, pattern: RegExp): string | undefined =>
  view.log?.find(({ text }) => pattern.test(text))?.text;

export const allLogged = (view: RunView, pattern: RegExp): string[] =>
  view.log?.filter(({ text }) => pattern.test(text)).map(({ text }) => text) ?? [];

/** Ring 0 did nothing that it must not. Codes `panic`, `oops` and `module-hangs`, from the common messages. */
export function noOops(): Check {
  return check('no-oops', { ja: 'カーネルに異常がない', en: 'Nothing went wrong in the kernel' }, (view) => {
    const [oops] = view.of('oops');
    if (view.reason === 'panic') return 'panic';
    if (!oops) return view.reason === 'limit' ? 'module-hangs' : null;
    const show = oops.line ? { file: oops.file ?? '', line: oops.line } : undefined;
    return fail('oops', { kind: oops.kind, line: oops.line ?? 0, symbol: oops.symbol }, show);
  });
}

/** The module came to life. Code: `not-loaded`. */
export function loaded(name: string): Check {
  return check(`loaded-${name}`, { ja: `${name} が入る`, en: `${name} is loaded` }, (view) =>
    view.of('module').some((e) => e.name === name && e.op === 'live') ? null : fail('not-loaded', { name }),
  );
}
