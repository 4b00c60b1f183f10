/** Function calls (C11 6.5.2.2): count and types of the arguments, and printf formats. */

import { isComplete } from '../layout';
import type { Reporter } from '../report';
import { note } from '../report';
import type { At, Expression, FunctionSymbol } from '../tree';
import { typeName } from '../type-names';
import { type FunctionType, isError, isFunction, isPointer, isVoid, unqualified } from '../types';
import { convertAssigning, decay, errorAt, promoteArgument } from './conversions';
import { checkFormat, formatOf } from './format';

/** callee "(" args ")" */
export function buildCall(report: Reporter, calleeSide: Expression, args: Expression[], at: At): Expression {
  const callee = decay(calleeSide);
  if (isError(callee.type)) return errorAt(at);
  const type = isPointer(callee.type) && isFunction(callee.type.to) ? callee.type.to : undefined;
  if (!type) {
    report.error('call-of-non-function', calleeSide.at, { type: typeName(callee.type) });
    return errorAt(at);
  }
  const symbol = calleeSide.kind === 'function' ? calleeSide.symbol : undefined;
  const name = symbol?.name ?? calleeSide.at.text;
  if (!checkCount(report, type, args, name, symbol, at)) return errorAt(at);
  const converted = args.map((arg, i) => convertArgument(report, type, arg, i, name));
  if (converted.some((arg) => isError(arg.type))) return errorAt(at);
  const format = type.format ?? (symbol ? formatOf(symbol.name) : undefined);
  if (format && format.first > 0) checkFormat(report, format, converted);
  if (!isVoid(type.result) && !isComplete(type.result)) {
    report.error('incomplete-type', at, { type: typeName(type.result) });
    return errorAt(at);
  }
  return {
    kind: 'call',
    callee,
    functionType: type,
    args: converted,
    type: unqualified(type.result),
    at: calleeSide.at,
  };
}

function checkCount(
  report: Reporter,
  type: FunctionType,
  args: Expression[],
  name: string,
  symbol: FunctionSymbol | undefined,
  at: At,
): boolean {
  if (type.unprototyped) return true;
  const expected = type.params.length;
  const tooFew = args.length < expected;
  if (!tooFew && (args.length === expected || type.variadic)) return true;
  const notes = symbol && !symbol.builtin ? [note('note-declared-here', symbol.at, { name })] : undefined;
  const where = tooFew ? at : args[expected].at;
  report.error(
    tooFew ? 'too-few-arguments' : 'too-many-arguments',
    where,
    { name, expected, given: args.length },
    { notes },
  );
  return false;
}

function convertArgument(
  report: Reporter,
  type: FunctionType,
  arg: Expression,
  index: number,
  name: string,
): Expression {
  if (isVoid(arg.type)) {
    report.error('void-value', arg.at);
    return errorAt(arg.at);
  }
  const param = type.params[index];
  if (!param || type.unprototyped) return promoteArgument(arg);
  return convertAssigning(report, arg, param.type, 'argument', { index: index + 1, name });
}
