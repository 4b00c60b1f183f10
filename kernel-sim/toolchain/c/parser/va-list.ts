/** va_list and what works on it (C11 7.16; System V AMD64 ABI 3.5.7). */
import { sizeOf } from '../layout';
import type { Token } from '../lexer/token';
import { decay, errorAt, builtinNode as node } from '../sema/conversions';
import type { Expression } from '../tree';
import { typeName as spellType } from '../type-names';
import {
  arrayOf,
  isError,
  isInteger,
  isPointer,
  isRecord,
  pointerTo,
  type RecordDeclaration,
  UINT,
  unqualified,
  VOID,
} from '../types';
import type { Parser } from './parser';
import { typeName } from './specifiers';

/** Address of the va_list, however it was declared or passed. */
function listArgument(p: Parser, at: Token): Expression | undefined {
  const e = decay(p.grammar.assignment(p));
  if (isError(e.type)) return undefined;
  if (isPointer(e.type) && isRecord(e.type.to) && e.type.to.declaration.tag === '__va_list_tag') return e;
  p.report.error('bad-va-list', at, { type: spellType(e.type) });
  return undefined;
}

/** "__builtin_va_start" "(" list "," last ")" */
export function vaStart(p: Parser, at: Token): Expression {
  const list = listArgument(p, at);
  if (p.accept(',')) p.grammar.assignment(p);
  if (!p.fn?.symbol.type.variadic) p.report.error('va-start-in-fixed', at);
  return list ? node('va-start', [list], VOID, at) : errorAt(at);
}

export function vaEnd(p: Parser, at: Token): Expression {
  const list = listArgument(p, at);
  return list ? { kind: 'cast', operand: list, implicit: true, type: VOID, at } : errorAt(at);
}

export function vaCopy(p: Parser, at: Token): Expression {
  const to = listArgument(p, at);
  p.expect(',');
  const from = listArgument(p, at);
  return to && from ? node('va-copy', [to, from], VOID, at) : errorAt(at);
}

/** "__builtin_va_arg" "(" list "," type-name ")" */
export function vaArg(p: Parser, at: Token): Expression {
  const list = listArgument(p, at);
  p.expect(',');
  const type = unqualified(typeName(p));
  if (isInteger(type) && sizeOf(type) < 4) {
    p.report.warn('va-arg-promoted', at, { type: spellType(type), promoted: 'int' });
  } else if (type.kind === 'float' && type.name === 'float') {
    p.report.warn('va-arg-promoted', at, { type: 'float', promoted: 'double' });
  }
  return list ? { kind: 'va-arg', list, type, at } : errorAt(at);
}

/** Declares what every translation unit knows: __builtin_va_list (System V AMD64 ABI 3.5.7, figure 3.34). */
export function declareBuiltinTypes(p: Parser): void {
  const pointer = pointerTo(VOID);
  const tag: RecordDeclaration = {
    union: false,
    tag: '__va_list_tag',
    id: p.fresh(),
    size: 24,
    align: 8,
    flexible: false,
    members: [
      { name: 'gp_offset', type: UINT, offset: 0 },
      { name: 'fp_offset', type: UINT, offset: 4 },
      { name: 'overflow_arg_area', type: pointer, offset: 8 },
      { name: 'reg_save_area', type: pointer, offset: 16 },
    ],
  };
  const list = arrayOf({ kind: 'record', declaration: tag, quals: 0 }, 1);
  p.scope.symbols.set('__builtin_va_list', { kind: 'typedef', name: '__builtin_va_list', at: p.token, type: list });
}
