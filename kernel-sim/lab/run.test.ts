import { describe, expect, test } from 'vitest';
import { endsWell, stdoutIs } from './checks';
import { loadAssets } from './node-assets';
import { Run, type RunOptions, replay, runToEnd } from './run';
import type { CodeExercise, Limits, ShellExercise } from './types';

const assets = loadAssets();
const options: RunOptions = { assets, seed: 1, exerciseHash: 'test' };
const both = (text: string) => ({ ja: text, en: text });
const base = { title: both('t'), task: both('t'), hints: [], messages: {}, success: both('s') };

const program = (limits: Partial<Limits> = {}, run?: CodeExercise['run']): CodeExercise => ({
  ...base,
  id: 'ex_test',
  kind: 'program',
  files: [],
  solution: [],
  wrong: [],
  limits: { instructions: 100_000_000, ...limits },
  checks: [endsWell(0), stdoutIs('ok\n')],
  run,
});
const shell: ShellExercise = {
  ...base,
  id: 'ex_shell',
  kind: 'shell',
  solution: [],
  wrong: [],
  limits: { instructions: 1e12 },
  checks: [],
};
const c = (text: string) => ({ kind: 'code' as const, files: [{ path: 'main.c', text }] });
const runs = (text: string, limits: Partial<Limits> = {}) => runToEnd(program(limits), c(text), options);
const firstBad = (report: ReturnType<typeof runs>) => report.checks.find((x) => !x.ok);

const GOOD = '#include <stdio.h>\nint main(void) {\n    puts("ok");\n    return 0;\n}\n';

describe('determinism', () => {
  test('two runs, and runs in slices of any size, give one digest', () => {
    const whole = runs(GOOD);
    expect(whole.passed).toBe(true);
    for (const slice of [977, 10_000, 1_000_003]) {
      const run = new Run(program(), c(GOOD), options);
      while (!run.step(slice));
      expect(run.report().digest).toBe(whole.digest);
    }
  });

  test('another program gives another digest', () => {
    expect(runs(GOOD.replace('ok', 'ko')).digest).not.toBe(runs(GOOD).digest);
  });

  test('a shell session is replayed from its record to the same state', () => {
    const live = new Run(shell, { kind: 'shell', inputs: [] }, { ...options, interactive: true });
    for (const line of ['echo one > f', 'cat f f | wc -l', 'sleep 1 & wait; ls /']) {
      for (let i = 0; i < 50 && !live.session?.waiting; i++) live.step(3_333_333);
      live.session?.input(new TextEncoder().encode(`${line}\n`));
    }
    for (let i = 0; i < 200 && !live.idle; i++) live.step(3_333_333);
    const report = live.report();
    expect(report.view.console).toContain('2\r\n');
    expect(replay(shell, report.record, options).digest).toBe(report.digest);
  });
});

describe('bad input ends well', () => {
  test('C with errors is not run, and the message names the line', () => {
    const report = runs('int main(void) {\n    return x;\n}\n');
    expect(report.view.reason).toBe('not-run');
    expect(firstBad(report)).toMatchObject({ code: 'does-not-compile', show: { line: 2 } });
  });

  test('an endless loop is ended by the limit, with its place', () => {
    const report = runs('static void spin(void) {\n    for (;;) {\n    }\n}\nint main(void) {\n    spin();\n}\n', {
      instructions: 5_000_000,
    });
    expect(firstBad(report)).toMatchObject({ code: 'limit', params: { function: 'spin' } });
    expect(report.view.where?.line).toBeGreaterThan(1);
    expect(report.view.where?.line).toBeLessThan(5);
  });

  test('Stop ends a running program and tells where it was', () => {
    const run = new Run(program(), c('int main(void) {\n    for (;;) {\n    }\n}\n'), options);
    run.step(1_000_000);
    run.stop();
    expect(run.report().view).toMatchObject({ reason: 'stopped', where: { function: 'main' } });
  });

  test('a fork bomb runs into the limit of tasks and is contained', () => {
    const report = runs('#include <unistd.h>\nint main(void) {\n    for (;;) fork();\n}\n', {
      instructions: 20_000_000,
      tasks: 64,
    });
    expect(report.passed).toBe(false);
    expect(report.view.snapshot?.tasks.length).toBeLessThanOrEqual(64);
  });

  test('2 GiB of malloc is refused with ENOMEM', () => {
    const report = runs(
      '#include <errno.h>\n#include <stdio.h>\n#include <stdlib.h>\nint main(void) {\n    if (!malloc(2ul << 30) && errno == ENOMEM) puts("ok");\n    return 0;\n}\n',
    );
    expect(report.view.stdout).toBe('ok\n');
  });

  test('a NULL dereference is SIGSEGV at its line', () => {
    const report = runs('int *p;\n\nint main(void) {\n    *p = 1;\n    return 0;\n}\n');
    expect(firstBad(report)).toMatchObject({ code: 'killed-by-signal', params: { signal: 'SIGSEGV', line: 4 } });
  });

  test('a flood of output is cut off', () => {
    const report = runs('#include <stdio.h>\nint main(void) {\n    for (;;) puts("flood");\n}\n', {
      instructions: 1e10,
      output: 10_000,
    });
    expect(report.view.reason).toBe('output-limit');
    expect(report.view.stdout.length).toBeLessThanOrEqual(10_000);
  });

  test('processes that wait for each other for ever are reported as idle', () => {
    const report = runs(
      '#include <unistd.h>\nint main(void) {\n    int p[2];\n    char c;\n    pipe(p);\n    return read(p[0], &c, 1);\n}\n',
    );
    expect(firstBad(report)?.code).toBe('idle');
  });
});

test('files that are locked are taken from the exercise, whatever was handed in', () => {
  const exercise = { ...program(), files: [{ path: 'util.h', text: '#define WORD "ok"\n', editable: false }] };
  const main = '#include <stdio.h>\n#include "util.h"\nint main(void) {\n    puts(WORD);\n    return 0;\n}\n';
  const handed = {
    kind: 'code' as const,
    files: [
      { path: 'main.c', text: main },
      { path: 'util.h', text: '#define WORD "forged"\n' },
    ],
  };
  expect(runToEnd(exercise, handed, options).passed).toBe(true);
});

test('what the program looked like when it ended can be seen afterwards', () => {
  const { view } = runs(
    '#include <sys/wait.h>\n#include <unistd.h>\nint main(void) {\n    if (fork() == 0) _exit(3);\n    usleep(1000);\n    return 0;\n}\n',
  );
  expect(view.addressSpaces.map((s) => s.pid).sort()).toEqual([2, 3]);
  expect(view.addressSpaces.every((s) => s.pages.length > 0)).toBe(true);
  expect(view.snapshot?.tasks.find((t) => t.pid === 3)).toMatchObject({ state: 'Z', exitStatus: 3 << 8 });
});

test('a program can run as another user', () => {
  const report = runToEnd(
    program({}, { uid: 1000 }),
    c(
      '#include <stdio.h>\n#include <unistd.h>\nint main(void) {\n    puts(getuid() == 1000 ? "ok" : "root");\n    return 0;\n}\n',
    ),
    options,
  );
  expect(report.passed).toBe(true);
});
