/** Compatible and composite types (C11 6.2.7). */
import type { CType, FunctionType } from '../types';
import { ERROR, integerOf, isError, isInteger, UINT, unqualified } from '../types';

/** Whether two types are compatible, top-level qualifiers included. */
export function compatible(a: CType, b: CType): boolean {
  if (a === b || isError(a) || isError(b)) return true;
  if (a.quals !== b.quals && a.kind !== 'array') return false;
  return compatibleIgnoringQuals(a, b);
}

/** The same, but qualifiers of the outermost type do not count. */
export function compatibleIgnoringQuals(a: CType, b: CType): boolean {
  if (a === b || isError(a) || isError(b)) return true;
  if (a.kind === 'enum' || b.kind === 'enum') return enumCompatible(a, b);
  switch (a.kind) {
    case 'void':
      return b.kind === 'void';
    case 'int':
    case 'float':
      return b.kind === a.kind && b.name === a.name;
    case 'pointer':
      return b.kind === 'pointer' && compatible(a.to, b.to);
    case 'array':
      return (
        b.kind === 'array' &&
        (a.length === undefined || b.length === undefined || a.length === b.length) &&
        compatible(a.of, b.of)
      );
    case 'function':
      return b.kind === 'function' && functionsCompatible(a, b);
    case 'record':
      return b.kind === 'record' && a.declaration === b.declaration;
    default:
      return false;
  }
}

function enumCompatible(a: CType, b: CType): boolean {
  if (a.kind === 'enum' && b.kind === 'enum') return a.declaration === b.declaration;
  return isInteger(a) && isInteger(b) && integerOf(a).name === integerOf(b).name;
}

function functionsCompatible(a: FunctionType, b: FunctionType): boolean {
  if (!compatibleIgnoringQuals(a.result, b.result)) return false;
  if (a.unprototyped || b.unprototyped) return true;
  return (
    a.variadic === b.variadic &&
    a.params.length === b.params.length &&
    a.params.every((param, i) => compatibleIgnoringQuals(param.type, b.params[i].type))
  );
}

/** What both declarations together say: the length of an array, the parameters of a function. */
export function composite(a: CType, b: CType): CType {
  if (a.kind === 'array' && b.kind === 'array') {
    return { ...(a.length === undefined && a.vla === undefined ? b : a), of: composite(a.of, b.of) };
  }
  if (a.kind === 'function' && b.kind === 'function') return compositeFunction(a, b);
  if (a.kind === 'pointer' && b.kind === 'pointer') return { ...a, to: composite(a.to, b.to) };
  return a;
}

function compositeFunction(a: FunctionType, b: FunctionType): FunctionType {
  const [typed, other] = a.unprototyped ? [b, a] : [a, b];
  const params = other.unprototyped
    ? typed.params
    : typed.params.map((param, i) => ({
        name: param.name ?? other.params[i].name,
        type: composite(param.type, other.params[i].type),
      }));
  return {
    ...typed,
    result: composite(a.result, b.result),
    params,
    noreturn: a.noreturn || b.noreturn,
    format: a.format ?? b.format,
  };
}

/** The type as __builtin_types_compatible_p and _Generic compare it. */
export function bare(type: CType): CType {
  if (type.kind === 'array') return { ...type, of: unqualified(type.of) };
  return type.kind === 'error' ? ERROR : unqualified(type);
}

/** GCC gives an incomplete enum the type unsigned int. */
export const INCOMPLETE_ENUM = UINT;
