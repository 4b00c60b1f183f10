/**
 * Many programs in one boot of the simulated machine: a shell runs them one after the other and tells status and output. For suites of
 * thousands of small programs, where booting for each would be most of the work.
 */
import { LinuxSession } from '../lab';
import { simAssets } from './simulated';

export interface Ran {
  /** As a shell sees it: 128 + n for a signal. */
  status: number;
  stdout: string;
}

const MARK = '@@ ';
const STEP = 50_000_000;

/** What each program did; undefined for those that the budget did not reach or that ended the machine. */
export function runBatch(programs: readonly Uint8Array[], instructions: number): (Ran | undefined)[] {
  const loop = programs.map((_, i) => `/tmp/p${i} 2>/dev/null; echo; echo "${MARK}${i} $?"`).join('\n');
  const session = new LinuxSession({
    initramfs: simAssets().initramfs,
    seed: 1,
    limits: { instructions, tasks: 512 },
    files: [
      ...programs.map((data, i) => ({ path: `/tmp/p${i}`, mode: 0o755, data })),
      { path: '/tmp/all.sh', mode: 0o755, data: new TextEncoder().encode(`${loop}\n`) },
    ],
    program: {
      path: '/bin/sh',
      argv: ['/tmp/all.sh'],
      stdin: new Uint8Array(0),
      env: ['PATH=/bin:/usr/bin', 'HOME=/root'],
    },
    output: () => {},
  });
  while (!session.end) session.advance(STEP);
  const results: (Ran | undefined)[] = programs.map(() => undefined);
  let from = 0;
  const { stdout } = session.view();
  for (const m of stdout.matchAll(/\n@@ (\d+) (\d+)\n/g)) {
    results[Number(m[1])] = { status: Number(m[2]), stdout: stdout.slice(from, m.index) };
    from = m.index + m[0].length;
  }
  return results;
}
