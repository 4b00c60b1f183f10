/** What the functions of a translation unit share while they are lowered: string literals, and what is used of what. */
import type { IrData } from '../../ir';
import type { Reporter } from '../report';
import type { FunctionSymbol, StringLiteral, Variable } from '../tree';

export class ModuleLowering {
  readonly data: IrData[] = [];
  /** Functions and variables that something emitted refers to, in the order of their first mention. */
  readonly usedFunctions = new Set<FunctionSymbol>();
  readonly usedVariables = new Set<Variable>();
  private readonly strings = new Map<string, string>();
  private counter = 0;

  constructor(readonly report: Reporter) {}

  /** The symbol of a string literal; equal literals share one. */
  stringSymbol(literal: StringLiteral): string {
    const key = `${literal.unitSize}:${literal.units.join()}`;
    const known = this.strings.get(key);
    if (known !== undefined) return known;
    const name = `.Lstr${this.strings.size}`;
    this.strings.set(key, name);
    const bytes = stringBytes(literal);
    this.data.push({
      name,
      global: false,
      align: literal.unitSize,
      bytes,
      size: bytes.length,
      relocations: [],
      readonly: true,
    });
    return name;
  }

  functionSymbol(symbol: FunctionSymbol): string {
    this.usedFunctions.add(symbol);
    return symbol.linkName;
  }

  variableSymbol(variable: Variable): string {
    this.usedVariables.add(variable);
    return variable.linkName;
  }

  freshName(stem: string): string {
    return `${stem}${this.counter++}`;
  }
}

/** The literal's units, little-endian. */
export function stringBytes(literal: StringLiteral): Uint8Array {
  const { units, unitSize } = literal;
  const bytes = new Uint8Array(units.length * unitSize);
  units.forEach((unit, i) => {
    for (let k = 0; k < unitSize; k++) bytes[i * unitSize + k] = unit >>> (8 * k);
  });
  return bytes;
}
