/**
 * Run-time helpers in WebAssembly: flags, wide arithmetic, and the one page walker (SDM 3A 4.5, four-level paging) with
 * the filling of the translation caches. None of them calls JavaScript, except `special` for accesses that need care.
 */
import { Access, ARITHMETIC_FLAGS, CodePage, Exit, Flag, Layout, PageFlag, State } from '../cpu/state';
import type { HelperName, Helpers } from '../emit/emitter';
import { FlagKind } from '../emit/flags';
import { FunctionBuilder, type Value } from '../emit/function';
import { type FuncType, I32, I64, type WasmFunction } from '../wasm/module';

class Helper extends FunctionBuilder {
  state(type: typeof I32 | typeof I64, offset: number): Value {
    return type === I32
      ? this.load32(this.k32(0), Layout.BANK + offset)
      : this.load(64, this.k32(0), Layout.BANK + offset);
  }
  setState(offset: number, v: Value): void {
    this.store(v.type === I32 ? 32 : 64, this.k32(0), Layout.BANK + offset, v);
  }
  global(address: number): Value {
    return this.load32(this.k32(0), address);
  }
  /** The instruction at hand faults: leaves the helper with 0. */
  fault(vector: Value, error: Value): void {
    this.setState(State.FAULT_VECTOR, vector);
    this.setState(State.FAULT_ERROR, error);
    this.setState(State.EXIT, this.k32(Exit.FAULT));
    this.return(this.k32(0));
  }
}

type Build = (f: Helper, call: Helpers) => void;
interface Definition {
  type: FuncType;
  build: Build;
}
const define = (params: FuncType['params'], results: FuncType['results'], build: Build): Definition => ({
  type: { params, results },
  build,
});

/** arith(a, r, op): the six arithmetic flags in RFLAGS order. */
const arith = define([I64, I64, I32], [I32], (f) => {
  const a = f.param(0);
  const r = f.param(1);
  const op = f.param(2);
  const kind = f.let(f.and(op, f.k32(255)));
  f.if(f.cmp('eq', kind, f.k32(FlagKind.FULL)), () => f.return(f.wrap(a)));
  const shift = f.let(f.ext(f.and(f.shru(op, f.k32(8)), f.k32(255))));
  const low = f.let(f.wrap(f.shru(r, shift)));
  const bits = f.variable(f.k32(0));
  const isAdd = f.cmp('eq', kind, f.k32(FlagKind.ADD));
  f.if(
    f.cmp('eq', kind, f.k32(FlagKind.EXPLICIT)),
    () => f.assign(bits, f.wrap(a)),
    () => {
      const b = f.let(f.select(isAdd, f.sub(r, a), f.sub(a, r)));
      const cf = f.select(isAdd, f.cmp('ltu', r, a), f.cmp('ltu', a, b));
      const af = f.and(f.wrap(f.shru(f.xor(f.xor(a, b), r), shift)), f.k32(Flag.AF));
      const overflow = f.and(f.xor(a, r), f.select(isAdd, f.xor(b, r), f.xor(a, b)));
      const of = f.shl(f.cmp('lts', overflow, f.k(0)), f.k32(11));
      f.assign(bits, f.or(f.or(cf, af), of));
    },
  );
  const zf = f.shl(f.not(r), f.k32(6));
  const sf = f.shl(f.cmp('lts', r, f.k(0)), f.k32(7));
  const pf = f.shl(f.and(f.xor(f.unary('popcnt', f.and(low, f.k32(255))), f.k32(1)), f.k32(1)), f.k32(2));
  f.return(f.and(f.or(f.or(bits, pf), f.or(zf, sf)), f.k32(ARITHMETIC_FLAGS)));
});

/** High 64 bits of an unsigned product, from four 32-bit ones. */
const mulHighU = define([I64, I64], [I64], (f) => {
  const half = f.k(0xffff_ffffn);
  const up = (v: Value) => f.shru(v, f.k(32));
  const [aLow, aHigh] = [f.let(f.and(f.param(0), half)), f.let(up(f.param(0)))];
  const [bLow, bHigh] = [f.let(f.and(f.param(1), half)), f.let(up(f.param(1)))];
  const middle1 = f.let(f.add(f.mul(aHigh, bLow), up(f.mul(aLow, bLow))));
  const middle2 = f.let(f.add(f.mul(aLow, bHigh), f.and(middle1, half)));
  f.return(f.add(f.add(f.mul(aHigh, bHigh), up(middle1)), up(middle2)));
});

const mulHighS = define([I64, I64], [I64], (f, call) => {
  const fix = (a: Value, b: Value) => f.and(f.shrs(a, f.k(63)), b);
  const high = f.call(I64, call.mulHighU, f.param(0), f.param(1));
  f.return(f.sub(f.sub(high, fix(f.param(0), f.param(1))), fix(f.param(1), f.param(0))));
});

/**
 * divide(high, low, divisor): 128 by 64 bits, unsigned. Quotient is returned, remainder goes to State.NEXT_VA.
 * The caller has checked high < divisor. Shift and subtract; only for a high half that is not 0.
 */
const divide = define([I64, I64, I64], [I64], (f) => {
  const d = f.param(2);
  f.if(f.not(f.param(0)), () => {
    f.setState(State.NEXT_VA, f.op('remu', f.param(1), d));
    f.return(f.op('divu', f.param(1), d));
  });
  const rest = f.variable(f.param(0));
  const low = f.variable(f.param(1));
  const count = f.variable(f.k32(64));
  f.loop((again) => {
    const carry = f.let(f.cmp('lts', rest, f.k(0)));
    f.assign(rest, f.or(f.shl(rest, f.k(1)), f.shru(low, f.k(63))));
    f.assign(low, f.shl(low, f.k(1)));
    f.if(f.or(carry, f.cmp('geu', rest, d)), () => {
      f.assign(rest, f.sub(rest, d));
      f.assign(low, f.or(low, f.k(1)));
    });
    f.assign(count, f.sub(count, f.k32(1)));
    again(count);
  });
  f.setState(State.NEXT_VA, rest);
  f.return(low);
});

/**
 * divideSigned(high, low, divisor): the signed quotient; remainder in State.NEXT_VA.
 * When the quotient does not fit in 64 bits, State.NEXT_VA is set and State.EXIT = FAULT asks the caller to raise #DE.
 */
const divideSigned = define([I64, I64, I64], [I64], (f, call) => {
  const [high, low, divisor] = [f.param(0), f.param(1), f.param(2)];
  const negative = f.let(f.cmp('lts', high, f.k(0)));
  const absLow = f.let(f.select(negative, f.sub(f.k(0), low), low));
  const negHigh = f.sub(f.xor(high, f.k(-1)), f.ext(f.cmp('ne', low, f.k(0))));
  const absHigh = f.let(f.select(negative, f.add(negHigh, f.k(1)), high));
  const divNegative = f.let(f.cmp('lts', divisor, f.k(0)));
  const absDivisor = f.let(f.select(divNegative, f.sub(f.k(0), divisor), divisor));
  const overflow = () => {
    f.setState(State.EXIT, f.k32(Exit.FAULT));
    f.return(f.k(0));
  };
  f.if(f.cmp('geu', absHigh, absDivisor), overflow);
  const q = f.let(f.call(I64, call.divide, absHigh, absLow, absDivisor));
  const opposite = f.let(f.cmp('ne', negative, divNegative));
  const limit = f.select(opposite, f.k(1n << 63n), f.k((1n << 63n) - 1n));
  f.if(f.cmp('gtu', q, limit), overflow);
  const rest = f.let(f.state(I64, State.NEXT_VA));
  f.setState(State.NEXT_VA, f.select(negative, f.sub(f.k(0), rest), rest));
  f.return(f.select(opposite, f.sub(f.k(0), q), q));
});

/** dropWrites(page): no cached write translation leads to this physical page any more. */
const dropWrites = define([I32], [], (f) => {
  const flags = f.let(f.add(f.global(Layout.PAGE_FLAGS), f.param(0)));
  const old = f.let(f.load32(flags, 0, 8));
  f.if(f.not(f.and(old, f.k32(PageFlag.WRITTEN))), () => f.return());
  f.store(8, flags, 0, f.and(old, f.k32(255 - PageFlag.WRITTEN)));
  const host = f.let(f.add(f.shl(f.param(0), f.k32(12)), f.k32(Layout.RAM)));
  const at = f.variable(f.k32(0));
  f.loop((again) => {
    const tag = f.load32(at, Layout.TLB_WRITE);
    const page = f.add(f.and(tag, f.k32(-4096)), f.load32(at, Layout.TLB_WRITE + 8));
    f.if(f.cmp('eq', page, host), () => f.store(64, at, Layout.TLB_WRITE, f.k(0)));
    f.assign(at, f.add(at, f.k32(16)));
    again(f.cmp('ltu', at, f.k32(0x1_0000)));
  });
});

/**
 * markTable(page, maps): a cached translation depends on this page table. `maps` is the 2 MiB unit of addresses that a last-level
 * table covers, plus 1; -1 for the other levels and for a table that is reached by several ways.
 */
const markTable = define([I32, I32], [], (f, call) => {
  const at = f.let(f.add(f.global(Layout.PAGE_TABLES), f.shl(f.param(0), f.k32(2))));
  const old = f.let(f.load32(at));
  f.if(f.cmp('eq', old, f.param(1)), () => f.return());
  f.store(32, at, 0, f.select(old, f.k32(-1), f.param(1)));
  f.perform(call.dropWrites, f.param(0));
  const flags = f.let(f.add(f.global(Layout.PAGE_FLAGS), f.param(0)));
  f.store(8, flags, 0, f.or(f.load32(flags, 0, 8), f.k32(PageFlag.TABLE)));
});

const ADDRESS_BITS = 0x000f_ffff_ffff_f000n;
/** Physical addresses have 40 bits here (cpuid 8000_0008h says so): higher ones are reserved in entries. */
const RESERVED = 0x000f_ff00_0000_0000n;

/**
 * walk(va, cr3, access): physical address, or -1 - error code where the processor raises #PF.
 * A and D are set as SDM 3A 4.8 says, on success only. The caller has checked that `va` is canonical.
 */
const walk = define([I64, I32, I32], [I64], (f, call) => {
  const [va, cr3, access] = [f.param(0), f.param(1), f.param(2)];
  const wants = (bit: number) => f.and(access, f.k32(bit));
  f.if(f.and(f.cmp('ges', f.state(I32, State.CR0), f.k32(0)), f.not(wants(Access.KERNEL))), () =>
    f.return(f.and(va, f.k((1n << 40n) - 1n))),
  );

  const table = f.variable(f.and(cr3, f.k32(-4096)));
  const shift = f.variable(f.k32(39));
  const all = f.variable(f.k(-1));
  const any = f.variable(f.k(0));
  const entry = f.variable(f.k(0));
  const at = f.variable(f.k32(0));
  // SDM 3A 4.7: P, W/R, U/S, RSVD, I/D.
  const fail = (bits: number) => f.return(f.sub(f.k(-1), f.ext(f.or(code, f.k32(bits)))));
  const executeDisable = f.let(
    f.and(f.or(f.shru(f.state(I32, State.EFER), f.k32(11)), f.shru(access, f.k32(5))), f.k32(1)),
  );
  const cr4 = f.let(f.state(I32, State.CR4));
  const smep = f.let(f.and(f.shru(cr4, f.k32(20)), f.k32(1)));
  // I/D is told only where fetches can be refused.
  const fetching = f.and(f.shl(wants(Access.FETCH), f.k32(2)), f.shl(f.or(executeDisable, smep), f.k32(4)));
  const code = f.let(f.or(f.shl(wants(Access.WRITE), f.k32(1)), f.or(f.shl(wants(Access.USER), f.k32(1)), fetching)));
  const reserved = f.let(f.select(executeDisable, f.k(RESERVED), f.k(RESERVED | (1n << 63n))));

  f.loop((descend) => {
    f.assign(at, f.add(table, f.shl(f.and(f.wrap(f.shru(va, f.ext(shift))), f.k32(511)), f.k32(3))));
    f.if(f.cmp('geu', at, f.global(Layout.RAM_SIZE)), () => fail(1 | 8));
    f.assign(entry, f.load(64, at, Layout.RAM));
    f.if(f.not(f.and(f.wrap(entry), f.k32(1))), () => fail(0));
    f.if(f.not(f.not(f.and(entry, reserved))), () => fail(1 | 8));
    f.assign(all, f.and(all, entry));
    f.assign(any, f.or(any, entry));
    f.if(wants(Access.CACHE), () => {
      const isLast = f.cmp('eq', shift, f.k32(12));
      const unit = f.add(f.wrap(f.shru(f.and(va, f.k((1n << 48n) - 1n)), f.k(21))), f.k32(1));
      f.perform(call.markTable, f.shru(table, f.k32(12)), f.select(isLast, unit, f.k32(-1)));
    });
    const large = f.and(f.wrap(entry), f.k32(0x80));
    f.if(f.and(f.cmp('gtu', shift, f.k32(21)), f.shru(large, f.k32(7))), () => fail(1 | 8));
    const last = f.or(f.cmp('eq', shift, f.k32(12)), f.and(f.cmp('eq', shift, f.k32(21)), f.shru(large, f.k32(7))));
    f.if(f.not(last), () => {
      f.assign(table, f.wrap(f.and(entry, f.k(ADDRESS_BITS))));
      f.assign(shift, f.sub(shift, f.k32(9)));
      // A table above 4 GiB cannot be RAM here.
      f.if(f.cmp('ne', f.shru(f.and(entry, f.k(ADDRESS_BITS)), f.k(32)), f.k(0)), () => fail(1 | 8));
      descend();
    });
  });
  const is2M = f.let(f.cmp('eq', shift, f.k32(21)));
  f.if(f.and(is2M, f.not(f.not(f.and(f.wrap(entry), f.k32(0x1f_e000))))), () => fail(1 | 8));

  const bits = f.let(f.wrap(all));
  f.if(f.and(f.not(f.not(wants(Access.USER))), f.not(f.and(bits, f.k32(4)))), () => fail(1));
  // SDM 3A 4.6.1: ring 0 at a user page. SMEP: it may not run it; SMAP: nor touch it, unless on purpose (RFLAGS.AC).
  f.if(f.and(f.not(wants(Access.USER)), f.and(f.shru(bits, f.k32(2)), f.k32(1))), () => {
    f.if(f.and(cr4, f.k32(3 << 20)), () => {
      const onPurpose = f.and(f.state(I32, State.FLAGS_REST), f.k32(Flag.AC));
      const allowed = f.and(f.not(f.not(onPurpose)), f.not(wants(Access.IMPLICIT)));
      const smap = f.and(f.shru(cr4, f.k32(21)), f.not(allowed));
      f.if(f.select(wants(Access.FETCH), smep, smap), () => fail(1));
    });
  });
  f.if(f.and(wants(Access.WRITE), f.not(f.and(bits, f.k32(2)))), () => {
    const protect = f.or(wants(Access.USER), f.and(f.state(I32, State.CR0), f.k32(0x1_0000)));
    f.if(protect, () => fail(1));
  });
  f.if(f.and(f.not(f.not(wants(Access.FETCH))), f.and(executeDisable, f.cmp('lts', any, f.k(0)))), () => fail(1));

  f.if(f.not(wants(Access.PEEK)), () => {
    const dirty = f.let(f.select(wants(Access.WRITE), f.k32(0x60), f.k32(0x20)));
    f.if(f.cmp('ne', f.and(f.wrap(entry), dirty), dirty), () =>
      f.store(32, at, Layout.RAM, f.or(f.load32(at, Layout.RAM), dirty)),
    );
    // Some upper entry lacks A: go down once more and set it.
    f.if(f.not(f.and(bits, f.k32(0x20))), () => {
      const stop = f.let(shift);
      const level = f.variable(f.k32(39));
      f.assign(table, f.and(cr3, f.k32(-4096)));
      f.loop((again) => {
        f.assign(at, f.add(table, f.shl(f.and(f.wrap(f.shru(va, f.ext(level))), f.k32(511)), f.k32(3))));
        const low = f.let(f.load32(at, Layout.RAM));
        f.store(32, at, Layout.RAM, f.or(low, f.k32(0x20)));
        f.assign(table, f.and(low, f.k32(-4096)));
        f.assign(level, f.sub(level, f.k32(9)));
        again(f.cmp('geu', level, stop));
      });
    });
  });
  const small = f.or(f.and(entry, f.k(ADDRESS_BITS)), f.and(va, f.k(0xfff)));
  const large = f.or(f.and(entry, f.k(0x000f_ffff_ffe0_0000n)), f.and(va, f.k(0x1f_ffff)));
  f.return(f.select(is2M, large, small));
});

/**
 * slow(ea, argument): host address for an access that the translation cache did not answer, or 0 with State.EXIT set.
 * argument: bytes, + 0x100 for a write, + 0x200 for a stack access (#SS instead of #GP).
 */
const slow = define([I64, I32], [I32], (f, call) => {
  const [ea, argument] = [f.param(0), f.param(1)];
  const bytes = f.let(f.and(argument, f.k32(0xff)));
  const write = f.let(f.and(f.shru(argument, f.k32(8)), f.k32(1)));
  const stack = f.and(argument, f.k32(0x200));
  const leaveSpecial = () => {
    f.setState(State.EXIT, f.k32(Exit.SPECIAL));
    f.return(f.k32(0));
  };
  f.if(f.state(I32, State.SPECIAL), () => {
    f.return(f.call(I32, call.special, f.wrap(ea), f.wrap(f.shru(ea, f.k(32))), argument));
  });
  const last = f.add(ea, f.ext(f.sub(bytes, f.k32(1))));
  const upper = (v: Value) => f.shrs(v, f.k(47));
  const canonical = (v: Value) => f.cmp('leu', f.add(upper(v), f.k(1)), f.k(1));
  f.if(f.not(f.and(canonical(ea), canonical(last))), () => f.fault(f.select(stack, f.k32(12), f.k32(13)), f.k32(0)));

  const user = f.shl(f.cmp('eq', f.state(I32, State.CPL), f.k32(3)), f.k32(1));
  const access = f.let(f.or(f.or(write, user), f.k32(Access.CACHE)));
  const pageFault = (pa: Value, at: Value) => {
    f.setState(State.CR2, at);
    f.fault(f.k32(14), f.wrap(f.sub(f.k(-1), pa)));
  };
  // Reported once the access is sure to happen here.
  const report = (at: Value) =>
    f.if(f.global(Layout.LESSON_TLB), () => f.perform(call.touch, f.wrap(at), f.wrap(f.shru(at, f.k(32))), argument));
  const cr3 = f.state(I32, State.CR3);
  const pa = f.let(f.call(I64, call.walk, ea, cr3, access));
  f.if(f.cmp('lts', pa, f.k(0)), () => pageFault(pa, ea));
  const ram = f.ext(f.global(Layout.RAM_SIZE));

  // Over a page boundary: reads are put together here, writes need care.
  const room = f.let(f.sub(f.k32(4096), f.and(f.wrap(ea), f.k32(4095))));
  f.if(f.cmp('gtu', bytes, room), () => {
    const second = f.let(f.add(f.and(ea, f.k(-4096)), f.k(4096)));
    const pa2 = f.let(f.call(I64, call.walk, second, cr3, access));
    f.if(f.cmp('lts', pa2, f.k(0)), () => pageFault(pa2, second));
    const outside = f.or(f.cmp('geu', pa, ram), f.cmp('geu', pa2, ram));
    f.if(f.or(write, outside), leaveSpecial);
    report(ea);
    report(second);
    f.copy(f.k32(Layout.SCRATCH), f.add(f.wrap(pa), f.k32(Layout.RAM)), room);
    f.copy(f.add(f.k32(Layout.SCRATCH), room), f.add(f.wrap(pa2), f.k32(Layout.RAM)), f.sub(bytes, room));
    f.return(f.k32(Layout.SCRATCH));
  });
  f.if(f.cmp('geu', pa, ram), leaveSpecial);

  const host = f.let(f.add(f.wrap(pa), f.k32(Layout.RAM)));
  const slot = f.let(f.and(f.wrap(f.shru(ea, f.k(8))), f.k32(0xfff0)));
  const tag = f.or(f.and(ea, f.k(-4096)), f.state(I64, State.CONTEXT_TAG));
  const fill = (table: number) => {
    f.store(64, slot, table, tag);
    f.store(32, slot, table + 8, f.sub(host, f.wrap(ea)));
    f.return(host);
  };
  f.if(f.not(write), () => {
    report(ea);
    fill(Layout.TLB_READ);
  });

  const page = f.let(f.wrap(f.shru(pa, f.k(12))));
  const flagsAt = f.let(f.add(f.global(Layout.PAGE_FLAGS), page));
  const flags = f.let(f.load32(flagsAt, 0, 8));
  f.if(f.and(flags, f.k32(PageFlag.TABLE)), leaveSpecial);
  f.if(f.and(flags, f.k32(PageFlag.CODE)), () => {
    // Fine as long as no decoded byte is hit: data beside code must not cost an invalidation a store.
    const code = f.load32(f.add(f.global(Layout.PAGE_CODE), f.shl(page, f.k32(2))));
    const bitmap = f.let(f.add(code, f.k32(CodePage.BITMAP)));
    const offset = f.variable(f.and(f.wrap(pa), f.k32(4095)));
    const end = f.let(f.add(offset, bytes));
    f.loop((again) => {
      const byte = f.load32(f.add(bitmap, f.shru(offset, f.k32(3))), 0, 8);
      f.if(f.and(f.shru(byte, f.and(offset, f.k32(7))), f.k32(1)), leaveSpecial);
      f.assign(offset, f.add(offset, f.k32(1)));
      again(f.cmp('ltu', offset, end));
    });
    report(ea);
    f.return(host);
  });
  report(ea);
  f.store(8, flagsAt, 0, f.or(flags, f.k32(PageFlag.WRITTEN)));
  fill(Layout.TLB_WRITE);
  f.push(0x00);
});

const DEFINITIONS = { arith, mulHighU, mulHighS, divide, divideSigned, dropWrites, markTable, walk, slow } as const;

/** fetch(next): physical address of the code at RIP (next = 1: of the page after it), or -1 with the fault recorded, or -2 outside RAM. */
const fetch = define([I32], [I32], (f, call) => {
  const rip = f.state(I64, State.RIP);
  const va = f.let(f.select(f.param(0), f.add(f.and(rip, f.k(-4096)), f.k(4096)), rip));
  const fail = (vector: number, error: Value) => {
    f.setState(State.FAULT_VECTOR, f.k32(vector));
    f.setState(State.FAULT_ERROR, error);
    f.return(f.k32(-1));
  };
  f.if(f.not(f.cmp('leu', f.add(f.shrs(va, f.k(47)), f.k(1)), f.k(1))), () => fail(13, f.k32(0)));
  const user = f.shl(f.cmp('eq', f.state(I32, State.CPL), f.k32(3)), f.k32(1));
  const access = f.or(user, f.k32(Access.FETCH | Access.CACHE));
  const pa = f.let(f.call(I64, call.walk, va, f.state(I32, State.CR3), access));
  f.if(f.cmp('lts', pa, f.k(0)), () => {
    f.setState(State.CR2, va);
    fail(14, f.wrap(f.sub(f.k(-1), pa)));
  });
  f.if(f.cmp('geu', pa, f.ext(f.global(Layout.RAM_SIZE))), () => f.return(f.k32(-2)));
  f.return(f.wrap(pa));
});

/** translate(va, cr3, access): as walk, for JavaScript: numbers in and out; -1 - code on a fault, addresses up to 2^40. */
const translate = define([0x7c, I32, I32], [0x7c], (f, call) => {
  const va = f.let(f.convert('i64TruncF64', f.param(0)));
  f.return(f.convert('f64FromI64', f.call(I64, call.walk, va, f.param(1), f.param(2))));
});

/** translateWide(low, high, cr3, access): the same for any address. */
const translateWide = define([I32, I32, I32, I32], [0x7c], (f, call) => {
  const va = f.let(f.or(f.ext(f.param(0)), f.shl(f.ext(f.param(1)), f.k(32))));
  f.if(f.not(f.cmp('leu', f.add(f.shrs(va, f.k(47)), f.k(1)), f.k(1))), () => f.return(f.kf64(-1)));
  f.return(f.convert('f64FromI64', f.call(I64, call.walk, va, f.param(2), f.param(3))));
});

/** flagsOf(block): the arithmetic flags of a state block. */
const flagsOf = define([I32], [I32], (f, call) => {
  const at = f.param(0);
  const [a, r] = [f.load(64, at, State.FLAG_A), f.load(64, at, State.FLAG_R)];
  f.return(f.call(I32, call.arith, a, r, f.load32(at, State.FLAG_OP)));
});

export const EXPORTED = { fetch, translate, translateWide, flagsOf } as const;

const SPECIAL: FuncType = { params: [I32, I32, I32], results: [I32] };
const TOUCH: FuncType = { params: [I32, I32, I32], results: [] };

/** The imports, then the helpers, then the exported ones, in the order of their indices. */
export function buildHelpers(): {
  imports: { name: string; type: FuncType }[];
  functions: WasmFunction[];
  helpers: Helpers;
  exports: Record<keyof typeof EXPORTED | 'dropWrites', number>;
} {
  const imports = [
    { name: 'special', type: SPECIAL },
    { name: 'touch', type: TOUCH },
  ];
  const names = Object.keys(DEFINITIONS) as (keyof typeof DEFINITIONS)[];
  const helpers = { special: 0, touch: 1 } as Record<HelperName, number>;
  names.forEach((name, i) => {
    helpers[name] = imports.length + i;
  });
  const finish = (d: Definition): WasmFunction => {
    const f = new Helper(d.type.params);
    d.build(f, helpers);
    if (d.type.results.length > 0) f.push(0x00);
    return { type: d.type, locals: f.locals, body: f.body };
  };
  const exportNames = Object.keys(EXPORTED) as (keyof typeof EXPORTED)[];
  const functions = [...names.map((n) => finish(DEFINITIONS[n])), ...exportNames.map((n) => finish(EXPORTED[n]))];
  const exports = Object.fromEntries(exportNames.map((n, i) => [n, imports.length + names.length + i]));
  return {
    imports,
    functions,
    helpers,
    exports: {
      ...exports,
      ...Object.fromEntries(names.map((n) => [n, helpers[n]])),
    } as ReturnType<typeof buildHelpers>['exports'],
  };
}

/** The helpers that rows may call, as the functions of the hot tier import them: name and type, in the order of `helperImports`. */
export function helperImports(): { imports: { name: string; type: FuncType }[]; helpers: Helpers } {
  const names = Object.keys(DEFINITIONS) as (keyof typeof DEFINITIONS)[];
  const helpers = { special: -1, touch: -1 } as Record<HelperName, number>;
  const imports = names.map((name, i) => {
    helpers[name] = i;
    return { name, type: DEFINITIONS[name].type };
  });
  return { imports, helpers };
}
