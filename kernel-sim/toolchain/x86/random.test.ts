/**
 * Property: a random IR function, compiled and run on the real CPU, gives what the evaluator gives. Prints its seed;
 * SEED=n repeats a run, FUNCTIONS=n makes it longer.
 */
import { describe, expect, it } from 'vitest';
import type { IrFunction, IrModule, IrOp } from '../ir';
import { linker } from '../link/index';
import { backEnd } from './index';
import { Evaluator } from './testing/evaluate';
import { canRunNatively, runNatively } from './testing/native';
import { FunctionMaker, GLOBAL_SIZE, Random } from './testing/random-ir';

const START = `
.globl _start
_start: xor %ebp, %ebp
  call main
  mov $1, %edi
  lea results(%rip), %rsi
  mov $results_size, %edx
  mov $1, %eax
  syscall
  xor %edi, %edi
  mov $231, %eax
  syscall
`;
const at = { file: 'random.c', line: 1, column: 1 };

type Arguments = (bigint | number)[];

function argumentsFor(fn: IrFunction, random: Random): Arguments {
  return fn.params.map((p) => {
    if (p.kind === 'sse') return p.type === 'f32' ? Math.fround(random.below(1000) / 7) : random.below(100000) / 13;
    return BigInt.asUintN(p.kind === 'int' && p.type === 'i32' ? 32 : 64, BigInt(random.next()) * 0x10001n);
  });
}

/** main calls every function and keeps the results. */
function makeMain(functions: IrFunction[], args: Arguments[], patterns: bigint): IrFunction {
  const vregs: IrFunction['vregs'] = [];
  const ops: IrOp[] = [];
  functions.forEach((fn, i) => {
    for (let k = 0; k < GLOBAL_SIZE; k += 8)
      ops.push({
        op: 'store',
        type: 'i64',
        src: { imm: patterns * BigInt(k + 1) },
        address: { base: { symbol: 'memory' }, offset: k },
      });
    const pieces = fn.params.map((p, n) => {
      const value = args[i][n];
      if (typeof value === 'number') {
        vregs.push(p.kind === 'sse' ? p.type : 'f64');
        ops.push({
          op: 'fconst',
          type: p.kind === 'sse' && p.type === 'f32' ? 'f32' : 'f64',
          dst: vregs.length - 1,
          value,
        });
        return {
          kind: 'sse' as const,
          type: p.kind === 'sse' && p.type === 'f32' ? ('f32' as const) : ('f64' as const),
          value: vregs.length - 1,
        };
      }
      return {
        kind: 'int' as const,
        type: p.kind === 'int' ? p.type : ('i64' as const),
        value: { imm: BigInt.asIntN(64, value) },
      };
    });
    vregs.push('i64');
    const result = vregs.length - 1;
    ops.push({
      op: 'call',
      target: { symbol: fn.name },
      args: pieces,
      results: [{ vreg: result, type: 'i64' }],
      variadic: false,
    });
    ops.push({ op: 'store', type: 'i64', src: result, address: { base: { symbol: 'results' }, offset: i * 8 } });
  });
  return {
    name: 'main',
    global: true,
    at,
    params: [],
    variadic: false,
    vregs,
    slots: [],
    blocks: [{ ops, end: { op: 'return', values: [] } }],
    attributes: { constructor: false },
  };
}

function globalMemory(patterns: bigint): Map<string, DataView> {
  const view = new DataView(new ArrayBuffer(GLOBAL_SIZE));
  for (let k = 0; k < GLOBAL_SIZE; k += 8) view.setBigUint64(k, BigInt.asUintN(64, patterns * BigInt(k + 1)), true);
  return new Map([['memory', view]]);
}

describe.skipIf(!canRunNatively)('random IR runs as the evaluator says', () => {
  const count = Number(process.env.FUNCTIONS ?? 250);
  const seed = Number(process.env.SEED ?? 20261124);

  it(`${count} functions, seed ${seed}`, () => {
    console.log(`seed ${seed}`);
    const random = new Random(seed);
    const functions: IrFunction[] = [];
    const args: Arguments[] = [];
    const expected: bigint[] = [];
    const patterns = 0x9e3779b97f4a7c15n;
    while (functions.length < count) {
      const fn = new FunctionMaker(random, `f${functions.length}`).make(1 + random.below(10));
      const values = argumentsFor(fn, random);
      let result: bigint;
      try {
        result = BigInt.asUintN(64, new Evaluator(structuredClone(fn), globalMemory(patterns)).run(values) as bigint);
      } catch (problem) {
        // A division that traps or a run without end: not a test.
        if (problem instanceof Error && problem.message.startsWith('evaluator: division')) continue;
        if (problem instanceof Error && problem.message === 'does not end') continue;
        throw problem;
      }
      functions.push(fn);
      args.push(values);
      expected.push(result);
    }
    const module: IrModule = {
      file: 'random.c',
      functions: [...functions, makeMain(functions, args, patterns)],
      data: [
        { name: 'memory', global: true, align: 16, size: GLOBAL_SIZE, relocations: [], readonly: false },
        { name: 'results', global: true, align: 8, size: count * 8, relocations: [], readonly: false },
      ],
      asm: [{ text: `.set results_size, ${count * 8}\n${START}`, at }],
      aliases: [],
    };
    const built = backEnd.toObject(module);
    expect(built.diagnostics).toEqual([]);
    const linked = linker.link([built.object!], [], { target: 'linux' });
    expect(linked.diagnostics).toEqual([]);
    const run = runNatively(linked.elf!);
    expect({ status: run.status, signal: run.signal }).toEqual({ status: 0, signal: null });
    const wrong = functions
      .map((f, i) => ({ name: f.name, ours: run.stdout.readBigUInt64LE(i * 8), evaluator: expected[i] }))
      .filter((r) => r.ours !== r.evaluator);
    expect(wrong.slice(0, 10)).toEqual([]);
  });
});
