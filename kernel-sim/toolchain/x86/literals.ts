/** Constants that instructions read from memory: floating-point values and sign masks, shared within one object (.rodata). */
import type { ObjectBuilder } from '../asm/builder';
import type { AsmSymbol } from '../asm/section';

export class LiteralPool {
  private readonly known = new Map<string, AsmSymbol>();

  constructor(private readonly builder: ObjectBuilder) {}

  /** Address of constant bytes, aligned to their length. */
  bytes(bytes: Uint8Array): AsmSymbol {
    const key = bytes.join();
    let symbol = this.known.get(key);
    if (symbol === undefined) {
      const section = this.builder.section('.rodata');
      section.alignTo(bytes.length, 0);
      symbol = this.builder.label();
      symbol.place = section.here();
      section.bytes.raw(bytes);
      this.known.set(key, symbol);
    }
    return symbol;
  }

  float(value: number, type: 'f32' | 'f64'): AsmSymbol {
    const bytes = new Uint8Array(type === 'f32' ? 4 : 8);
    const view = new DataView(bytes.buffer);
    if (type === 'f32') view.setFloat32(0, value, true);
    else view.setFloat64(0, value, true);
    return this.bytes(bytes);
  }

  /** 16 bytes with only the sign bit of the lowest element set. */
  signMask(type: 'f32' | 'f64'): AsmSymbol {
    const bytes = new Uint8Array(16);
    bytes[type === 'f32' ? 3 : 7] = 0x80;
    return this.bytes(bytes);
  }
}
