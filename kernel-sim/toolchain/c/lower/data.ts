/** Objects in static storage: initialisers as bytes and relocations. */
import type { IrData } from '../../ir';
import { alignOf, sizeOf } from '../layout';
import { type ConstantValue, evaluate } from '../sema/constants';
import type { InitEntry, Variable } from '../tree';
import { CONST, isFloating, qualsOf, VOLATILE } from '../types';
import { type ModuleLowering, stringBytes } from './module';

/** The object of a variable that is defined here. */
export function lowerData(module: ModuleLowering, variable: Variable): IrData {
  const size = Math.max(sizeOf(variable.type), variable.initialiser?.size ?? 0);
  const quals = qualsOf(variable.type);
  const data: IrData = {
    name: variable.linkName,
    global: variable.global,
    // As GCC does: large objects are aligned to 16, unless the program says what it wants.
    align: Math.max(alignOf(variable.type), variable.align ?? (size >= 32 ? 16 : 1)),
    size,
    relocations: [],
    readonly: (quals & CONST) !== 0 && (quals & VOLATILE) === 0,
  };
  if (variable.threadLocal) {
    data.threadLocal = true;
    data.readonly = false;
  }
  if (variable.weak) data.weak = true;
  if (variable.section !== undefined) data.section = variable.section;
  const { initialiser } = variable;
  if (initialiser && (data.readonly || initialiser.entries.length > 0)) {
    const image = new Image(module, size);
    for (const entry of initialiser.entries) image.put(entry);
    // Label addresses are filled in by the function they belong to (unit.ts).
    if (image.labels) data.readonly = false;
    if (data.readonly || image.used) data.bytes = image.bytes;
    data.relocations = image.relocations();
  }
  return data;
}

class Image {
  readonly bytes: Uint8Array;
  private readonly view: DataView;
  private readonly pointers = new Map<number, IrData['relocations'][number]>();
  /** Something other than zero is in it. */
  used = false;
  /** Addresses of labels are among the values. */
  labels = false;

  constructor(
    private readonly module: ModuleLowering,
    size: number,
  ) {
    this.bytes = new Uint8Array(size);
    this.view = new DataView(this.bytes.buffer);
  }

  relocations(): IrData['relocations'] {
    return [...this.pointers.values()].sort((a, b) => a.offset - b.offset);
  }

  put(entry: InitEntry): void {
    const { value, type, offset } = entry;
    if (value.kind === 'string' && type.kind === 'array') {
      this.bytes.set(stringBytes(value).subarray(0, sizeOf(type)), offset);
      this.used = true;
      return;
    }
    const constant = evaluate(value);
    if (!constant) return;
    if (constant.kind === 'label') this.labels = true;
    this.used ||= constant.kind !== 'integer' || constant.value !== 0n;
    if (entry.bits) {
      this.putBits(constant, entry.bits);
      return;
    }
    this.putScalar(constant, entry);
  }

  private putBits(constant: ConstantValue, { position, width }: NonNullable<InitEntry['bits']>): void {
    if (constant.kind !== 'integer') return;
    for (let i = 0; i < width; i++) {
      const at = position + i;
      const mask = 1 << (at & 7);
      if ((constant.value >> BigInt(i)) & 1n) this.bytes[at >> 3] |= mask;
      else this.bytes[at >> 3] &= ~mask;
    }
  }

  private putScalar(constant: ConstantValue, { type, offset }: InitEntry): void {
    const size = sizeOf(type);
    for (let i = offset; i < offset + size; i++) this.pointers.delete(i);
    if (constant.kind === 'address') {
      const { of, offset: addend } = constant;
      const symbol =
        of.kind === 'function'
          ? this.module.functionSymbol(of)
          : of.kind === 'variable'
            ? this.module.variableSymbol(of)
            : this.module.stringSymbol(of);
      this.pointers.set(offset, { offset, symbol, addend, size: 8 });
    } else if (constant.kind === 'floating' && isFloating(type)) {
      if (size === 4) this.view.setFloat32(offset, constant.value, true);
      else if (size === 8) this.view.setFloat64(offset, constant.value, true);
    } else if (constant.kind === 'integer') {
      for (let i = 0; i < size; i++) {
        this.bytes[offset + i] = Number(BigInt.asUintN(8, constant.value >> BigInt(8 * i)));
      }
    }
  }
}
