import { describe, expect, it } from 'vitest';
import { encodeModule, I32, I64, sleb, uleb } from './module';

describe('LEB128', () => {
  it('encodes the examples of the specification', () => {
    expect(uleb(0)).toEqual([0]);
    expect(uleb(624_485)).toEqual([0xe5, 0x8e, 0x26]);
    expect(uleb(0xffff_ffff)).toEqual([0xff, 0xff, 0xff, 0xff, 0x0f]);
    expect(sleb(-123_456)).toEqual([0xc0, 0xbb, 0x78]);
    expect(sleb(63)).toEqual([0x3f]);
    expect(sleb(64)).toEqual([0xc0, 0]);
    expect(sleb(-(1n << 63n))).toEqual([0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x7f]);
  });

  it('gives the same for numbers and big integers', () => {
    for (const v of [0, 1, -1, 127, 128, -128, 0x7fff_ffff, -0x8000_0000]) expect(sleb(v)).toEqual(sleb(BigInt(v)));
  });
});

describe('a module', () => {
  it('validates and runs: memory, imports, a table, exports', () => {
    const memory = new WebAssembly.Memory({ initial: 1 });
    const add = { params: [I32, I32], results: [I32] } as const;
    const widen = { params: [I32], results: [I64] } as const;
    const bytes = encodeModule({
      memoryPages: 1,
      imports: [{ name: 'twice', type: { params: [I32], results: [I32] } }],
      functions: [
        { type: add, locals: [], body: [0x20, 0, 0x20, 1, 0x6a, 0x10, 0] },
        { type: widen, locals: [I64], body: [0x20, 0, 0xac, 0x22, 1] },
      ],
      table: [1],
      exports: { add: 1, widen: 2 },
    });
    const instance = new WebAssembly.Instance(new WebAssembly.Module(bytes), {
      e: { memory, twice: (v: number) => v * 2 },
    });
    const { add: run, widen: grow } = instance.exports as {
      add(a: number, b: number): number;
      widen(a: number): bigint;
    };
    expect(run(20, 1)).toBe(42);
    expect(grow(-5)).toBe(-5n);
  });
});
