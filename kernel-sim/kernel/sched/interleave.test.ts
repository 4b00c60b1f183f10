import { describe, expect, test } from 'vitest';
import { compileProgram } from '../../lab';
import { memoryHash } from '../../lab/digest';
import { loadAssets } from '../../lab/node-assets';
import { sha256 } from '../../lab/sha256';
import type { KernelEvent } from '../events';
import { bootProgram, proceed } from '../testing/machine';
import { readTurns, type Turn, TurnsError } from './turns';

const assets = loadAssets();

/** Two processes that add to a counter without a lock, print, sleep and wait: everything that a turn can end with. */
const { elf } = compileProgram(
  [
    {
      path: 'main.c',
      text: `
#include <stdio.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>
int main(void) {
  volatile long *counter = mmap(0, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  for (int child = 0; child < 3; child++)
    if (fork() == 0) {
      for (int i = 0; i < 2000; i++) counter[0]++;
      usleep(500 * child);
      for (int i = 0; i < 2000; i++) counter[0]++;
      _exit(0);
    }
  while (wait(0) > 0);
  printf("%ld\\n", counter[0]);
  return 0;
}`,
    },
  ],
  assets.sysroot,
);

interface Outcome {
  digest: string;
  stdout: string;
  turns: readonly Turn[];
}

function run(seed: number, follow?: readonly Turn[], cpus = 2): Outcome {
  const made = bootProgram(elf!, { cpus, seed, interleaving: { record: true, follow } });
  const events: KernelEvent[] = [];
  made.kernel.listen((event) => events.push(event));
  proceed(made, 100_000_000);
  expect(made.reason).toBe('power-off');
  const memory = memoryHash(made.core.ram, (frame) => made.kernel.frames.count(frame) > 0);
  const { stdout } = made;
  return { digest: JSON.stringify([stdout, made.status, memory, events]), stdout, turns: made.kernel.turns.list };
}

const sum = (turns: readonly Turn[]) => turns.reduce((all, t) => all + t.instructions, 0);

describe('the interleaving as a list', () => {
  test.each([2, 3, 4])(
    'a recorded list makes the same run again, whatever the seed says of turns (%i CPUs)',
    (cpus) => {
      const first = run(1, undefined, cpus);
      expect(first.turns.length).toBeGreaterThan(10);
      expect(first.turns.every((turn, i) => i === 0 || turn.cpu !== first.turns[i - 1].cpu)).toBe(true);
      const again = run(1, JSON.parse(JSON.stringify(first.turns)), cpus);
      expect(sha256(again.digest)).toBe(sha256(first.digest));
      expect(again.turns).toEqual(first.turns);
    },
  );

  test('a list that was cut short goes on by the usual rule', () => {
    const { turns } = run(1);
    const half = turns.slice(0, turns.length >> 1);
    const other = run(1, half);
    expect(other.turns.slice(0, half.length - 1)).toEqual(half.slice(0, -1));
    expect(Number(other.stdout)).toBeGreaterThan(0);
  });

  test('a changed list makes another legal run, the same each time', () => {
    const { turns, stdout } = run(1);
    // Turns a third as long: more of them, other places where the counter is torn.
    const changed = turns.flatMap(({ cpu, instructions }) => [
      { cpu, instructions: Math.ceil(instructions / 3) },
      { cpu: 1 - cpu, instructions: 40 },
      { cpu, instructions: Math.floor((instructions * 2) / 3) },
    ]);
    const [one, two] = [run(1, changed), run(1, changed)];
    expect(sha256(one.digest)).toBe(sha256(two.digest));
    const counts = [Number(one.stdout), Number(stdout)];
    expect(counts[0]).not.toBe(counts[1]);
    for (const count of counts) {
      expect(count).toBeGreaterThanOrEqual(4000);
      expect(count).toBeLessThanOrEqual(12_000);
    }
  });

  test('long turns lose nothing: each process has the machine until it is done', () => {
    const list = Array.from({ length: 40 }, (_, i) => ({ cpu: i % 2, instructions: 5_000_000 }));
    expect(run(1, list).stdout).toBe('12000\n');
  });

  test('random lists end, whatever they say (seed 7)', () => {
    let x = 7;
    const random = (n: number) => {
      x = (Math.imul(x, 1103515245) + 12345) >>> 0;
      return (x >>> 8) % n;
    };
    for (let round = 0; round < 12; round++) {
      const list = Array.from({ length: 300 }, () => ({ cpu: random(3), instructions: random(4) * random(3000) }));
      const outcome = run(1, list, 3);
      expect(Number(outcome.stdout)).toBeGreaterThan(0);
      expect(sum(outcome.turns)).toBeGreaterThan(0);
      const again = run(1, outcome.turns, 3);
      expect(again.turns, `list ${round}`).toEqual(outcome.turns);
      expect(sha256(again.digest), `list ${round}`).toBe(sha256(outcome.digest));
    }
  });

  test('what is no list is refused, with the entry and the reason', () => {
    const bad: [unknown, string, number][] = [
      [null, 'not-a-list', -1],
      [{ cpu: 0, instructions: 1 }, 'not-a-list', -1],
      [[{ cpu: 0, instructions: 5 }, 7], 'not-a-turn', 1],
      [[{ cpu: 0 }], 'not-a-turn', 0],
      [[{ cpu: 0, instructions: 5, more: 1 }], 'not-a-turn', 0],
      [[{ cpu: 2, instructions: 5 }], 'no-such-cpu', 0],
      [[{ cpu: -1, instructions: 5 }], 'no-such-cpu', 0],
      [[{ cpu: 'a', instructions: 5 }], 'no-such-cpu', 0],
      [
        [
          { cpu: 1, instructions: 5 },
          { cpu: 0, instructions: -3 },
        ],
        'bad-length',
        1,
      ],
      [[{ cpu: 0, instructions: 1.5 }], 'bad-length', 0],
    ];
    for (const [value, code, index] of bad) {
      const problem = refusal(value);
      expect([problem.code, problem.index], JSON.stringify(value)).toEqual([code, index]);
    }
    expect(refusal([{ cpu: 2, instructions: 5 }]).message).toBe(
      'interleaving: entry 0: cpu is 2, but the machine has CPUs 0 to 1',
    );
    expect(readTurns([{ cpu: 1, instructions: 5 }], 2)).toEqual([{ cpu: 1, instructions: 5 }]);
  });
});

function refusal(value: unknown): TurnsError {
  try {
    readTurns(value, 2);
  } catch (error) {
    if (error instanceof TurnsError) return error;
  }
  throw new Error(`not refused: ${JSON.stringify(value)}`);
}
