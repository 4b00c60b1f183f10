/** Copies input sections into the image and applies their relocations (x86-64 psABI 4.4). */

import type { Diagnostic } from '../diagnostics';
import { R_X86_64, SHF, SHN, SHT, STT } from '../elf/constants';
import { objectLine } from '../elf/debug-reader';
import type { InputObject, InputSection } from './input';
import type { Layout } from './layout';

const NAMES = new Map<number, string>(Object.entries(R_X86_64).map(([name, value]) => [value, `R_X86_64_${name}`]));

export class Relocator {
  private readonly view: DataView;

  constructor(
    private readonly image: Uint8Array,
    private readonly layout: Layout,
    private readonly diagnostics: Diagnostic[],
  ) {
    this.view = new DataView(image.buffer, image.byteOffset, image.byteLength);
  }

  run(): void {
    for (const output of this.layout.sections) {
      for (const input of output.inputs) {
        const at = output.fileOffset + input.offset;
        if (input.header.type !== SHT.NOBITS) this.image.set(input.object.elf.data(input.header), at);
        else if (output.type !== SHT.NOBITS) this.image.fill(0, at, at + input.header.size);
        if (input.rela !== undefined) this.relocations(input, at, output.address + input.offset);
      }
    }
  }

  private relocations(input: InputSection, fileOffset: number, address: number): void {
    const { object } = input;
    object.elf.eachRelocation(input.rela!, (offset, type, symbol, addend) => {
      const width = type === R_X86_64[64] || type === R_X86_64.PC64 || type === R_X86_64.TPOFF64 ? 8 : 4;
      if (offset < 0 || offset + (type === R_X86_64[8] ? 1 : type === R_X86_64[16] ? 2 : width) > input.header.size)
        return;
      const value = symbolAddress(object, symbol);
      this.apply(input, offset, type, fileOffset + offset, address + offset, value, addend, symbol);
    });
  }

  private apply(
    input: InputSection,
    offset: number,
    type: number,
    at: number,
    place: number,
    symbol: number,
    addend: number,
    index: number,
  ): void {
    const { view } = this;
    const absolute = symbol + addend;
    switch (type) {
      case R_X86_64.NONE:
        return;
      case R_X86_64[64]:
        view.setUint32(at, absolute >>> 0, true);
        view.setUint32(at + 4, Math.floor(absolute / 0x100000000) >>> 0, true);
        return;
      case R_X86_64.PC32:
      case R_X86_64.PLT32: {
        const value = absolute - place;
        if (value < -0x80000000 || value > 0x7fffffff) {
          this.overflow(input, offset, type, index);
          return;
        }
        view.setInt32(at, value, true);
        return;
      }
      case R_X86_64[32]:
        if (absolute < 0 || absolute > 0xffffffff) {
          this.overflow(input, offset, type, index);
          return;
        }
        view.setUint32(at, absolute, true);
        return;
      case R_X86_64['32S']:
        if (absolute < -0x80000000 || absolute > 0x7fffffff) {
          this.overflow(input, offset, type, index);
          return;
        }
        view.setInt32(at, absolute, true);
        return;
      case R_X86_64[16]:
        if (absolute < -0x8000 || absolute > 0xffff) {
          this.overflow(input, offset, type, index);
          return;
        }
        view.setUint16(at, absolute & 0xffff, true);
        return;
      case R_X86_64[8]:
        if (absolute < -0x80 || absolute > 0xff) {
          this.overflow(input, offset, type, index);
          return;
        }
        view.setUint8(at, absolute & 0xff);
        return;
      case R_X86_64.PC64:
        view.setBigInt64(at, BigInt(absolute - place), true);
        return;
      case R_X86_64.GOTPCREL:
      case R_X86_64.GOTPCRELX:
      case R_X86_64.REX_GOTPCRELX:
        this.relaxGot(input, offset, type, at, absolute - place, index);
        return;
      case R_X86_64.TPOFF32:
      case R_X86_64.TPOFF64: {
        const { tls } = this.layout;
        if (tls === undefined) {
          this.overflow(input, offset, type, index);
          return;
        }
        const end = tls.address + Math.ceil(tls.memorySize / tls.align) * tls.align;
        if (type === R_X86_64.TPOFF32) view.setInt32(at, absolute - end, true);
        else view.setBigInt64(at, BigInt(absolute - end), true);
        return;
      }
      default:
        this.report('link-unsupported-relocation', input, offset, type, index);
    }
  }

  /** Everything is static: a load from the GOT becomes the address itself (psABI B.2). */
  private relaxGot(
    input: InputSection,
    offset: number,
    type: number,
    at: number,
    relative: number,
    index: number,
  ): void {
    const opcode = this.image[at - 2];
    if (opcode === 0x8b) this.image[at - 2] = 0x8d;
    else if (opcode === 0xff && this.image[at - 1] === 0x15) {
      this.image[at - 2] = 0x67;
      this.image[at - 1] = 0xe8;
    } else if (opcode === 0xff && this.image[at - 1] === 0x25) {
      this.image[at - 2] = 0xe9;
      this.view.setInt32(at - 1, relative + 1, true);
      this.image[at + 3] = 0x90;
      return;
    } else {
      this.report('link-unsupported-relocation', input, offset, type, index);
      return;
    }
    this.view.setInt32(at, relative, true);
  }

  private overflow(input: InputSection, offset: number, type: number, index: number): void {
    this.report('link-relocation-overflow', input, offset, type, index);
  }

  private report(code: string, input: InputSection, offset: number, type: number, index: number): void {
    if ((input.header.flags & SHF.ALLOC) === 0) return;
    const { object } = input;
    const line = objectLine(object.elf, input.header.index, offset);
    this.diagnostics.push({
      severity: 'error',
      code,
      params: { type: NAMES.get(type) ?? String(type), name: symbolLabel(object, index) },
      at: { file: line?.file ?? object.source, line: line?.line ?? 1, column: 1 },
    });
  }
}

function symbolLabel(object: InputObject, index: number): string {
  if (object.elf.symbolType(index) !== STT.SECTION) return object.elf.symbolName(index);
  return object.sections[object.elf.symbolSection(index)]?.name ?? '?';
}

/** The final address of a symbol of an object. */
export function symbolAddress(object: InputObject, index: number): number {
  const global = object.globals[index];
  if (global !== undefined) {
    if (global.object !== undefined) return localAddress(global.object, global.index);
    return global.address ?? 0;
  }
  return localAddress(object, index);
}

/** The address of a symbol that this object defines. */
export function localAddress(object: InputObject, index: number): number {
  const { elf } = object;
  const section = elf.symbolSection(index);
  if (section === SHN.ABS || section === SHN.UNDEF) return Number(BigInt.asIntN(64, elf.symbolBigValue(index)));
  const input = object.sections[section];
  if (input?.output === undefined) return elf.symbolValue(index);
  return input.output.address + input.offset + elf.symbolValue(index);
}
