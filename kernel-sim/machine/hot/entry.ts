/**
 * From the cold tier into the hot one: the row of records that stand where a region may be entered. Regions chain here, in WebAssembly:
 * when one leaves for an address where another begins, that one runs next, and only what no region holds goes back to the main loop.
 *
 * Such a record keeps OFFSET and LEFT; DISP is a copy of the record it replaced, IMM the function's place in the table and its entry.
 */
import type { RecordEmitter } from '../cold/backend';
import { CodePage, Exit, Layout, Record, State } from '../cpu/state';
import type { Value } from '../emit/function';
import { I32, I64, uleb } from '../wasm/module';

/** Instructions a function may run in one go: between two goes the engine can put in a better translation of it. */
const GRANT = 200_000;
/** A hop from region to region counts as so many cold instructions: where it happens often, the profiler should look. */
const HOP_COST = 2;
const JUMP = 1;

export function enterHot(e: RecordEmitter): void {
  const handler = e as RecordEmitter & { functionType: number };
  const global = (address: number) => e.load32(e.k32(0), address);
  const setGlobal = (address: number, v: Value) => e.store(32, e.k32(0), address, v);
  const copyOf = (record: Value) => e.load32(record, Record.DISP);
  const inBlock = (record: Value) => e.or(record, e.k32(1));

  // The block is paid for already; whoever runs it pays again.
  const cold = e.variable(e.add(e.budget(), e.load32(e.record, Record.LEFT, 16)));
  const record = e.variable(e.record);
  e.setBudget(cold);
  e.if(global(Layout.HOT_OFF), () => e.return(inBlock(copyOf(record))));
  e.loop((again) => {
    const reserve = e.let(global(Layout.RESERVE));
    const grant = e.let(e.select(e.cmp('ltu', reserve, e.k32(GRANT)), reserve, e.k32(GRANT)));
    e.setBudget(e.add(cold, grant));
    setGlobal(Layout.RESERVE, e.sub(reserve, grant));
    const fn = e.load32(record, Record.IMM);
    const entry = e.load32(record, Record.IMM + 4);
    const outcome = e.let(e.raw(I32, entry.code, fn.code, 0x11, uleb(handler.functionType), 0));
    // A helper may have noted a fault that the cold tier will find again.
    e.setState(State.EXIT, e.k32(Exit.BUDGET));
    // The cold tier's share is as large as before, less what the whole has not any more.
    const left = e.let(e.add(e.budget(), global(Layout.RESERVE)));
    setGlobal(Layout.HOP, outcome);
    e.assign(cold, e.sub(cold, e.k32(HOP_COST)));
    e.assign(cold, e.select(e.cmp('lts', cold, e.k32(0)), e.k32(0), cold));
    e.assign(cold, e.select(e.cmp('ltu', left, cold), left, cold));
    e.setBudget(cold);
    setGlobal(Layout.RESERVE, e.sub(left, cold));

    const va = e.let(e.state(I64, State.NEXT_VA));
    const page = e.let(e.and(va, e.k(-4096)));
    const slot = e.let(e.and(e.wrap(e.shru(va, e.k(8))), e.k32(0xfff0)));
    const wanted = e.or(page, e.state(I64, State.CONTEXT_TAG));
    e.if(e.cmp('ne', e.load(64, slot, Layout.TLB_CODE), wanted), () => e.return(e.k32(JUMP)));
    const at = e.shl(e.and(e.wrap(va), e.k32(4095)), e.k32(2));
    e.assign(record, e.load32(e.add(e.load32(slot, Layout.TLB_CODE + 8), at), CodePage.MAP));
    e.if(e.not(record), () => e.return(e.k32(JUMP)));
    e.setState(State.PAGE_BASE, page);
    const isHot = e.cmp('eq', e.load32(record, Record.OP, 16), e.load32(e.record, Record.OP, 16));
    e.if(e.not(isHot), () => e.return(inBlock(record)));
    e.if(e.or(e.and(outcome, e.k32(1)), e.not(cold)), () => e.return(inBlock(copyOf(record))));
    again();
  });
  e.push(0x00);
}
