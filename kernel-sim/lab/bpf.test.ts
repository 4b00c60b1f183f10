/** eBPF exercises: C that loads a program by bpf(2), and what the checks see of it. */
import { describe, expect, it } from 'vitest';
import { loadAssets } from './node-assets';
import { runToEnd } from './run';
import type { BpfExercise, ExerciseFile } from './types';

const both = (text: string) => ({ ja: text, en: text });

const LOADER: ExerciseFile = {
  path: 'load.c',
  text: `#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include <fcntl.h>
#include <sys/syscall.h>
#include <sys/ioctl.h>
#include <linux/bpf.h>
static unsigned char event[128];
int main(void) {
  struct bpf_insn code[] = {
    {0xb7, 0, 0, 0, 7},
    {0x95, 0, 0, 0, 0},
  };
  static char log[4096];
  union bpf_attr a;
  memset(&a, 0, sizeof a);
  a.prog_type = BPF_PROG_TYPE_KPROBE;
  a.insns = (unsigned long)code;
  a.insn_cnt = 2;
  a.license = (unsigned long)"GPL";
  a.log_buf = (unsigned long)log, a.log_size = sizeof log, a.log_level = 1;
  strcpy(a.prog_name, "seven");
  int prog = syscall(321, BPF_PROG_LOAD, &a, sizeof a);
  *(int *)event = 6, *(int *)(event + 4) = 128, *(const char **)(event + 56) = "__x64_sys_getppid";
  int fd = syscall(298, event, -1, 0, -1, 0);
  printf("%d %d\\n", ioctl(fd, 0x40042408, prog), ioctl(fd, 0x2400, 0));
  getppid(), getppid();
  return 0;
}
`,
};

const exercise: BpfExercise = {
  id: 'ex_test_bpf',
  kind: 'bpf',
  title: both('Seven'),
  task: both('Load it.'),
  hints: [],
  messages: {},
  success: both('Done.'),
  files: [LOADER],
  solution: [LOADER],
  wrong: [],
  script: ['./load'],
  limits: { instructions: 300_000_000 },
  checks: [
    {
      id: 'attached',
      title: both('It is attached'),
      run: (view) => ({
        ok: view.of('bpf').some(({ op, detail }) => op === 'attach' && detail === 'kprobe:__x64_sys_getppid'),
        code: 'not-attached',
      }),
    },
    {
      id: 'ran',
      title: both('It runs twice'),
      run: (view) => ({
        ok: view.of('bpf').filter(({ op, result }) => op === 'run' && result === 7).length === 2,
        code: 'not-run',
      }),
    },
  ],
};

const assets = loadAssets();
const run = (files: readonly ExerciseFile[]) =>
  runToEnd(exercise, { kind: 'code', files }, { assets, seed: 1, exerciseHash: 'x' });

describe('bpf exercises', () => {
  it('a program is loaded, attached and runs', () => {
    const report = run([LOADER]);
    expect(report.view.stdout).toBe('# ./load\n0 0\n');
    expect(report.checks.map(({ id, ok }) => [id, ok])).toEqual([
      ['attached', true],
      ['ran', true],
    ]);
  });

  it('a refused program leaves its log and its reason', () => {
    const bad = { ...LOADER, text: LOADER.text.replace('{0xb7, 0, 0, 0, 7}', '{0xbf, 0, 3, 0, 0}') };
    const report = run([bad]);
    expect(report.passed).toBe(false);
    expect(report.view.snapshot?.bpf?.rejection).toMatchObject({ name: 'seven', insn: 0 });
    expect(report.view.snapshot?.bpf?.rejection?.log).toContain('R3 !read_ok');
  });
});
