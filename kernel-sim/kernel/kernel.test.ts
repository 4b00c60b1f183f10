/** The kernel as a whole: exact budgets, the same run however it is cut, and whatever a program does stays contained. */
import { describe, expect, test } from 'vitest';
import { boot, straceLines } from './index';
import { bootProgram, proceed, runProgram, type TestRun } from './testing/machine';
import { musl, program } from './testing/native';

const C = (body: string) => `#define _GNU_SOURCE
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
int main(int argc, char **argv) {
${body}
}
`;

const BUSY = C(`
  int fds[2];
  char buffer[300];
  pipe(fds);
  for (int i = 0; i < 6; i++) {
    if (fork() == 0) {
      for (volatile int k = 0; k < 40000 * (i + 1); k++) {}
      int n = sprintf(buffer, "%d says %d\\n", i, rand());
      write(fds[1], buffer, n);
      struct timespec t = {0, 3000000 * (i % 3)};
      nanosleep(&t, NULL);
      _exit(i);
    }
  }
  close(fds[1]);
  int n;
  while ((n = read(fds[0], buffer, sizeof buffer)) > 0) write(1, buffer, n);
  int sum = 0, status;
  while (wait(&status) > 0) sum += WEXITSTATUS(status);
  printf("%d\\n", sum);
  return sum;`);

/** What a digest would cover. */
function outcome(run: TestRun): unknown {
  const { stdout, retired, status, kernel } = run;
  const { at, syscallCounts, memory } = kernel.snapshot();
  return { stdout, retired, status, at, syscallCounts, memory, switches: kernel.sched.rq.switches };
}

describe.skipIf(!musl)('budgets and determinism', () => {
  test('a run cut at odd places is the same run', () => {
    const image = program(BUSY, 'busy');
    const watch = (run: TestRun) => {
      const events: string[] = [];
      run.kernel.listen((event) => events.push(JSON.stringify(event)));
      return events;
    };
    const whole = bootProgram(image);
    const wholeEvents = watch(whole);
    proceed(whole, 400_000_000);
    expect(whole.reason).toBe('power-off');
    for (const slice of [1, 977, 100_003]) {
      const cut = bootProgram(image);
      const events = watch(cut);
      // The first 3,000 slices of one instruction are enough to cross many calls and faults.
      for (let i = 0; i < 3000 && cut.status === null; i++) proceed(cut, slice);
      proceed(cut, 400_000_000);
      expect(outcome(cut), `slices of ${slice}`).toEqual(outcome(whole));
      expect(events).toEqual(wholeEvents);
    }
  });

  test('listening changes nothing', () => {
    const image = program(BUSY, 'busy');
    const silent = runProgram(image);
    const watched = bootProgram(image);
    let events = 0;
    watched.kernel.listen(() => events++);
    straceLines(watched.kernel, { follow: true });
    proceed(watched, 400_000_000);
    expect(events).toBeGreaterThan(200);
    expect(outcome(watched)).toEqual(outcome(silent));
  });

  test('run gives exactly the budget while a program spins', () => {
    const run = bootProgram(program(C('for (;;) {}'), 'spin'));
    let total = 0;
    for (const max of [1, 10, 12_345, 1_000_000, 7]) {
      expect(run.kernel.run(max)).toEqual({ retired: max, reason: 'budget' });
      total += max;
      expect(run.kernel.now).toBeGreaterThanOrEqual(total);
    }
  });

  test('another seed gives other random bytes, the same seed the same', () => {
    const image = program(
      C('unsigned char b[8]; getentropy(b, 8); for (int i = 0; i < 8; i++) printf("%02x", b[i]); return 0;'),
      'seed',
    );
    const [a, b, c] = [1, 1, 2].map((seed) => runProgram(image, { seed }).stdout);
    expect(a).toBe(b);
    expect(a).not.toBe(c);
  });

  test('idle when only the outside can wake anybody, and input goes on', () => {
    const run = bootProgram(program(C('pause(); return 0;'), 'idle'));
    proceed(run, 1_000_000);
    expect(run.reason).toBe('idle');
    expect(run.retired).toBeLessThan(1_000_000);
    expect(run.kernel.snapshot().tasks.find((task) => task.pid === 2)).toMatchObject({
      state: 'S',
      waitingFor: 'pause',
    });
  });

  test('sleeping costs virtual time, not work', () => {
    const run = runProgram(program(C('sleep(3); return 0;'), 'sleep'), { limit: 1_000_000_000 });
    expect(run.status).toBe(0);
    expect(run.retired).toBeGreaterThan(300_000_000);
    expect(run.retired).toBeLessThan(301_000_000);
  });
});

describe.skipIf(!musl)('whatever a program does stays contained', () => {
  test('2 GB of malloc on 64 MB', () => {
    const run = runProgram(
      program(C('void *p = malloc(2ul << 30); printf("%d %d\\n", p == NULL, errno == ENOMEM); return 0;'), 'malloc'),
    );
    expect(run.stdout).toBe('1 1\n');
  });

  test('memory that is touched until none is left: the OOM killer takes the largest', () => {
    const body = `
      if (fork() == 0) { for (;;) { char *p = mmap(NULL, 1 << 20, 3, 0x22, -1, 0); if (p == MAP_FAILED) _exit(9); memset(p, 1, 1 << 20); } }
      int status; wait(&status);
      printf("killed by %d\\n", WTERMSIG(status));
      return 0;`;
    const run = runProgram(program(C(body), 'oom'));
    expect(run.stdout).toBe('killed by 9\n');
    expect(run.kernel.log.some((line) => /Out of memory: Killed process 3 \(prog\)/.test(line.text))).toBe(true);
    expect(run.kernel.panicReport).toBeNull();
  });

  test('no frame is lost: after the program as many are free as before', () => {
    const run = bootProgram(program(BUSY, 'busy'));
    const before = run.kernel.snapshot().memory;
    proceed(run, 400_000_000);
    expect(run.kernel.snapshot().memory).toEqual(before);
  });

  test('a fork bomb hits the fence and is ended by the budget', () => {
    const run = runProgram(program(C('for (;;) if (fork() < 0) { if (errno != EAGAIN) _exit(1); }'), 'bomb'), {
      maxTasks: 40,
      limit: 6_000_000,
    });
    expect(run.reason).toBe('budget');
    expect(run.kernel.tasks.size).toBe(40);
    expect(run.kernel.panicReport).toBeNull();
  });

  test('NULL dereference: killed, and the kernel knows where', () => {
    const run = runProgram(program(C('*(volatile int *)8 = 1; return 0;'), 'null'));
    expect(run.status).toBe(11);
    expect(run.kernel.lastFault).toMatchObject({ pid: 2, signal: 11, address: 8 });
    expect(run.kernel.lastFault!.ip).toBeGreaterThan(0x400000);
  });

  test('the end of pid 1 on the console is a panic, with a report and no exception', () => {
    const image = program(C('write(1, "bye\\n", 4); return 3;'), 'init');
    let screen = '';
    const core = bootProgram(image).core;
    const kernel = boot({
      core,
      initramfs: new Uint8Array(0),
      files: [{ path: '/sbin/init', mode: 0o755, data: image }],
      seed: 1,
      bootTime: 0,
      stdio: 'console',
      console: { write: (bytes) => (screen += String.fromCharCode(...bytes)) },
    });
    expect(kernel.run(10_000_000).reason).toBe('panic');
    expect(screen).toContain('bye\r\n');
    expect(screen).toContain('Kernel panic - not syncing: Attempted to kill init! exitcode=0x00000300');
    expect(kernel.panicReport).toContain('Comm: init Not tainted 6.1.0-ringzero-amd64');
    expect(kernel.run(10)).toEqual({ retired: 0, reason: 'panic' });
  });

  test('a program that is none', () => {
    expect(runProgram(new TextEncoder().encode('hello')).status).toBe(126 << 8);
    expect(runProgram(new Uint8Array(0)).status).toBe(126 << 8);
    expect(runProgram(new Uint8Array([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1])).status).toBe(126 << 8);
  });

  test('ELF headers with any byte changed never hurt the kernel', () => {
    const image = program(C('return 0;'), 'elf');
    // A part of them all: each takes a boot.
    for (let at = 0; at < 64 + 56 * 5; at += at < 64 ? 2 : 13) {
      const bad = image.slice();
      bad[at] ^= 0xff;
      const run = runProgram(bad, { limit: 3_000_000, ramBytes: 16 << 20 });
      expect(run.kernel.panicReport, `byte ${at}`).toBeNull();
    }
  });

  test('random system calls with random arguments never hurt the kernel', () => {
    // Seeded, printed on failure by the test name. Calls that end or stop the program are left out.
    const body = `
      unsigned long seed = atoi(argv[1]) * 2654435761ul + 1;
      static char data[8192];
      for (int i = 0; i < 3000; i++) {
        long a[7];
        for (int k = 0; k < 7; k++) {
          seed ^= seed << 13; seed ^= seed >> 7; seed ^= seed << 17;
          switch ((seed >> 20) % 8) {
            case 0: a[k] = (long)data + (seed >> 30) % 4096; break;
            case 1: a[k] = (seed >> 30) % 8; break;
            case 2: a[k] = -(long)((seed >> 30) % 200); break;
            case 3: a[k] = (long)(seed >> 30) % 4096 * 4096; break;
            case 4: a[k] = 1l << (seed >> 30) % 64; break;
            case 5: a[k] = seed; break;
            case 6: a[k] = (long)&seed; break;
            default: a[k] = (seed >> 30) % 300;
          }
        }
        int nr = (seed >> 8) % 460;
        // exit, kill and its kin, sleeping for long, reading the silent console, stopping the machine
        static const int skip[] = {0, 7, 15, 17, 19, 23, 34, 35, 56, 57, 58, 59, 60, 61, 62, 128, 129, 130, 169, 200, 202, 219, 230, 231, 234, 247, 270, 271, 295, 297, 322, 327, 435, 11, 10, 12, 25, 9, 26, 28};
        int skipped = 0;
        for (unsigned k = 0; k < sizeof skip / sizeof *skip; k++) skipped |= skip[k] == nr;
        if (!skipped) syscall(nr, a[0], a[1], a[2], a[3], a[4], a[5]);
      }
      return 0;`;
    const image = program(C(body), 'fuzz');
    for (const seed of [1, 2, 3]) {
      const run = bootProgram(image, { init: ['/prog', String(seed)] });
      straceLines(run.kernel, { follow: true });
      proceed(run, 200_000_000);
      expect(run.kernel.panicReport, `seed ${seed}`).toBeNull();
    }
  });
});

describe.skipIf(!musl)('snapshots', () => {
  const body = `
    char *p = mmap(NULL, 3 * 4096, 3, 0x22, -1, 0);
    p[0] = 1; p[4096] = 2;
    if (fork() == 0) { p[0] = 3; pause(); }
    pause();`;

  test('tasks, address space with sharers, page walk', () => {
    const run = bootProgram(program(C(body), 'shared'));
    proceed(run, 10_000_000);
    const { tasks, memory, syscallCounts } = run.kernel.snapshot();
    expect(tasks.map(({ pid, ppid, state }) => [pid, ppid, state])).toEqual([
      [1, 0, 'S'],
      [2, 1, 'S'],
      [3, 2, 'S'],
    ]);
    expect(tasks[1].fds.map(({ fd, kind }) => [fd, kind])).toEqual([
      [0, 'pipe'],
      [1, 'pipe'],
      [2, 'pipe'],
    ]);
    expect(syscallCounts).toMatchObject({ mmap: 1, fork: 1, pause: 2 });
    expect(
      memory.freeFrames + memory.anonFrames + memory.pageCacheFrames + memory.pageTableFrames + memory.kernelFrames,
    ).toBe(memory.totalFrames);

    const parent = run.kernel.addressSpace(2)!;
    const child = run.kernel.addressSpace(3)!;
    const mapping = parent.vmas.find((vma) => vma.end - vma.start === 3 * 4096 && vma.name === '')!;
    expect(mapping).toMatchObject({ perms: 'rw-p', resident: 2 });
    const page = (space: typeof parent, index: number) =>
      space.pages.find(({ va }) => va === mapping.start + index * 4096)!;
    expect(page(parent, 0).frame).not.toBe(page(child, 0).frame);
    expect(page(child, 0)).toMatchObject({ writable: true, dirty: true, sharers: [3] });
    expect(page(parent, 1).frame).toBe(page(child, 1).frame);
    expect(page(parent, 1)).toMatchObject({ writable: false, noExecute: true, sharers: [2, 3] });
    expect(parent.vmas.at(-1)).toMatchObject({ name: '[stack]', end: 0x7ffffffff000 });

    const walk = run.kernel.pageWalk(2, mapping.start + 4097)!;
    expect(walk).toMatchObject({ frame: page(parent, 1).frame, offset: 1, cr3: parent.cr3 });
    expect(walk.steps.map(({ level, present }) => [level, present])).toEqual([
      [4, true],
      [3, true],
      [2, true],
      [1, true],
    ]);
    expect(run.kernel.pageWalk(2, 0)!.frame).toBeNull();
    expect(run.kernel.addressSpace(99)).toBeNull();
    expect(JSON.parse(JSON.stringify(run.kernel.snapshot()))).toEqual(run.kernel.snapshot());
  });

  test('files from the guest, source places of addresses', () => {
    const run = runProgram(
      program(C('FILE *f = fopen("/out.txt", "w"); fputs("result", f); fclose(f); return 0;'), 'file'),
    );
    expect(String.fromCharCode(...run.kernel.readFile('/out.txt')!)).toBe('result');
    expect(run.kernel.readFile('/nothing')).toBeNull();
    run.kernel.addDebugInfo('/prog', {
      functions: [{ name: 'main', low: 0x1000, high: 0x1100, file: 'a.c', line: 3 }],
      lines: [
        { address: 0x1000, file: 'a.c', line: 3 },
        { address: 0x1010, file: 'a.c', line: 5 },
      ],
    });
    expect(run.kernel.locate(2, 0x1012)).toEqual({ function: 'main', file: 'a.c', line: 5 });
    expect(run.kernel.locate(2, 0x1100)).toBeNull();
  });
});

describe.skipIf(!musl)('events', () => {
  test('one write: ring 3 to ring 0 and back', () => {
    const run = bootProgram(program(C('write(1, "x", 1); return 0;'), 'write'));
    const seen: string[] = [];
    run.kernel.listen(
      (event) => {
        if (event.type === 'mode') seen.push(`${event.from}>${event.to} ${event.why}`);
        else if (event.type === 'syscall-enter' || event.type === 'syscall-exit') seen.push(event.text);
      },
      ['mode', 'syscall-enter', 'syscall-exit'],
    );
    proceed(run, 10_000_000);
    const at = seen.indexOf('write(1, "x", 1');
    expect(seen.slice(at - 1, at + 3)).toEqual([
      'ring3>ring0 syscall',
      'write(1, "x", 1',
      'write(1, "x", 1)                        = 1',
      'ring0>ring3 sysret',
    ]);
  });

  test('fork, exec, exit, reap, signals, faults, switches', () => {
    const body = `
      if (argc > 1) return malloc(100000) == NULL ? 5 : 4;
      if (fork() == 0) { char *a[] = {"prog", "x", NULL}; execv("/prog", a); }
      wait(NULL);
      return 0;`;
    const run = bootProgram(program(C(body), 'life'));
    const counts: Record<string, number> = {};
    const life: string[] = [];
    run.kernel.listen((event) => {
      counts[event.type] = (counts[event.type] ?? 0) + 1;
      if (event.type === 'exec') life.push(`${event.pid} exec ${event.path} ${event.argv.join(' ')}`);
      else if (event.type === 'fork') life.push(`${event.pid} fork ${event.child}`);
      else if (event.type === 'exit') life.push(`${event.pid} exit ${event.status}`);
      else if (event.type === 'reap') life.push(`${event.pid} reap ${event.child} ${event.status}`);
    });
    proceed(run, 10_000_000);
    expect(life).toEqual([
      '2 exec /prog /prog',
      '2 fork 3',
      '3 exec /prog prog x',
      '3 exit 1024',
      '2 reap 3 1024',
      '2 exit 0',
      '1 reap 2 0',
    ]);
    for (const type of ['fault', 'switch', 'wakeup', 'signal-send', 'mode', 'mm'])
      expect(counts[type], type).toBeGreaterThan(0);
  });
});
