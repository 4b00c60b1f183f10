/**
 * Assembles the cold tier: one loop with a `br_table` over the hottest rows, every other row a function behind its default case.
 * (One function with all rows would be 1.5 to 2.5 times slower: V8 allocates registers badly in huge functions.)
 *
 * run(record, budget) returns the budget left. It is entered at the START record, whose row jumps to State.RIP.
 */
import { Record, State } from '../cpu/state';
import type { Row } from '../rows/types';
import { encodeModule, type FuncType, I32, I64, typeIndexOf, uleb, type WasmFunction } from '../wasm/module';
import { FunctionHandler, LoopHandlers, Outcome } from './backend';
import { buildHelpers } from './helpers';

const HANDLER: FuncType = { params: [I32], results: [I32] };
const RUN: FuncType = { params: [I32, I32], results: [I32] };

/** `rows` are numbered as records name them; the first `hot` become cases of the loop. */
export function buildColdTier(rows: readonly Row[], hot: number): Uint8Array<ArrayBuffer> {
  const { imports, functions, helpers, exports } = buildHelpers();
  const allTypes = [...imports.map((i) => i.type), ...functions.map((f) => f.type), HANDLER];
  const handlerType = typeIndexOf(allTypes, HANDLER);
  const handlers = rows.slice(hot).map((row) => {
    const e = new FunctionHandler(helpers, handlerType);
    e.begin(row);
    row.emit(e);
    if (!row.control) e.next();
    e.push(0x00);
    return e;
  });
  const cold = handlers.map((e): WasmFunction => ({ type: HANDLER, locals: e.locals, body: e.body }));
  const firstCold = imports.length + functions.length;
  const run = buildLoop(rows.slice(0, hot), handlers, new LoopHandlers(helpers), handlerType);
  return encodeModule({
    memoryPages: 1,
    imports,
    functions: [...functions, ...cold, run],
    table: cold.map((_, i) => firstCold + i),
    exports: { ...exports, run: firstCold + cold.length },
    exportTable: true,
  });
}

function buildLoop(
  hotRows: readonly Row[],
  cold: readonly FunctionHandler[],
  e: LoopHandlers,
  handlerType: number,
): WasmFunction {
  const n = hotRows.length;
  const open = () => e.push(0x02, 0x40);
  const close = () => e.push(0x0b);
  e.reloadFlags();
  e.setState(State.EXIT, e.k32(0));
  open(); // leaveAt: rip is in `va`
  open(); // leave: at the beginning of `record`
  e.push(0x03, 0x40); // dispatch
  open(); // lookup: find the record of `va`
  // A case for each hot row, one for functions that leave flags and budget alone, one for the others.
  for (let i = 0; i <= n + 1; i++) open();
  const targets = [...hotRows.map((_, i) => i), ...cold.map((f) => (f.needsLoopState ? n + 1 : n))];
  const [last] = targets.splice(-1);
  e.push(e.load32(e.record, Record.OP, 16).code, 0x0e, uleb(targets.length), targets.map(uleb), uleb(last));
  const labels = (inner: number) => ({ lookup: inner, dispatch: inner + 1, leave: inner + 2, leaveAt: inner + 3 });
  hotRows.forEach((row, i) => {
    close();
    e.labels = labels(n + 1 - i);
    e.begin(row);
    row.emit(e);
    if (!row.control) e.next();
  });
  close();
  e.labels = labels(1);
  callHandler(e, n, handlerType, false);
  close();
  e.labels = labels(0);
  callHandler(e, n, handlerType, true);
  close(); // lookup
  e.labels = { lookup: -1, dispatch: 0, leave: 1, leaveAt: 2 };
  e.lookup();
  close(); // loop
  close(); // leave
  e.assign(e.va, e.add(e.state(I64, State.PAGE_BASE), e.ext(e.load32(e.record, Record.OFFSET, 16))));
  e.setBudget(e.add(e.budget(), e.load32(e.record, Record.LEFT, 16)));
  close(); // leaveAt
  e.setState(State.RIP, e.va);
  e.setState(State.RECORD, e.record);
  e.spillFlags();
  e.return(e.budget());
  return { type: RUN, locals: e.locals, body: [...e.body, 0x00] };
}

/** A row that is a function. With `loopState`, flags and budget travel through memory. */
function callHandler(e: LoopHandlers, hot: number, handlerType: number, loopState: boolean): void {
  e.forgetLocals();
  if (loopState) {
    e.spillFlags();
    e.setState(State.BUDGET, e.budget());
  }
  const index = e.sub(e.load32(e.record, Record.OP, 16), e.k32(hot));
  const outcome = e.let(e.raw(I32, e.record.code, index.code, 0x11, uleb(handlerType), 0));
  if (loopState) e.reloadFlags();
  e.if(e.and(outcome, e.k32(1)), () => {
    if (loopState) e.setBudget(e.state(I32, State.BUDGET));
    e.if(e.cmp('gtu', outcome, e.k32(Outcome.LEAVE_AT)), () => e.enter(e.and(outcome, e.k32(-2))));
    e.assign(e.va, e.state(I64, State.NEXT_VA));
    e.if(
      e.cmp('eq', outcome, e.k32(Outcome.JUMP)),
      () => e.jumpVa(e.va),
      () => e.leaveAt(e.va),
    );
  });
  e.if(e.not(outcome), () => e.leave());
  e.assign(e.recordVar, outcome);
  e.push(0x0c, e.labels.dispatch);
}
