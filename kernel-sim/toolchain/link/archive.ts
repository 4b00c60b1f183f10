/**
 * Unix `ar` archives with a System V symbol index (the member "/"), as GNU ar writes and reads them. Reading touches the
 * index only; members are cut out when they are pulled.
 */
import { ByteBuffer } from '../elf/bytes';
import { SHN, STB } from '../elf/constants';
import { ElfFile } from '../elf/reader';

const MAGIC = '!<arch>\n';
const HEADER = 60;

function writeHeader(out: ByteBuffer, name: string, size: number): void {
  const fields =
    name.padEnd(16) + '0'.padEnd(12) + '0'.padEnd(6) + '0'.padEnd(6) + '644'.padEnd(8) + String(size).padEnd(10);
  for (let i = 0; i < fields.length; i++) out.u8(fields.charCodeAt(i));
  out.u8(0x60);
  out.u8(0x0a);
}

/** Names that an object defines for others. */
function definedNames(object: Uint8Array): string[] {
  const elf = ElfFile.open(object);
  if (elf === undefined) return [];
  const names: string[] = [];
  for (let i = elf.firstGlobal; i < elf.symbolCount; i++) {
    const binding = elf.symbolBinding(i);
    if (elf.symbolSection(i) !== SHN.UNDEF && (binding === STB.GLOBAL || binding === STB.WEAK))
      names.push(elf.symbolName(i));
  }
  return names;
}

/** Makes an archive; member names of 16 characters and more go into the "//" table. */
export function writeArchive(members: readonly { name: string; object: Uint8Array }[]): Uint8Array {
  const longNames = new ByteBuffer();
  const names = members.map(({ name }) => {
    if (name.length < 16) return `${name}/`;
    const at = longNames.length;
    longNames.cstring(`${name}/`);
    longNames.setU8(longNames.length - 1, 0x0a);
    return `/${at}`;
  });
  const symbols = members.map((m) => definedNames(m.object));
  const count = symbols.reduce((n, list) => n + list.length, 0);
  const strings = new ByteBuffer();
  for (const list of symbols) for (const name of list) strings.cstring(name);
  const even = (n: number) => n + (n % 2);
  let offset = 8 + HEADER + even(4 + count * 4 + strings.length);
  if (longNames.length > 0) offset += HEADER + even(longNames.length);
  const offsets = members.map((m) => {
    const at = offset;
    offset += HEADER + even(m.object.length);
    return at;
  });
  const out = new ByteBuffer(offset);
  for (let i = 0; i < MAGIC.length; i++) out.u8(MAGIC.charCodeAt(i));
  writeHeader(out, '/', 4 + count * 4 + strings.length);
  const big = (n: number) => {
    for (let shift = 24; shift >= 0; shift -= 8) out.u8((n >>> shift) & 0xff);
  };
  big(count);
  symbols.forEach((list, i) => {
    for (const _ of list) big(offsets[i]);
  });
  out.raw(strings.bytes());
  out.align(2, 0x0a);
  if (longNames.length > 0) {
    writeHeader(out, '//', longNames.length);
    out.raw(longNames.bytes());
    out.align(2, 0x0a);
  }
  members.forEach((m, i) => {
    writeHeader(out, names[i], m.object.length);
    out.raw(m.object);
    out.align(2, 0x0a);
  });
  return out.take();
}

export class Archive {
  /** Symbol → offset of the member's header. */
  private readonly index = new Map<string, number>();
  private longNames = 0;

  private constructor(private readonly bytes: Uint8Array) {}

  /** Opens an archive; undefined when the bytes are not one. */
  static open(bytes: Uint8Array): Archive | undefined {
    for (let i = 0; i < MAGIC.length; i++) if (bytes[i] !== MAGIC.charCodeAt(i)) return undefined;
    const archive = new Archive(bytes);
    archive.readIndex();
    return archive;
  }

  private field(at: number, length: number): string {
    let text = '';
    for (let i = at; i < at + length && i < this.bytes.length; i++) text += String.fromCharCode(this.bytes[i]);
    return text.trimEnd();
  }

  private readIndex(): void {
    const { bytes } = this;
    let at = 8;
    while (at + HEADER <= bytes.length) {
      const name = this.field(at, 16);
      const size = Number(this.field(at + 48, 10)) || 0;
      const data = at + HEADER;
      if (name === '/') this.readSymbols(data, size);
      else if (name === '//') this.longNames = data;
      else return;
      at = data + size + (size % 2);
    }
  }

  private readSymbols(data: number, size: number): void {
    const view = new DataView(this.bytes.buffer, this.bytes.byteOffset, this.bytes.byteLength);
    if (data + 4 > this.bytes.length) return;
    const count = view.getUint32(data);
    const end = Math.min(data + size, this.bytes.length);
    let text = data + 4 + count * 4;
    for (let i = 0; i < count && text < end; i++) {
      let name = '';
      while (text < end && this.bytes[text] !== 0) name += String.fromCharCode(this.bytes[text++]);
      text++;
      if (!this.index.has(name)) this.index.set(name, view.getUint32(data + 4 + i * 4));
    }
  }

  /** Where the member that defines a symbol begins; undefined when none does. */
  find(symbol: string): number | undefined {
    return this.index.get(symbol);
  }

  /** Name and bytes of the member at an offset given by `find`. */
  member(at: number): { name: string; object: Uint8Array } {
    const size = Number(this.field(at + 48, 10)) || 0;
    let name = this.field(at, 16);
    if (/^\/\d+$/.test(name)) {
      const from = this.longNames + Number(name.slice(1));
      name = this.field(from, 256).split('\n')[0];
    }
    return { name: name.replace(/\/$/, ''), object: this.bytes.subarray(at + HEADER, at + HEADER + size) };
  }
}
