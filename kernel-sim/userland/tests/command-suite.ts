/** The shell against dash, the commands against Debian's, built by our compiler and run on this machine's Linux. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { HERE } from '../objects';
import { cases, install, missing, output } from './native';

/** The files that tests/command-cases.txt works on. */
const FILES = readFileSync(join(HERE, 'tests', 'command-files.sh'), 'utf8');

export function commandSuite(): void {
  const reason = missing('dash', 'ps', 'hexdump', 'find');
  if (reason) console.log(`commands against Debian's: skipped, ${reason}`);
  describe.skipIf(reason !== undefined)('userland on the real Linux', () => {
    let root = '';
    beforeAll(() => {
      root = mkdtempSync(join(tmpdir(), 'rz-root-'));
      install(root);
    });
    afterAll(() => rmSync(root, { recursive: true, force: true }));

    /** A fresh working directory for one run. */
    function inFolder(prepare: string, run: (cwd: string) => string): string {
      const cwd = join(root, 'work');
      rmSync(cwd, { recursive: true, force: true });
      mkdirSync(cwd);
      if (prepare)
        execFileSync('dash', ['-c', prepare], {
          cwd,
          env: { NODE_ENV: 'test', PATH: '/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' },
        });
      return run(cwd);
    }

    it.each(cases('shell-cases.txt'))('sh: %s', (script) => {
      const run = (shell: string) =>
        inFolder('', (cwd) => output(shell, ['-c', script, 'sh', 'A', 'B C'], { cwd, name: 'sh' }));
      expect(run(join(root, 'bin/sh'))).toBe(run('/usr/bin/dash'));
    });

    it.each(cases('command-cases.txt'))('%s', (script) => {
      const run = (path: string) =>
        inFolder(FILES, (cwd) => output('dash', ['-c', script], { cwd, path })).replaceAll(
          join(root, 'bin'),
          '/usr/bin',
        );
      expect(run(`${root}/bin:/usr/bin:/bin`)).toBe(run('/usr/bin:/bin'));
    });
  });
}
