import { describe, expect, test } from 'vitest';
import { compileProgram } from '../../lab';
import { memoryHash } from '../../lab/digest';
import { loadAssets } from '../../lab/node-assets';
import type { KernelEvent } from '../events';
import { bootProgram, proceed, runProgram, type TestOptions } from '../testing/machine';

const assets = loadAssets();

function compile(text: string): Uint8Array {
  const result = compileProgram([{ path: 'main.c', text }], assets.sysroot);
  if (!result.elf) throw new Error(JSON.stringify(result.diagnostics));
  return result.elf;
}

const RACE = compile(`
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>
int main(void) {
  volatile long *counter = mmap(0, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  for (int child = 0; child < 2; child++)
    if (fork() == 0) {
      for (int i = 0; i < 20000; i++) counter[0]++;
      for (int i = 0; i < 20000; i++) __atomic_fetch_add(&counter[1], 1, __ATOMIC_SEQ_CST);
      _exit(0);
    }
  while (wait(0) > 0);
  printf("%ld %ld\\n", counter[0], counter[1]);
  return 0;
}`);

const FORKS = compile(`
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>
#include <time.h>
int main(void) {
  int fds[2];
  pipe(fds);
  for (int child = 0; child < 5; child++)
    if (fork() == 0) {
      struct timespec t;
      for (int round = 0; round < 20; round++) {
        for (volatile int i = 0; i < 3000; i++);
        clock_gettime(CLOCK_MONOTONIC, &t);
        char line[64];
        int n = snprintf(line, sizeof line, "%d.%d %ld\\n", child, round, t.tv_nsec);
        write(fds[1], line, n);
        if (round % 5 == child) usleep(1000);
      }
      _exit(child);
    }
  close(fds[1]);
  char buffer[256];
  for (int n; (n = read(fds[0], buffer, sizeof buffer)) > 0; ) write(1, buffer, n);
  int status;
  while (wait(&status) > 0) printf("%d\\n", WEXITSTATUS(status));
  return 0;
}`);

function digestOf(elf: Uint8Array, slices: (left: number) => number, options: TestOptions = {}): string {
  const run = bootProgram(elf, { cpus: 2, ...options });
  const events: KernelEvent[] = [];
  run.kernel.listen((event) => events.push(event));
  for (let left = 100_000_000; left > 0 && run.kernel.mainStatus === null; ) {
    const before = run.retired;
    proceed(run, slices(left));
    left -= Math.max(1, run.retired - before);
    if (run.reason === 'power-off' || run.reason === 'panic') break;
  }
  const memory = memoryHash(run.core.ram, (frame) => run.kernel.frames.count(frame) > 0);
  return JSON.stringify([run.stdout, run.status, run.kernel.now, memory, events]);
}

describe('two CPUs', () => {
  test('run at the same time: two loops take the time of one', () => {
    const elf = compile(`
#include <sys/wait.h>
#include <unistd.h>
int main(void) {
  for (int child = 0; child < 2; child++)
    if (fork() == 0) { for (volatile int i = 0; i < 500000; i++); _exit(0); }
  while (wait(0) > 0);
}`);
    const one = runProgram(elf).kernel.now;
    const two = runProgram(elf, { cpus: 2 }).kernel.now;
    expect(one / two).toBeGreaterThan(1.9);
  });

  test('lose updates of a shared counter, never of an atomic one, the same way each time', () => {
    const runs = [1, 1, 2].map((seed) => runProgram(RACE, { cpus: 2, seed }).stdout);
    const [plain, atomic] = runs[0].split(' ').map(Number);
    expect(plain).toBeGreaterThan(20_000);
    expect(plain).toBeLessThan(40_000);
    expect(atomic).toBe(40_000);
    expect(runs[1]).toBe(runs[0]);
    expect(runs[2]).not.toBe(runs[0]);
  });

  test('one CPU loses few, as only its timer cuts in', () => {
    const [plain, atomic] = runProgram(RACE).stdout.split(' ').map(Number);
    expect(plain).toBeGreaterThan(39_000);
    expect(atomic).toBe(40_000);
  });

  test('give the same run for slices of any size', () => {
    const whole = digestOf(FORKS, (left) => left);
    let seed = 12345;
    const random = () => (seed = (Math.imul(seed, 1103515245) + 12345) >>> 0);
    expect(digestOf(FORKS, () => 1000)).toBe(whole);
    expect(digestOf(FORKS, () => 1 + (random() % 70_000))).toBe(whole);
  });

  test('time never runs backwards, whichever CPU a task is on', () => {
    const lines = runProgram(FORKS, { cpus: 2 })
      .stdout.split('\n')
      .filter((line) => line.includes('.'));
    expect(lines).toHaveLength(100);
    for (const child of ['0', '1', '2', '3', '4']) {
      const times = lines.filter((line) => line.startsWith(child)).map((line) => Number(line.split(' ')[1]));
      expect(times).toEqual([...times].sort((a, b) => a - b));
    }
  });

  test('keep to the affinity that was asked for, and say where they are', () => {
    const elf = compile(`
#define _GNU_SOURCE
#include <sched.h>
#include <stdio.h>
#include <unistd.h>
int main(void) {
  cpu_set_t set;
  printf("%ld %d", sysconf(_SC_NPROCESSORS_ONLN), sched_getaffinity(0, sizeof set, &set));
  printf(" %d", CPU_COUNT(&set));
  for (int cpu = 1; cpu >= 0; cpu--) {
    CPU_ZERO(&set);
    CPU_SET(cpu, &set);
    sched_setaffinity(0, sizeof set, &set);
    printf(" %d", sched_getcpu());
  }
  CPU_ZERO(&set);
  CPU_SET(5, &set);
  printf(" %d\\n", sched_setaffinity(0, sizeof set, &set));
}`);
    expect(runProgram(elf, { cpus: 2 }).stdout).toBe('2 0 2 1 0 -1\n');
  });

  test('share out three equal tasks, and weigh nice values', () => {
    const elf = compile(`
#include <sys/wait.h>
#include <unistd.h>
int main(int argc, char **argv) {
  for (int child = 0; child < 3; child++)
    if (fork() == 0) { for (volatile int i = 0;; i++); }
  sleep(100);
}`);
    const run = runProgram(elf, { cpus: 2, limit: 200_000_000 });
    const times = [...run.kernel.tasks.values()].filter((task) => task.pid > 2).map((task) => task.execTime);
    expect(times).toHaveLength(3);
    expect(Math.max(...times) / Math.min(...times)).toBeLessThan(1.4);
  });
});
