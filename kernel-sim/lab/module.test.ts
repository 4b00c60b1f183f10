/** Exercises in ring 0: compiled, loaded by a script, seen by checks; wrong answers end in what Linux would say. */
import { describe, expect, it } from 'vitest';
import { replay, runToEnd } from './index';
import { loadAssets } from './node-assets';
import type { ExerciseFile, ModuleExercise } from './types';

const both = (text: string) => ({ ja: text, en: text });
const HELLO = (body: string): ExerciseFile[] => [
  {
    path: 'hello.c',
    text: `#include <linux/init.h>
#include <linux/module.h>
static int __init hello_init(void)
{
${body}
}
static void __exit hello_exit(void)
{
	pr_info("goodbye\\n");
}
module_init(hello_init);
module_exit(hello_exit);
MODULE_LICENSE("GPL");
`,
  },
];

const exercise: ModuleExercise = {
  id: 'ex_test',
  kind: 'module',
  title: both('Hello from ring 0'),
  task: both('Say hello.'),
  hints: [],
  messages: {},
  success: both('Done.'),
  files: HELLO('\treturn 0;'),
  solution: HELLO('\tpr_info("hello, ring 0\\n");\n\treturn 0;'),
  wrong: [],
  script: ['insmod hello.ko', 'lsmod', 'dmesg | tail -1', 'rmmod hello', 'dmesg | tail -1'],
  limits: { instructions: 300_000_000 },
  checks: [
    {
      id: 'said',
      title: both('It says hello'),
      run: (view) => ({ ok: view.log?.some(({ text }) => text === 'hello, ring 0') ?? false, code: 'not-said' }),
    },
    {
      id: 'unloaded',
      title: both('It can be removed'),
      run: (view) => ({ ok: view.snapshot?.modules === undefined, code: 'still-there' }),
    },
    {
      id: 'no-oops',
      title: both('No oops'),
      run: (view) => {
        const [oops] = view.of('oops');
        return oops
          ? {
              ok: false,
              code: 'oops',
              params: { kind: oops.kind },
              show: { file: oops.file ?? '', line: oops.line ?? 0 },
            }
          : { ok: true, code: 'ok' };
      },
    },
  ],
};

const assets = loadAssets();
const run = (files: readonly ExerciseFile[], changes: Partial<ModuleExercise> = {}) =>
  runToEnd({ ...exercise, ...changes }, { kind: 'code', files }, { assets, seed: 1, exerciseHash: 'x' });

describe('module exercises', () => {
  it('the solution loads, speaks and goes', () => {
    const report = run(exercise.solution);
    expect(report.view.diagnostics).toEqual([]);
    expect(report.view.stdout).toContain('# insmod hello.ko\n# lsmod\nModule                  Size  Used by\nhello');
    expect(report.view.stdout).toMatch(/# rmmod hello\n# dmesg \| tail -1\n\[ .*\] goodbye\n$/);
    expect(report.checks.filter((check) => !check.ok)).toEqual([]);
    expect(report.passed).toBe(true);
  });

  it('the same record gives the same digest', () => {
    const report = run(exercise.solution);
    expect(replay({ ...exercise }, report.record, { assets, exerciseHash: 'x' }).digest).toBe(report.digest);
  });

  it('an oops is told with its source line, and the module stays', () => {
    const report = run(HELLO('\tint *p = NULL;\n\treturn *p;'));
    const failed = Object.fromEntries(report.checks.map(({ id, ok, show }) => [id, { ok, show }]));
    expect(failed['no-oops']).toEqual({ ok: false, show: { file: 'hello.c', line: 6 } });
    expect(failed.unloaded.ok).toBe(false);
    expect(report.view.stdout).toContain('rmmod: ERROR: Module hello is in use');
  });

  it('an endless loop is ended by the limit, after the watchdog has spoken', () => {
    const report = run(HELLO('\tfor (;;)\n\t\tcpu_relax();'), { limits: { instructions: 260_000_000 } });
    expect(report.view.reason).toBe('limit');
    expect(report.view.console).toMatch(/watchdog: BUG: soft lockup - CPU#0 stuck for 2s! \[insmod:\d+\]/);
  });

  it('a symbol that the kernel does not have is found before anything runs', () => {
    const report = run(HELLO('\tint no_such_function(void);\n\treturn no_such_function();'));
    expect(report.view.reason).toBe('not-run');
    expect(report.view.diagnostics.map(({ code }) => code)).toContain('modpost-undefined');
  });

  it('two modules and a program of user space', () => {
    const files: ExerciseFile[] = [
      {
        path: 'base.c',
        text: '#include <linux/module.h>\nint twice(int n);\nint twice(int n)\n{\n\treturn 2 * n;\n}\nEXPORT_SYMBOL_GPL(twice);\nMODULE_LICENSE("GPL");\n',
      },
      {
        path: 'user.c',
        text: '#include <linux/module.h>\nint twice(int n);\nstatic int n = 1;\nmodule_param(n, int, 0);\nstatic int __init user_init(void)\n{\n\tpr_info("twice %d is %d\\n", n, twice(n));\n\treturn 0;\n}\nmodule_init(user_init);\nMODULE_LICENSE("GPL");\n',
      },
      { path: 'test.c', text: '#include <stdio.h>\nint main(void)\n{\n\tputs("from user space");\n\treturn 3;\n}\n' },
    ];
    const report = run(files, {
      modules: [
        { name: 'base', sources: ['base.c'] },
        { name: 'user', sources: ['user.c'] },
      ],
      programs: [{ name: 'test', sources: ['test.c'] }],
      script: [
        'insmod user.ko',
        'insmod base.ko',
        'insmod user.ko n=21',
        'lsmod',
        'modinfo -F depends user.ko',
        'test; ./test; echo $?',
      ],
      checks: [],
    });
    expect(report.view.diagnostics).toEqual([]);
    expect(report.view.stdout).toMatch(/^base +\d+ {2}1 user$/m);
    expect(report.view.stdout).toMatch(/depends user\.ko\nbase\n/);
    expect(report.view.stdout).toMatch(/from user space\n3\n$/);
  });
});
