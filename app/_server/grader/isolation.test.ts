/**
 * What a hostile submission can do to the grader: with the real simulator in the real child. None may stall it, fill the
 * memory of the machine or bring the asking process down; each ends with an answer or is killed, and the next run is fine.
 * Prints the figures that docs/grading.md gives.
 */
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Child, type GradeAnswer, LIMITS } from './child';
import type { Graded } from './verdict';

const CHILD = ['--import', 'tsx', 'scripts/grader-child.ts'];
/** A program with 50 million instructions and the usual limits of output. */
const EXERCISE = 'ex_g2p8';
const BARE = 'ex_n2k7';

let child: Child;
beforeAll(async () => {
  child = new Child(CHILD);
  await child.run(request('int main(void) { return 0; }'));
}, 120_000);
afterAll(() => child.end());

function request(text: string, exerciseId = EXERCISE, over: object = {}): string {
  const files = [{ path: 'main.c', text }];
  const head = { version: 1, simHash: 's', toolHash: 't', exerciseId, exerciseHash: 'e', cpus: 1, seed: 1 };
  return JSON.stringify({ record: { ...head, submission: { kind: 'code', files }, inputs: [], ...over } });
}

/** The most memory that a process has had at one time, in megabytes. */
function peak(pid: number | undefined): number {
  const line = /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
  return Math.round(Number(line?.[1] ?? 0) / 1024);
}
const pidOf = (one: Child) => (one as unknown as { process: { pid: number } }).process.pid;

interface Measured {
  answer: GradeAnswer;
  seconds: number;
}
async function measure(what: string, text: string): Promise<Measured> {
  const lag = watchLag();
  const begun = performance.now();
  const answer = await child.run(text);
  const seconds = (performance.now() - begun) / 1000;
  const end = answer.ok ? (answer.graded.refused ?? answer.graded.checks.find(({ ok }) => !ok)?.code) : answer.why;
  const memory = child.isAlive ? `${peak(pidOf(child))} MB` : 'dead';
  console.log(`${what}: ${end}, ${seconds.toFixed(1)} s, child ${memory}, asking process late by ${lag()} ms at most`);
  return { answer, seconds };
}

/** The longest that this process's event loop stood still. */
function watchLag(): () => number {
  let last = performance.now();
  let worst = 0;
  const timer = setInterval(() => {
    const now = performance.now();
    worst = Math.max(worst, now - last - 20);
    last = now;
  }, 20);
  return () => {
    clearInterval(timer);
    return Math.round(worst);
  };
}
const graded = ({ answer }: Measured): Graded => {
  if (!answer.ok) throw new Error(`${answer.why}: ${answer.detail}`);
  return answer.graded;
};

describe.skipIf(process.env.RINGZERO_TEST_DATABASE)('a program that', { timeout: 120_000 }, () => {
  const HEAD = '#include <stdlib.h>\n#include <string.h>\n#include <unistd.h>\n#include <sys/mman.h>\n';
  test.each([
    ['loops for ever', 'int main(void) { for (;;) {} }', 'limit'],
    ['sleeps for ever', 'int main(void) { for (;;) pause(); }', 'idle'],
    [
      'floods its output',
      'int main(void) { for (;;) write(1, "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\\n", 32); }',
      'output-limit',
    ],
    [
      'floods standard error',
      'int main(void) { for (;;) write(2, "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\\n", 32); }',
      'output-limit',
    ],
    ['forks for ever', 'int main(void) { for (;;) fork(); }', null],
    [
      'takes all memory',
      'int main(void) { for (;;) { char *p = malloc(1 << 20); if (p) memset(p, 1, 1 << 20); } }',
      null,
    ],
    ['maps without end', 'int main(void) { for (;;) mmap(0, 1L << 40, 3, 0x22, -1, 0); }', null],
    [
      'fills the file system',
      'int main(void) { int f = open("/tmp/f", 0102, 0600); static char b[65536]; for (;;) write(f, b, sizeof b); }',
      null,
    ],
    ['opens files without end', 'int main(void) { for (;;) { dup(1); pipe((int[2]){0}); } }', null],
    [
      'grows its stack without end',
      'int f(int n) { volatile char a[4096]; a[0] = n; return f(n + 1) + a[0]; } int main(void) { return f(0); }',
      null,
    ],
    ['starts itself again and again', 'int main(int c, char **v) { execv("/home/main", v); return 1; }', null],
  ])('%s ends within its limits', async (what, text, code) => {
    const found = graded(await measure(what, request(`${HEAD}#include <fcntl.h>\n${text}`)));
    expect(found.passed).toBe(false);
    if (code) expect(found.checks.map((check) => check.code)).toContain(code);
    expect(peak(pidOf(child))).toBeLessThan(LIMITS.resident ?? 0);
  });

  test.each([
    ['turns off interrupts and stops', 'int main(void) { __asm__ volatile("cli; hlt"); return 0; }'],
    ['loops with everything off', 'int main(void) { __asm__ volatile("cli"); for (;;) {} }'],
    ['writes over all of its memory', 'int main(void) { for (char *p = (char *)0x200000;; p++) *p = 1; }'],
  ])('without a kernel %s ends within its limits', async (what, text) => {
    expect(graded(await measure(what, request(text, BARE))).passed).toBe(false);
  });

  test.each([
    ['includes itself', '#include "main.c"\n'],
    [
      'has a macro that doubles 40 times',
      `#define A0 x\n${Array.from({ length: 40 }, (_, i) => `#define A${i + 1} A${i} A${i}`).join('\n')}\nint A40;`,
    ],
    ['nests a hundred thousand brackets', `int x = ${'('.repeat(60_000)}1${')'.repeat(60_000)};`],
    ['has an array of 2^60', 'static char big[1L << 60]; int main(void) { return big[5]; }'],
    ['is one long line of nothing', `int x;${' '.repeat(150_000)}`],
  ])('%s does not hang the compiler', async (what, text) => {
    const { answer, seconds } = await measure(what, request(text));
    if (answer.ok) expect(answer.graded.passed).toBe(false);
    else child = new Child(CHILD);
    expect(seconds).toBeLessThan(LIMITS.time / 1000);
  });
});

describe.skipIf(process.env.RINGZERO_TEST_DATABASE)('a record that', { timeout: 120_000 }, () => {
  test.each([
    ['is no JSON', 'hello'],
    ['is nested a million deep', `{"record":${'['.repeat(400_000)}`],
    ['has a hundred megabytes', `{"record":"${'x'.repeat(100_000_000)}"}`],
    ['has a hundred megabytes of brackets', '['.repeat(100_000_000)],
    ['has a prototype in it', '{"record":{"__proto__":{"version":1}}}'],
  ])('%s is refused, and the child lives on', async (what, text) => {
    const found = graded(await measure(what, text));
    expect(['malformed', 'too-large']).toContain(found.refused);
    const next = graded(await measure('an ordinary one after it', request('int main(void) { return 0; }')));
    expect(next.refused).toBeNull();
  });
});

describe.skipIf(process.env.RINGZERO_TEST_DATABASE)('a child', { timeout: 60_000 }, () => {
  /** The clock comes first only where nothing else can. */
  const limits = (why: readonly string[]) => ({
    memory: 96,
    resident: 300,
    time: why.includes('time') ? 2_000 : 30_000,
  });
  const fates: [what: string, text: string, why: string[]][] = [
    ['stuck in a loop of its own', 'for (;;);', ['time']],
    ['that takes memory in its heap', 'const a = []; for (;;) a.push(new Array(1e5).fill({}));', ['failed', 'memory']],
    [
      'that takes memory beside its heap',
      'const a = []; setInterval(() => a.push(Buffer.alloc(3e7, 1)), 10)',
      ['memory'],
    ],
    [
      'that talks without end',
      'for (;;) process.stdout.write("x".repeat(1e6));',
      ['output', 'memory', 'failed', 'time'],
    ],
    ['that dies', 'process.exit(3)', ['failed']],
    ['that is deaf to signals', 'process.on("SIGTERM", () => {}); setInterval(() => {}, 1e3)', ['time']],
  ];
  test.each(fates)('%s is killed', async (what, text, why) => {
    const lag = watchLag();
    const begun = performance.now();
    const one = new Child(['-e', text], limits(why));
    const answer = await one.run('{}');
    await one.ended;
    const seconds = ((performance.now() - begun) / 1000).toFixed(1);
    console.log(`a child ${what}: ${answer.ok ? 'answered' : answer.why}, gone after ${seconds} s, lag ${lag()} ms`);
    expect(answer.ok).toBe(false);
    if (!answer.ok) expect(why).toContain(answer.why);
    expect(Number(seconds)).toBeLessThan(30);
  });

  test('gets nothing of our environment', async () => {
    const asked = 'JSON.stringify(Object.keys(process.env).sort())';
    const program = `console.log(JSON.stringify({ digest: ${asked}, passed: true }))`;
    process.env.SECRET_OF_TEST = 'x';
    const answer = await new Child(['-e', program]).run('{}', { last: true });
    expect(answer.ok && JSON.parse(answer.graded.digest)).toEqual(['NODE_ENV', 'PATH']);
  });
});
