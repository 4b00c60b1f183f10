/** Types spelled as C spells them, for messages: `char *[4]`, `int (*)(const char *)`. */
import { ATOMIC, CONST, type CType, RESTRICT, VOLATILE } from './types';

const QUALIFIERS: readonly (readonly [bit: number, word: string])[] = [
  [CONST, 'const'],
  [VOLATILE, 'volatile'],
  [RESTRICT, 'restrict'],
  [ATOMIC, '_Atomic'],
];

function words(quals: number): string {
  return QUALIFIERS.filter(([bit]) => quals & bit)
    .map(([, word]) => `${word} `)
    .join('');
}

/** The type's name in C. */
export function typeName(type: CType): string {
  return spell(type, '').trim().replace(/ +/g, ' ');
}

function spell(type: CType, inner: string): string {
  switch (type.kind) {
    case 'pointer': {
      const star = `*${words(type.quals).trimEnd()}${inner}`;
      const wraps = type.to.kind === 'array' || type.to.kind === 'function';
      return spell(type.to, wraps ? `(${star})` : star);
    }
    case 'array':
      return spell(type.of, `${inner}[${type.length ?? (type.vla ? '*' : '')}]`);
    case 'function': {
      const params = type.params.map((param) => typeName(param.type));
      if (type.variadic) params.push('...');
      if (params.length === 0 && !type.unprototyped) params.push('void');
      return spell(type.result, `${inner}(${params.join(', ')})`);
    }
    default:
      return `${words(type.quals)}${baseName(type)}${inner === '' ? '' : ` ${inner}`}`;
  }
}

function baseName(type: CType): string {
  switch (type.kind) {
    case 'int':
    case 'float':
      return type.name;
    case 'record':
      return `${type.declaration.union ? 'union' : 'struct'} ${type.declaration.tag ?? '<anonymous>'}`;
    case 'enum':
      return `enum ${type.declaration.tag ?? '<anonymous>'}`;
    case 'void':
      return 'void';
    default:
      return '<error>';
  }
}
