/**
 * The guest's Python against CPython 3.11: tests/NAME.py must print what is recorded in tests/NAME.out (standard output and error,
 * exit status). Run as a Linux program on this machine, a part in the simulator too, and generated expressions beside the real python3.
 */
import { spawnSync } from 'node:child_process';
import { copyFileSync, cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { DIST, HERE } from '../objects';
import { missing, userland, withScratch } from '../tests/native';
import { expressions } from './tests/expressions';

const TESTS = join(HERE, 'python', 'tests');
const LIB = join(HERE, 'python', 'lib');
const CLI = join(HERE, '..', 'cli', 'main.ts');
const names = readdirSync(TESTS)
  .filter((name) => name.endsWith('.py'))
  .map((name) => name.slice(0, -3));
const recorded = (name: string) => readFileSync(join(TESTS, `${name}.out`), 'utf8');
const reason = missing();
if (reason) console.log(`python: skipped, ${reason}`);

/** A scratch folder with our python3, and the tests with what they import. */
function withPython<T>(use: (python: string, folder: string) => T): T {
  return withScratch((folder) => {
    const elf = userland().userland.programs.get('bin/python3');
    if (!elf) throw new Error('no bin/python3');
    const python = join(folder, 'python3');
    writeFileSync(python, elf, { mode: 0o755 });
    for (const name of names) copyFileSync(join(TESTS, `${name}.py`), join(folder, `${name}.py`));
    return use(python, folder);
  });
}

function run(python: string, cwd: string, args: readonly string[], input = ''): string {
  const done = spawnSync('sh', ['-c', '"$@" 2>&1; echo "[exit $?]"', 'sh', python, ...args], {
    cwd,
    input,
    timeout: 20_000,
    env: { NODE_ENV: 'test', PATH: process.env.PATH, ...(python === 'python3' ? {} : { PYTHONHOME: LIB }) },
  });
  return done.stdout.toString('utf8').replaceAll(`${cwd}/`, '');
}

describe.skipIf(reason !== undefined)('python3, compiled by our compiler', () => {
  beforeAll(() => void userland(), 180_000);

  it('prints what CPython prints', () => {
    withPython((python, folder) => {
      const wrong = names.flatMap((name) => {
        const got = run(python, folder, [`${name}.py`]);
        return got === recorded(name) ? [] : [{ name, got, expected: recorded(name) }];
      });
      expect(wrong).toEqual([]);
      expect(names.length).toBeGreaterThanOrEqual(60);
    });
  }, 120_000);

  it('runs -c, -m, -V, a script on standard input and imports from the script’s folder', () => {
    withPython((python, folder) => {
      mkdirSync(join(folder, 'pkg'));
      writeFileSync(join(folder, 'pkg', '__init__.py'), 'from .inner import value as v\nname = __name__\n');
      writeFileSync(join(folder, 'pkg', 'inner.py'), 'value = 41\n');
      writeFileSync(join(folder, 'helper.py'), 'x = 7\nif __name__ == "__main__": print("main", x)\n');
      writeFileSync(
        join(folder, 'use.py'),
        'import helper, pkg\nfrom pkg.inner import value\nprint(helper.x, pkg.v, value, pkg.name)\n',
      );
      const lines = (args: string[], input?: string) => run(python, folder, args, input).trim().split('\n');
      expect(lines(['use.py'])).toEqual(['7 41 41 pkg', '[exit 0]']);
      expect(lines(['-m', 'helper'])).toEqual(['main 7', '[exit 0]']);
      expect(lines(['-c', 'import sys; print(sys.argv)', 'a', 'b'])).toEqual(["['-c', 'a', 'b']", '[exit 0]']);
      expect(lines(['-V'])).toEqual(['Python 3.11.2', '[exit 0]']);
      expect(lines([], 'print(1 + 1)\n')).toEqual(['2', '[exit 0]']);
      expect(lines(['none.py']).at(-1)).toBe('[exit 2]');
    });
  });

  it('does not grow without bound', () => {
    withPython((python, folder) => {
      writeFileSync(
        join(folder, 'grow.py'),
        'import gc\nfor i in range(300000):\n    x = [i, {"k": str(i)}]\n    x.append(x)\nprint(gc.used() < 40_000_000)\n',
      );
      expect(run(python, folder, ['grow.py'])).toBe('True\n[exit 0]\n');
    });
  }, 30_000);

  const absent = missing('python3');
  if (absent) console.log(`python: generated expressions skipped, ${absent}`);
  it.skipIf(absent !== undefined)(
    'evaluates generated expressions as the real python3',
    () => {
      const seed = Number(process.env.SEED ?? 20260101);
      withPython((python, folder) => {
        writeFileSync(join(folder, 'generated.py'), expressions(seed, 1500));
        const real = run('python3', folder, ['-W', 'ignore', 'generated.py']).split('\n');
        const ours = run(python, folder, ['generated.py']).split('\n');
        const wrong = real.flatMap((line, i) => (line === ours[i] ? [] : [{ real: line, ours: ours[i] }]));
        expect({ seed, wrong: wrong.slice(0, 10) }).toEqual({ seed, wrong: [] });
      });
    },
    60_000,
  );
});

const noSim = reason ?? (existsSync(join(DIST, 'initramfs.cpio')) ? undefined : 'needs npm run build:sim');
describe.skipIf(noSim !== undefined)('python3 in the simulator', () => {
  /** What needs the real machine (its user, long loops) stays out. */
  const OUT = new Set(['osproc', 'deep', 'files', 'tb_recursion']);
  it('prints the same there', () => {
    withPython((python, folder) => {
      const root = join(folder, 'root');
      const chosen = names.filter((name) => !OUT.has(name));
      mkdirSync(join(root, 't'), { recursive: true });
      copyFileSync(python, join(root, 't', 'python3'));
      cpSync(LIB, join(root, 't', 'lib'), { recursive: true });
      for (const name of chosen) copyFileSync(join(TESTS, `${name}.py`), join(root, 't', `${name}.py`));
      writeFileSync(
        join(root, 'all.sh'),
        `cd /t; export PYTHONHOME=/t/lib\n${chosen.map((name) => `echo "== ${name}"; ./python3 ${name}.py 2>&1 < /dev/null; echo "[exit $?]"`).join('\n')}\n`,
      );
      const ran = spawnSync(process.execPath, ['--import', 'tsx', CLI, 'run', '--root', root, '/bin/sh', '/all.sh'], {
        input: '',
        timeout: 110_000,
      });
      const answers = ran.stdout
        .toString('utf8')
        .replaceAll('/t/', '')
        .split(/^== .*\n/m)
        .slice(1);
      const wrong = chosen.flatMap((name, i) =>
        answers[i] === recorded(name) ? [] : [{ name, got: answers[i], expected: recorded(name) }],
      );
      expect(wrong).toEqual([]);
    });
  }, 120_000);
});
