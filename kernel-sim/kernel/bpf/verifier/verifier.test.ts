import { describe, expect, test } from 'vitest';
import { ProgType } from '../types';
import { ordinary } from './bench-programs';
import {
  add,
  addReg,
  and,
  call,
  exit,
  helper,
  ja,
  jump,
  jumpReg,
  load,
  loadMap,
  lookup,
  mov,
  movReg,
  program,
  store,
  storeReg,
  verifyProgram,
} from './programs';

const JEQ = 0x10;
const JGT = 0x20;
const JLT = 0xa0;

/** The log without its last line of statistics. */
const logOf = (...args: Parameters<typeof verifyProgram>): string => {
  const [insns, options, type] = args;
  return verifyProgram(insns, { logLevel: 2, ...options }, type).log.replace(/processed \d+ insns.*\n$/, '');
};

/** Last line before the statistics. */
const lastLine = (...args: Parameters<typeof verifyProgram>): string =>
  logOf(...args)
    .trim()
    .split('\n')
    .at(-1) ?? '';

describe('the log is that of Linux 6.1', () => {
  test('states behind the instructions, only what changed', () => {
    expect(logOf(program(mov(0, 0), exit()))).toBe(`func#0 @0
0: R1=ctx(off=0,imm=0) R10=fp0
0: (b7) r0 = 0                        ; R0_w=0
1: (95) exit
`);
  });

  test('branches: the state of the way put off, and what the comparison taught', () => {
    const insns = program(load(0, 2, 1, 0), mov(0, 0), jump(JGT, 2, 10, 1), mov(0, 1), exit());
    expect(logOf(insns)).toBe(`func#0 @0
0: R1=ctx(off=0,imm=0) R10=fp0
0: (61) r2 = *(u32 *)(r1 +0)          ; R1=ctx(off=0,imm=0) R2_w=scalar(umax=4294967295,var_off=(0x0; 0xffffffff))
1: (b7) r0 = 0                        ; R0_w=0
2: (25) if r2 > 0xa goto pc+1         ; R2_w=scalar(umax=10,var_off=(0x0; 0xf))
3: (b7) r0 = 1                        ; R0_w=1
4: (95) exit

from 2 to 4: R0_w=0 R1=ctx(off=0,imm=0) R2_w=scalar(umin=11,umax=4294967295,var_off=(0x0; 0xffffffff)) R10=fp0
4: R0_w=0 R1=ctx(off=0,imm=0) R2_w=scalar(umin=11,umax=4294967295,var_off=(0x0; 0xffffffff)) R10=fp0
4: (95) exit
`);
  });

  test('maps, stack bytes, a value that may be NULL', () => {
    const insns = program(lookup(0), jump(JEQ, 0, 0, 1), load(0x18, 0, 0, 0), mov(0, 0), exit());
    const log = logOf(insns);
    expect(log).toContain('0: (62) *(u32 *)(r10 -4) = 0          ; R10=fp0 fp-8=0000????\n');
    expect(log).toContain('R0_w=map_value_or_null(id=1,off=0,ks=4,vs=8,imm=0)\n');
    expect(log).toContain('6: (15) if r0 == 0x0 goto pc+1        ; R0_w=map_value(off=0,ks=4,vs=8,imm=0)\n');
  });

  test('level 1 keeps only the path that failed', () => {
    const insns = program(load(0, 2, 1, 0), mov(0, 0), jump(JGT, 2, 10, 1), exit(), movReg(0, 9), exit());
    const result = verifyProgram(insns, { logLevel: 1 });
    expect(result.ok).toBe(false);
    expect(result.log).not.toContain('3: (95) exit');
    expect(result.log).toContain('4: (bf) r0 = r9\nR9 !read_ok\nprocessed 5 insns (limit 1000000)');
    expect(verifyProgram(program(mov(0, 0), exit()), { logLevel: 1 }).log).toMatch(/^processed 2 insns/);
    expect(verifyProgram(program(mov(0, 0), exit())).log).toBe('');
  });

  test('source lines stand before their instructions, once', () => {
    const insns = program(mov(0, 0), add(0, 1), mov(0, 2), exit());
    const line = (i: number) => ({ file: 'a.c', line: i < 2 ? 1 : 2, text: i < 2 ? 'int x = 1;' : '  return 2;' });
    expect(logOf(insns, { line })).toContain('; int x = 1;\n0: (b7)');
    expect(logOf(insns, { line })).toContain('; return 2;\n2: (b7)');
    expect(logOf(insns, { line }).match(/int x/g)).toHaveLength(1);
  });

  test('calls of functions', () => {
    const log = logOf(program(mov(1, 5), call(1), exit(), movReg(0, 1), exit()));
    expect(log).toContain('func#0 @0\nfunc#1 @3\n');
    expect(log).toContain('caller:\n R10=fp0\ncallee:\n frame1: R1_w=5 R10=fp0\n');
    expect(log).toContain('returning from callee:\n frame1: R0_w=5 R1_w=5 R10=fp0\nto caller at 2:\n R0_w=5 R10=fp0\n');
  });
});

describe('refusals', () => {
  const bad = (insns: Parameters<typeof verifyProgram>[0], type?: number) => lastLine(insns, {}, type);

  test('registers, jumps, loops', () => {
    expect(bad(program(exit()))).toBe('R0 !read_ok');
    expect(bad(program(mov(0, 0), ja(1), mov(0, 1), exit()))).toBe('unreachable insn 2');
    expect(bad(program(mov(0, 0), ja(5), exit()))).toBe('jump out of range from insn 1 to 7');
    expect(bad(program(mov(0, 0)))).toBe('last insn is not an exit or jmp');
    expect(bad(program(mov(0, 0), ja(-1), exit()))).toBe('unreachable insn 2');
    expect(bad(program(helper(7), jump(JEQ, 0, 0, -1), exit()))).toBe('infinite loop detected at insn 1');
    expect(lastLine(program(mov(0, 0), add(0, 1), jump(JLT, 0, 4, -2), exit()), { privileged: false })).toBe(
      'back-edge from insn 2 to 1',
    );
  });

  test('map values', () => {
    const access = (off: number) => bad(program(lookup(0), jump(JEQ, 0, 0, 1), load(0, 1, 0, off), mov(0, 0), exit()));
    expect(bad(program(lookup(0), load(0x18, 0, 0, 0), exit()))).toBe("R0 invalid mem access 'map_value_or_null'");
    const log = logOf(program(lookup(0), jump(JEQ, 0, 0, 1), load(0, 1, 0, 8), mov(0, 0), exit()));
    expect(log).toContain('invalid access to map value, value_size=8 off=8 size=4\n');
    expect(access(8)).toBe('R0 min value is outside of the allowed memory range');
    expect(access(4)).toBe('from 6 to 8: safe');
  });

  test('packets need a comparison with their end', () => {
    const headers = program(load(0, 2, 1, 0), load(0, 3, 1, 4), movReg(4, 2), add(4, 14));
    const checked = program(headers, jumpReg(JGT, 4, 3, 1), load(0x10, 0, 2, 13), mov(0, 2), exit());
    expect(verifyProgram(checked, {}, ProgType.XDP).ok).toBe(true);
    const log = logOf(program(headers, load(0x10, 0, 2, 0), mov(0, 2), exit()), {}, ProgType.XDP);
    expect(log).toContain(
      'invalid access to packet, off=0 size=1, R2(id=0,off=0,r=0)\nR2 offset is outside of the packet\n',
    );
  });

  test('stack, helpers, references', () => {
    expect(bad(program(storeReg(0x18, 10, 1, 8), mov(0, 0), exit()))).toBe('invalid write to stack R10 off=8 size=8');
    expect(bad(program(helper(9999), exit()))).toBe('invalid func unknown#9999');
    expect(bad(program(helper(44), exit()))).toBe('unknown func bpf_xdp_adjust_head#44');
    expect(bad(program(mov(1, 0), mov(2, 0), helper(1), exit()))).toBe('R1 type=scalar expected=map_ptr');
    const reserve = program(loadMap(1, 2), mov(2, 8), mov(3, 0), helper(131));
    expect(bad(program(reserve, mov(0, 0), exit()))).toBe('Unreleased reference id=2 alloc_insn=4');
    const given = program(reserve, jump(JEQ, 0, 0, 3), movReg(1, 0), mov(2, 0), helper(132), mov(0, 0), exit());
    expect(verifyProgram(given).ok).toBe(true);
  });

  test('pointers and numbers', () => {
    expect(bad(program(movReg(0, 10), { ...add(0, 3), code: 0x47 }, exit()))).toBe(
      'R0 bitwise operator |= on pointer prohibited',
    );
    expect(bad(program(addReg(1, 10), exit()))).toBe('R1 pointer += pointer prohibited');
    expect(bad(program(mov(2, -1), addReg(1, 2), load(0, 0, 1, 0), exit()))).toBe(
      'negative offset ctx ptr R1 off=-1 disallowed',
    );
    expect(bad(program(load(0, 0, 1, 500), exit()))).toBe('invalid bpf_context access off=500 size=4');
  });
});

describe('what bpf_loop’s callback may leave behind', () => {
  const functionName = (insn: number) => `f${insn}`;
  /** r0 = value of array element at the index that the callback changed on the stack. */
  const looped = (check: boolean) => {
    const main = program(
      store(0x18, 10, -16, 0),
      mov(1, 10),
      { code: 0x18, dst: 2, src: 4, off: 0, imm: 0 },
      { code: 0, dst: 0, src: 0, off: 0, imm: 0 },
      movReg(3, 10),
      add(3, -16),
      mov(4, 0),
      helper(181),
      lookup(1),
      jump(JEQ, 0, 0, check ? 4 : 3),
      load(0x18, 1, 10, -16),
      check ? and(1, 31) : [],
      addReg(0, 1),
      load(0x10, 0, 0, 0),
      mov(0, 0),
      exit(),
    );
    // Adds 40 to what its context points to.
    const callback = program(load(0x18, 1, 2, 0), add(1, 40), storeReg(0x18, 2, 1, 0), mov(0, 0), exit());
    main[2].imm = main.length - 3;
    return [...main, ...callback];
  };

  test('one walk does not stand for many rounds', () => {
    const result = verifyProgram(looped(false), { functionName });
    expect(result).toMatchObject({ ok: false, rejection: { code: 'pointer-math-unbounded' } });
    expect(verifyProgram(looped(true), { functionName }).ok).toBe(true);
  });
});

describe('limits and speed', () => {
  test('a program of 500 instructions is verified quickly', () => {
    const insns = ordinary(500);
    expect(insns).toHaveLength(500);
    let best = Number.POSITIVE_INFINITY;
    for (let i = 0; i < 30; i++) {
      const began = process.hrtime.bigint();
      expect(verifyProgram(insns, {}, ProgType.XDP).ok).toBe(true);
      best = Math.min(best, Number(process.hrtime.bigint() - began) / 1e6);
    }
    console.log(`verifier: 500 instructions in ${best.toFixed(1)} ms`);
    expect(best).toBeLessThan(20);
  });

  test('steps are kept when asked for', () => {
    const result = verifyProgram(program(load(0, 2, 1, 0), mov(0, 0), jump(JGT, 2, 10, 1), mov(0, 1), exit()), {
      steps: true,
    });
    expect(result.steps.map(({ insn, from }) => [insn, from])).toEqual([
      [0, -1],
      [1, 0],
      [2, 1],
      [3, 2],
      [4, 3],
      [4, 2],
    ]);
    expect(result.steps[3].text).toBe('(b7) r0 = 1');
    expect(result.steps[3].state).toContain('R2_w=scalar(umax=10');
  });
});

test('a helper that the kernel cannot run is refused at load', () => {
  const insns = program(helper(5), exit());
  expect(verifyProgram(insns, { hasHelper: (id) => id === 5 }).ok).toBe(true);
  expect(verifyProgram(insns, { hasHelper: () => false })).toMatchObject({
    ok: false,
    errno: -22,
    rejection: { code: 'helper-unsupported', params: { name: 'bpf_ktime_get_ns', id: 5 } },
  });
});
