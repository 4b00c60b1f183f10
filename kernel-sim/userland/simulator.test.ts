/**
 * Userland where it lives: the same programs and scripts in the simulator, started by its command line. They must say there
 * what they say on the real Linux of this machine.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { DIST, HERE } from './objects';
import { buildOurs, cases, missing, output, withScratch } from './tests/native';

const CLI = join(HERE, '..', 'cli', 'main.ts');
const SEED = '20240117';
const reason = existsSync(join(DIST, 'initramfs.cpio'))
  ? missing('dash')
  : 'needs dist/initramfs.cpio (npm run build:sim)';
if (reason) console.log(`userland in the simulator: skipped, ${reason}`);

/** What `npm run sim -- …` prints. */
function simulate(...args: string[]): string {
  const run = spawnSync(process.execPath, ['--import', 'tsx', CLI, ...args], { input: '', timeout: 110_000 });
  return run.stdout.toString('latin1');
}

/** Runs every case in a fresh directory, with a line before and behind each. */
const DRIVER = `PATH=/usr/bin:/bin HOME=/root LC_ALL=C
export PATH HOME LC_ALL
for f in /cases/*; do
  rm -rf /w; mkdir /w; cd /w
  echo "== $f"
  sh -c "$(cat $f)" sh A 'B C' 2>&1 < /dev/null
  echo "[exit $?]"
done
`;

const fileName = (index: number) => String(index).padStart(3, '0');

/** All cases in one run of the simulator; the answers in their order. */
function shellAnswers(scripts: readonly string[]): string[] {
  return withScratch((root) => {
    mkdirSync(join(root, 'cases'));
    scripts.forEach((script, index) => {
      writeFileSync(join(root, 'cases', fileName(index)), script);
    });
    writeFileSync(join(root, 'all.sh'), DRIVER);
    const printed = simulate('run', '--root', root, '/bin/sh', '/all.sh');
    return printed
      .split(/^== .*\n/m)
      .slice(1)
      .map((answer) => answer.trimEnd());
  });
}

/** The same case by dash on this machine. */
function dashAnswer(script: string): string {
  return withScratch((cwd) => {
    const text = output('dash', ['-c', 'sh -c "$0" sh A "B C" 2>&1; echo "[exit $?]"', script], { cwd });
    return text.replace(/\[exit 0\]$/, '').trimEnd();
  });
}

describe.skipIf(reason !== undefined)('userland in the simulator', () => {
  it.each(['printf', 'scanf', 'stdlib', 'stdio', 'process', 'atomic'])(
    'tests/c/%s.c answers as on the real Linux',
    (name) => {
      withScratch((folder) => {
        const program = join(folder, 'program');
        buildOurs(join(HERE, 'tests', 'c', `${name}.c`), program);
        const real = execFileSync(program, [SEED], { stdio: ['ignore', 'pipe', 'ignore'] }).toString('latin1');
        expect(simulate('run', program, SEED)).toBe(real);
      });
    },
    120_000,
  );

  it('sh answers as dash on the real Linux', () => {
    const scripts = cases('shell-cases.txt');
    const answers = shellAnswers(scripts);
    const wrong = scripts.flatMap((script, index) => {
      const dash = dashAnswer(script);
      return answers[index] === dash ? [] : [{ script, dash, simulator: answers[index] }];
    });
    expect(wrong).toEqual([]);
  }, 120_000);
});
