/** switch (C11 6.8.4.2): single values go to the IR's switch, wide GNU ranges become comparisons before it. */
import type { BlockId, Operand } from '../../ir';
import type { SwitchStatement } from '../tree';
import type { FunctionLowering } from './function';
import { irTypeOf, isSigned } from './ir-types';

/** A range of more values than this is compared instead of listed. */
const LISTED = 64n;

export function switchStatement(f: FunctionLowering, s: SwitchStatement): void {
  const { b } = f;
  const end = b.block();
  const type = irTypeOf(s.value.type);
  const value = b.register(type, f.value(s.value));
  const fallback = s.default ? b.block() : end;
  if (s.default) f.cases.set(s.default, fallback);
  const listed: { value: bigint; to: BlockId }[] = [];
  for (const each of s.cases) {
    const to = f.cases.get(each.target) ?? b.block();
    f.cases.set(each.target, to);
    if (each.high - each.low >= LISTED) compareRange(f, s, value, each.low, each.high, to);
    else for (let v = each.low; v <= each.high; v++) listed.push({ value: v, to });
  }
  if (listed.length === 0) b.jump(fallback);
  else b.end({ op: 'switch', type, value, cases: listed, default: fallback });
  f.jumps.push({ breakTo: end, stackDepth: f.savedStacks.length });
  f.rules.statement(f, s.body);
  f.jumps.pop();
  b.begin(end);
}

function compareRange(
  f: FunctionLowering,
  s: SwitchStatement,
  value: Operand,
  low: bigint,
  high: bigint,
  to: BlockId,
): void {
  const { b } = f;
  const type = irTypeOf(s.value.type);
  const signed = isSigned(s.value.type);
  const [above, next] = [b.block(), b.block()];
  b.branch(signed ? 'sge' : 'uge', type, value, { imm: BigInt.asIntN(64, low) }, above, next);
  b.begin(above);
  b.branch(signed ? 'sle' : 'ule', type, value, { imm: BigInt.asIntN(64, high) }, to, next);
  b.begin(next);
}
