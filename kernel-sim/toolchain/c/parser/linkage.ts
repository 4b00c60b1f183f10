import type { Token } from '../lexer/token';
import { note } from '../report';
import type { Entity, Statement, Variable } from '../tree';
import type { CType } from '../types';
import type { Parser } from './parser';
import type { Attributes } from './shapes';
import { modeType } from './specifiers';

/** The lengths of VLAs just declared, as statements. */
export function takeLengths(p: Parser): Statement[] {
  const lengths = p.pendingLengths;
  p.pendingLengths = [];
  return lengths.map(({ variable, length, at }) => ({ kind: 'vla-length', at, variable, length }));
}

export function withMode(type: CType, attributes: Attributes): CType {
  return attributes.modeSize && type.kind === 'int' ? modeType(type, attributes.modeSize) : type;
}

/** redefinition of a name as something else */
export function redefined(p: Parser, name: Token, before: Entity): void {
  p.report.error(
    'redefinition',
    name,
    { name: name.text },
    { notes: [note('note-previous', before.at, { name: name.text })] },
  );
}

/** The symbol of file scope that the name has already, if its kind agrees. */
export function previousLinked(p: Parser, name: Token): Entity | undefined {
  const here = p.scope.symbols.get(name.text);
  if (here) return here;
  // A block-scope `extern` refers to what is visible with linkage.
  if (p.fn === undefined && p.scope.parent === undefined) return undefined;
  const outer = p.scope.find(name.text);
  if (outer?.kind === 'function') return outer;
  return outer?.kind === 'variable' && outer.storage !== 'auto' && outer.linkName === outer.name ? outer : undefined;
}

export function makeVariable(name: string, type: CType, at: Token): Variable {
  return {
    kind: 'variable',
    name,
    linkName: name,
    type,
    at,
    storage: 'auto',
    global: false,
    addressTaken: false,
    read: false,
    written: false,
    parameter: false,
    definition: 'none',
  };
}
