import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type DebugInfo, readDebug } from '../toolchain';
import { BareSession } from './bare';
import { compileBare, compileProgram } from './compile';
import { Debugger } from './debug';
import { DebugTarget, type Focus } from './debug-target';
import type { BreakpointAsked, DebugAction, DebugState } from './debug-types';
import { LinuxSession } from './linux';
import { loadAssets } from './node-assets';
import { Run } from './run';
import type { ModuleExercise } from './types';

const assets = loadAssets();
const limits = { instructions: 1e9 };

const PROGRAM = `#include <stdio.h>
int counter;
int add(int a, int b) {
  int c = a + b;
  counter += c;
  return c;
}
int sum(int n) {
  int t = 0;
  for (int i = 0; i < n; i++)
    t = add(t, i);
  return t;
}
int main(void) {
  int r = sum(4);
  printf("%d\\n", r);
  return 3;
}
`;

interface Made {
  debugger: Debugger;
  printed: () => string;
  do(action: DebugAction): DebugState;
}

function linux(elf: Uint8Array, debug: DebugInfo, breakpoints: BreakpointAsked[] = [], cpus = 1): Made {
  let text = '';
  const open = () => {
    const session = new LinuxSession({
      initramfs: assets.initramfs,
      seed: 1,
      cpus,
      limits,
      lessonTlb: true,
      files: [{ path: '/home/main', mode: 0o755, data: elf }],
      program: { path: '/home/main', argv: [], debug },
      output: (_stream, bytes) => {
        text += String.fromCharCode(...bytes);
      },
    });
    const target = new DebugTarget(session, 'program', { debug, elf, files: ['main.c'] });
    return { target, step: (max: number) => session.advance(max) };
  };
  return made(new Debugger(open, breakpoints, () => (text = '')), () => text);
}

function made(debugger_: Debugger, printed: () => string): Made {
  const pump = () => {
    for (let n = 0; !debugger_.pump(100_000); n++) if (n > 5000) throw new Error('it never stops');
    return debugger_.state();
  };
  pump();
  return {
    debugger: debugger_,
    printed,
    do(action) {
      debugger_.do(action);
      return pump();
    },
  };
}

function ours(text: string, breakpoints: BreakpointAsked[] = [], cpus = 1): Made {
  const { elf, debug, diagnostics } = compileProgram([{ path: 'main.c', text }], assets.sysroot);
  if (!elf || !debug) throw new Error(JSON.stringify(diagnostics));
  return linux(elf, debug, breakpoints, cpus);
}

const place = ({ machine }: DebugState) => `${machine.place?.function}:${machine.place?.line}`;
const stack = ({ machine }: DebugState) => machine.frames.filter((f) => f.own).map((f) => `${f.function}:${f.line}`);
const register = ({ machine }: DebugState, name: string) => machine.registers.find((r) => r.name === name)?.value;

describe('a program of our compiler', () => {
  test('begins at the first line of main; lines are stepped into, over and out of', () => {
    const d = ours(PROGRAM);
    const first = d.debugger.state();
    expect([first.why, place(first), first.back]).toEqual(['start', 'main:15', false]);
    expect(place(d.do({ do: 'step' }))).toBe('sum:8');
    expect(place(d.do({ do: 'step' }))).toBe('sum:9');
    d.do({ do: 'step' });
    expect(place(d.do({ do: 'next' }))).toBe('sum:11');
    expect(place(d.do({ do: 'next' }))).toBe('sum:10');
    expect(place(d.do({ do: 'next' }))).toBe('sum:11');
    const inside = d.do({ do: 'step' });
    expect(stack(inside)).toEqual(['add:3', 'sum:11', 'main:15']);
    // The call was the last of its line.
    expect(place(d.do({ do: 'finish' }))).toBe('sum:10');
    expect(place(d.do({ do: 'finish' }))).toBe('main:16');
    // printf has lines of its own, but nobody here has the file: step goes over it.
    expect(place(d.do({ do: 'step' }))).toBe('main:17');
    const end = d.do({ do: 'continue' });
    expect([end.why, end.exit.code, d.printed()]).toEqual(['end', 3, '6\n']);
  });

  test('stops at breakpoints each time, and counts', () => {
    const d = ours(PROGRAM, [{ file: 'main.c', line: 5 }]);
    for (const hit of [1, 2, 3, 4]) {
      const state = d.do({ do: 'continue' });
      expect([state.why, place(state), state.breakpoints[0].hits]).toEqual(['breakpoint', 'add:5', hit]);
    }
    expect(d.do({ do: 'continue' }).why).toBe('end');
    const moved = ours(PROGRAM, [{ file: 'main.c', line: 2 }, { function: 'sum' }]);
    const [line, named] = moved.debugger.state().breakpoints;
    expect([line.line, named.line]).toEqual([3, 9]);
  });

  test('stops where a watched variable has changed, and tells old and new', () => {
    const d = ours(PROGRAM);
    d.do({ do: 'watch', list: ['counter'] });
    const seen = [1, 2, 3].map(() => d.do({ do: 'continue' }).changed);
    expect(seen).toEqual([
      { text: 'counter', old: '0x0', now: '0x1' },
      { text: 'counter', old: '0x1', now: '0x4' },
      { text: 'counter', old: '0x4', now: '0xa' },
    ]);
  });

  test('goes backwards by instruction, line and breakpoint, and to any instruction', () => {
    const d = ours(PROGRAM, [{ file: 'main.c', line: 5 }]);
    const forward = [d.do({ do: 'continue' })];
    for (let n = 0; n < 6; n++) forward.push(d.do({ do: 'stepi' }));
    for (let n = 5; n >= 0; n--) {
      const back = d.do({ do: 'back-instruction' });
      expect([back.count, back.machine.registers, back.machine.flags]).toEqual([
        forward[n].count,
        forward[n].machine.registers,
        forward[n].machine.flags,
      ]);
    }
    d.do({ do: 'continue' });
    const third = d.do({ do: 'continue' });
    expect(place(d.do({ do: 'back-line' }))).toBe('add:4');
    d.do({ do: 'back-continue' });
    expect(d.do({ do: 'back-continue' }).count).toBe(forward[0].count);
    expect(d.do({ do: 'back-continue' }).why).toBe('beginning');
    const again = d.do({ do: 'goto', count: third.count });
    expect([place(again), again.machine.registers]).toEqual([place(third), third.machine.registers]);
    expect(d.do({ do: 'goto', count: 1e9 }).why).toBe('end');
    expect(place(d.do({ do: 'back-line' }))).toBe('main:17');
  });

  test('shows registers with what changed, flags by name, code with lines, memory, the page walk and the TLB', () => {
    const d = ours(PROGRAM, [{ file: 'main.c', line: 5 }]);
    d.do({ do: 'continue' });
    const state = d.do({ do: 'stepi' });
    expect(state.changedRegisters).toContain('rip');
    expect(state.changedRegisters).not.toContain('rsp');
    expect(state.machine.flags).toContain('ZF');
    const here = state.machine.code.find((c) => c.address === state.machine.pc);
    expect(here).toMatchObject({ file: 'main.c', line: 6 });
    expect(state.machine.code.map((c) => c.text)).toContain('push %rbp');
    d.do({ do: 'memory', expression: '&counter', length: 4 });
    const { memory, tlb } = d.debugger.state();
    expect(memory.bytes).toEqual([0, 0, 0, 0]);
    expect(memory.walk.map((s) => s.level)).toEqual([4, 3, 2, 1]);
    expect(memory.walk[3].bits).toMatch(/P W U/);
    expect(tlb?.misses.fetch).toBeGreaterThan(0);
    d.do({ do: 'memory', expression: 'nonsense', length: 4 });
    expect(d.debugger.state().memoryError).toBe('nonsense');
    expect(d.debugger.evaluate('$rsp + 8 * 2 - $rsp')).toMatchObject({ value: 16n });
    expect(d.debugger.evaluate('1 +')).toHaveProperty('error');
    expect(register(state, 'rip')).toBe(state.machine.pc);
  });

  test('changes nothing: the same digest and instructions as a run that nobody looks at', () => {
    const plain = ours(PROGRAM);
    const end = plain.do({ do: 'continue' });
    const stepped = ours(PROGRAM);
    let state = stepped.debugger.state();
    while (state.why !== 'end') state = stepped.do({ do: 'stepi', count: 7 });
    expect([state.count, state.at]).toEqual([end.count, end.at]);
    expect(stepped.debugger.session.memoryHash()).toBe(plain.debugger.session.memoryHash());
  });

  test('breakpoints at full speed stop where stepping comes by, every time (seed 5)', () => {
    const text = `
int n;
static int fib(int n) { return n < 2 ? n : fib(n - 1) + fib(n - 2); }
int main(void) {
  for (int i = 0; i < 4; i++)
    n += fib(i + 2);
  return n;
}`;
    const stepped = ours(text);
    const all: { count: number; pc: number }[] = [];
    for (let state = stepped.debugger.state(); state.why !== 'end'; state = stepped.do({ do: 'stepi' }))
      all.push({ count: state.count, pc: Number(state.machine.pc) });
    expect(all.length).toBeGreaterThan(300);
    let x = 5;
    const random = (m: number) => {
      x = (Math.imul(x, 1103515245) + 12345) >>> 0;
      return (x >>> 8) % m;
    };
    for (let round = 0; round < 3; round++) {
      const chosen = new Set(Array.from({ length: 1 + random(4) }, () => all[random(all.length)].pc));
      const d = ours(text, []);
      d.do({ do: 'breakpoints', list: [...chosen].map((address) => ({ address })) });
      const stops: number[] = [];
      for (let s = d.do({ do: 'continue' }); s.why === 'breakpoint'; s = d.do({ do: 'continue' })) stops.push(s.count);
      const expected = all.filter(({ pc }, i) => i > 0 && chosen.has(pc)).map(({ count }) => count);
      expect(stops, `round ${round}`).toEqual(expected);
      expect(d.debugger.session.memoryHash()).toBe(stepped.debugger.session.memoryHash());
    }
    const over = ours(text);
    over.do({ do: 'next' });
    expect(place(over.do({ do: 'next' }))).toBe('main:5');
  });

  test('endless loops can be interrupted, and looked at', () => {
    const d = ours('int main(void) { volatile int i = 0; for (;;) i++; }', [{ file: 'main.c', line: 99 }]);
    d.debugger.do({ do: 'continue' });
    for (let n = 0; n < 5; n++) expect(d.debugger.pump(100_000)).toBe(false);
    d.debugger.interrupt();
    expect([d.debugger.state().why, d.debugger.state().machine.place?.function]).toEqual(['interrupted', 'main']);
    expect(d.do({ do: 'stepi' }).why).toBe('step');
  });

  test('threads on two CPUs: a step follows its thread, a breakpoint stops any of them, backwards is exact', () => {
    const text = `#include <pthread.h>
int shared[2];
void *work(void *arg) {
  long n = (long)arg;
  for (int i = 0; i < 300; i++)
    shared[n]++;
  return 0;
}
int main(void) {
  pthread_t a;
  pthread_create(&a, 0, work, (void *)1L);
  work(0);
  pthread_join(a, 0);
}`;
    const d = ours(text, [{ function: 'work' }], 2);
    const [one, two] = [d.do({ do: 'continue' }), d.do({ do: 'continue' })];
    expect(new Set([one.thread, two.thread]).size).toBe(2);
    const steps = [0, 1, 2, 3].map(() => d.do({ do: 'next' }));
    expect(new Set(steps.map((s) => s.thread))).toEqual(new Set([two.thread]));
    const far = d.do({ do: 'stepi', count: 500 });
    const there = d.do({ do: 'back-instruction' });
    expect(there.count).toBeLessThan(far.count);
    const again = d.do({ do: 'stepi' });
    expect([again.count, again.machine]).toEqual([far.count, far.machine]);
  });
});

const gccMissing = (() => {
  try {
    execFileSync('gcc', ['--version'], { stdio: 'ignore' });
    return '';
  } catch {
    return 'no gcc here';
  }
})();
if (gccMissing) console.log(`skipped: ${gccMissing}`);

describe.skipIf(gccMissing !== '').each([
  ['4', '-O0'],
  ['5', '-O0'],
  ['5', '-O1'],
])('a program of gcc -gdwarf-%s %s', (version, level) => {
  test('has its lines, frames and steps', () => {
    const folder = mkdtempSync(join(tmpdir(), 'debug-'));
    writeFileSync(join(folder, 'main.c'), PROGRAM);
    const flags = [`-gdwarf-${version}`, level, '-fno-inline', '-static', '-o', 'main', 'main.c'];
    execFileSync('gcc', flags, { cwd: folder });
    const elf = new Uint8Array(readFileSync(join(folder, 'main')));
    const d = linux(elf, readDebug(elf), [{ function: 'add' }]);
    expect(place(d.debugger.state())).toMatch(/^main:1[45]$/);
    const inside = d.do({ do: 'continue' });
    expect(inside.machine.frames.slice(0, 3).map((f) => f.function)).toEqual(['add', 'sum', 'main']);
    expect(place(d.do({ do: 'finish' }))).toBe('sum:11');
    d.do({ do: 'breakpoints', list: [] });
    expect(place(d.do({ do: 'finish' }))).toBe('main:15');
    const end = d.do({ do: 'continue' });
    expect([end.exit.code, d.printed()]).toEqual([3, '6\n']);
  });
});

describe('without a kernel', () => {
  test('steps through a bare program, waits included, and back', () => {
    const text = `static void out(unsigned short port, unsigned char v) { __asm__ volatile("outb %0, %1" : : "a"(v), "Nd"(port)); }
int ticks;
int main(void) {
  for (int i = 0; i < 3; i++)
    ticks += i;
  out(0xf4, 0);
  return 0;
}`;
    const { elf, debug, diagnostics } = compileBare([{ path: 'main.c', text }], assets.sysroot);
    if (!elf) throw new Error(JSON.stringify(diagnostics));
    const open = () => {
      const session = new BareSession({ elf, debug, limits, output: () => {} });
      const target = new DebugTarget(session, 'bare', { debug, elf, files: ['main.c'] });
      return { target, step: (max: number) => session.advance(max) };
    };
    const d = made(new Debugger(open, [{ file: 'main.c', line: 5 }]), () => '');
    expect(place(d.debugger.state())).toMatch(/^main:/);
    const one = d.do({ do: 'continue' });
    const two = d.do({ do: 'continue' });
    expect([place(one), place(two), two.machine.cpl]).toEqual(['main:5', 'main:5', 0]);
    expect(d.do({ do: 'back-continue' }).count).toBe(one.count);
    d.do({ do: 'breakpoints', list: [] });
    const end = d.do({ do: 'continue' });
    expect([end.why, end.end]).toEqual(['end', 'exit']);
  });
});

describe('a kernel module', () => {
  test('stops in its init function, steps in ring 0, and shows who called', () => {
    const exercise: ModuleExercise = {
      ...({ id: 'debug', kind: 'module', title: { ja: '', en: '' }, task: { ja: '', en: '' }, hints: [] } as const),
      messages: {},
      success: { ja: '', en: '' },
      files: [],
      solution: [],
      wrong: [],
      checks: [],
      limits,
      script: ['insmod hello.ko', 'rmmod hello'],
    };
    const text = `#include <linux/init.h>
#include <linux/module.h>
#include <linux/kernel.h>
static int total;
static int grow(int by)
{
	total += by;
	return total;
}
static int __init hello_init(void)
{
	grow(2);
	pr_info("total %d\\n", total);
	return 0;
}
static void __exit hello_exit(void)
{
	pr_info("bye\\n");
}
module_init(hello_init);
module_exit(hello_exit);
MODULE_LICENSE("GPL");
`;
    const files = [{ path: 'hello.c', text }];
    const focus: Focus = 'module';
    const open = () => {
      const run = new Run({ ...exercise, files }, { kind: 'code', files }, { assets, seed: 1, exerciseHash: 'x' });
      if (!run.session) throw new Error(JSON.stringify(run.diagnostics));
      const target = new DebugTarget(run.session, focus, { files: ['hello.c'] });
      return { target, step: (max: number) => run.step(max) };
    };
    const d = made(new Debugger(open, [{ file: 'hello.c', line: 18 }]), () => '');
    const first = d.debugger.state();
    expect([first.machine.cpl, place(first)]).toEqual([0, 'hello_init:10']);
    expect(d.do({ do: 'step' }).machine.place?.line).toBe(12);
    const inside = d.do({ do: 'step' });
    expect(inside.machine.frames.slice(0, 2).map((f) => f.line)).toEqual([inside.machine.place?.line, 12]);
    expect(inside.machine.place?.function).toBe('grow');
    expect(d.do({ do: 'finish' }).machine.place?.line).toBe(13);
    // Over printk, which is TypeScript.
    expect(d.do({ do: 'next' }).machine.place?.line).toBe(14);
    // Out of the module: the step ends where somebody enters it again, another process here.
    d.do({ do: 'breakpoints', list: [] });
    const entered = d.do({ do: 'next' });
    expect([place(entered), entered.thread !== first.thread]).toEqual(['hello_exit:16', true]);
    d.do({ do: 'goto', count: first.count });
    d.do({ do: 'breakpoints', list: [{ file: 'hello.c', line: 18 }] });
    const exit = d.do({ do: 'continue' });
    expect([exit.why, exit.machine.place?.line]).toEqual(['breakpoint', 18]);
    expect(d.do({ do: 'back-instruction' }).machine.cpl).toBe(0);
    expect(d.do({ do: 'continue' }).why).toBe('breakpoint');
    expect(d.do({ do: 'continue' }).end).toBe('exit');
  });
});
