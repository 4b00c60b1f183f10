/** printf and scanf formats against their arguments (C11 7.21.6; GCC's -Wformat). */
import { sizeOf } from '../layout';
import type { Reporter } from '../report';
import type { Expression } from '../tree';
import { typeName } from '../type-names';
import { type CType, type FunctionType, isCharacter, isFloating, isInteger, isPointer } from '../types';

type Format = NonNullable<FunctionType['format']>;

const KNOWN: Readonly<Record<string, Format>> = {
  printf: { style: 'printf', format: 1, first: 2 },
  fprintf: { style: 'printf', format: 2, first: 3 },
  dprintf: { style: 'printf', format: 2, first: 3 },
  sprintf: { style: 'printf', format: 2, first: 3 },
  snprintf: { style: 'printf', format: 3, first: 4 },
  printk: { style: 'printf', format: 1, first: 2 },
  scanf: { style: 'scanf', format: 1, first: 2 },
  fscanf: { style: 'scanf', format: 2, first: 3 },
  sscanf: { style: 'scanf', format: 2, first: 3 },
};

/** The format of a library function that was declared without the attribute. */
export function formatOf(name: string): Format | undefined {
  return Object.hasOwn(KNOWN, name) ? KNOWN[name] : undefined;
}

interface Directive {
  text: string;
  /** `*` in width and precision: that many int arguments before. */
  stars: number;
  suppressed: boolean;
  length: string;
  conversion: string;
}

const DIRECTIVE =
  /%(?<flags>[-+ #0'I]*)(?<width>\*|\d+)?(?:\.(?<precision>\*|-?\d*))?(?<length>hh|h|ll|l|q|L|j|z|Z|t)?(?<conversion>\[\^?\]?[^\]]*\]|.|$)/gs;

function directives(text: string, scanf: boolean): Directive[] {
  const list: Directive[] = [];
  const pattern = scanf
    ? /%(?<star>\*)?(?<width>\d+)?(?<length>hh|h|ll|l|q|L|j|z|Z|t|m)?(?<conversion>\[\^?\]?[^\]]*\]|.|$)/gs
    : DIRECTIVE;
  for (const match of text.matchAll(pattern)) {
    const groups = match.groups ?? {};
    if (groups.conversion === '%') continue;
    const stars = (groups.width === '*' ? 1 : 0) + (groups.precision === '*' ? 1 : 0);
    list.push({
      text: match[0],
      stars,
      suppressed: groups.star === '*',
      length: groups.length ?? '',
      conversion: groups.conversion[0] ?? '',
    });
  }
  return list;
}

/** Size of the integer that a length modifier names. */
const INT_SIZE: Readonly<Record<string, number>> = { hh: 1, h: 2, '': 4, l: 8, ll: 8, q: 8, j: 8, z: 8, Z: 8, t: 8 };
const INT_NAME: Readonly<Record<string, string>> = {
  hh: 'char',
  h: 'short',
  '': 'int',
  l: 'long',
  ll: 'long long',
  q: 'long long',
  j: 'intmax_t',
  z: 'size_t',
  Z: 'size_t',
  t: 'ptrdiff_t',
};

/** Compares the format string, if it is a literal, with what is passed. */
export function checkFormat(report: Reporter, format: Format, args: readonly Expression[]): void {
  let formatArg: Expression | undefined = args[format.format - 1];
  while (formatArg?.kind === 'cast') formatArg = formatArg.operand;
  const literal = formatArg?.kind === 'address-of' ? formatArg.operand : undefined;
  if (literal?.kind !== 'string' || literal.unitSize !== 1) return;
  const text = literal.units
    .slice(0, -1)
    .map((unit) => String.fromCharCode(unit))
    .join('');
  let next = format.first - 1;
  for (const directive of directives(text, format.style === 'scanf')) {
    next += directive.stars;
    if (directive.suppressed || directive.conversion === 'm') continue;
    const known = format.style === 'scanf' ? /[diouxXeEfFgGaAcspn[]/ : /[diouxXeEfFgGaAcspnCS]/;
    if (!known.test(directive.conversion)) {
      report.warn('format-unknown', literal.at, { directive: directive.text });
      return;
    }
    const arg = args[next++];
    if (!arg) {
      report.warn('format-too-few', literal.at, { directive: directive.text });
      return;
    }
    const expected = format.style === 'scanf' ? scanfMismatch(directive, arg.type) : printfMismatch(directive, arg);
    if (expected) {
      report.warn('format-mismatch', arg.at, { directive: directive.text, expected, given: typeName(arg.type) });
    }
  }
  if (next < args.length) report.warn('format-too-many', args[next].at);
}

/** What printf wants there, if the argument is something else. */
function printfMismatch({ conversion, length }: Directive, arg: Expression): string | undefined {
  const { type } = arg;
  if ('diouxXc'.includes(conversion)) {
    const size = conversion === 'c' ? 4 : Math.max(4, INT_SIZE[length] ?? 4);
    const unsigned = 'ouxX'.includes(conversion) ? 'unsigned ' : '';
    return isInteger(type) && sizeOf(type) === size
      ? undefined
      : `${unsigned}${INT_NAME[conversion === 'c' ? '' : length] ?? 'int'}`;
  }
  if ('eEfFgGaA'.includes(conversion)) {
    const wanted = length === 'L' ? 'long double' : 'double';
    return isFloating(type) && type.name === wanted ? undefined : wanted;
  }
  if (conversion === 's') {
    if (length === 'l') return isPointer(type) ? undefined : 'wchar_t *';
    return isPointer(type) && (isCharacter(type.to) || type.to.kind === 'void') ? undefined : 'char *';
  }
  if (conversion === 'p') return isPointer(type) ? undefined : 'void *';
  if (conversion === 'n') return isPointer(type) ? undefined : 'int *';
  return undefined;
}

/** What scanf wants to store through, if the argument is something else. */
function scanfMismatch({ conversion, length }: Directive, type: CType): string | undefined {
  if (!isPointer(type)) return `${scanfTarget(conversion, length)} *`;
  const { to } = type;
  if ('dioux'.includes(conversion.toLowerCase())) {
    return isInteger(to) && sizeOf(to) === (INT_SIZE[length] ?? 4) ? undefined : `${INT_NAME[length] ?? 'int'} *`;
  }
  if ('efga'.includes(conversion.toLowerCase())) {
    const wanted = length === 'l' ? 'double' : length === 'L' ? 'long double' : 'float';
    return isFloating(to) && to.name === wanted ? undefined : `${wanted} *`;
  }
  if ('sc['.includes(conversion)) return isCharacter(to) || to.kind === 'void' || length !== '' ? undefined : 'char *';
  return undefined;
}

function scanfTarget(conversion: string, length: string): string {
  if ('efgaEFGA'.includes(conversion)) return length === 'l' ? 'double' : 'float';
  return 'sc['.includes(conversion) ? 'char' : (INT_NAME[length] ?? 'int');
}
