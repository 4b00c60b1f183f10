/** Writes the executable's headers, section table and symbol table; the relocator fills the contents in. */
import { ByteBuffer } from '../elf/bytes';
import { EHDR_SIZE, ET, PF, PT, SHDR_SIZE, SHN, SHT, STB, STT, SYM_SIZE } from '../elf/constants';
import { StringTable, writeFileHeader, writeSectionHeader, writeSymbol } from '../elf/object';
import type { InputObject } from './input';
import { type Layout, PAGE } from './layout';
import { localAddress } from './relocate';

function writeProgramHeader(
  out: ByteBuffer,
  type: number,
  flags: number,
  h: { offset: number; address: number; fileSize: number; memorySize: number; align: number },
): void {
  out.u32(type);
  out.u32(flags);
  out.n64(h.offset);
  out.n64(h.address);
  out.n64(h.address);
  out.n64(h.fileSize);
  out.n64(h.memorySize);
  out.n64(h.align);
}

/** The file's image with everything but section contents. */
export function writeHeaders(layout: Layout, objects: readonly InputObject[], entry: number): Uint8Array {
  const head = new ByteBuffer(1024);
  const names = new StringTable();
  const tail = new ByteBuffer(16384);
  const tailOffset = Math.ceil(layout.fileSize / 8) * 8;
  const symbols = writeSymbols(layout, objects, tail);
  const count = layout.sections.length + 4;
  const headers = new ByteBuffer(count * SHDR_SIZE);
  const base = { flags: 0, address: 0, link: 0, info: 0, entrySize: 0 };
  writeSectionHeader(headers, { ...base, name: 0, type: SHT.NULL, offset: 0, size: 0, align: 0 });
  for (const s of layout.sections)
    writeSectionHeader(headers, {
      ...base,
      name: names.add(s.name),
      type: s.type,
      flags: s.flags,
      address: s.address,
      offset: s.fileOffset,
      size: s.size,
      align: s.align,
    });
  const strtab = layout.sections.length + 2;
  writeSectionHeader(headers, {
    ...base,
    name: names.add('.symtab'),
    type: SHT.SYMTAB,
    offset: tailOffset,
    size: symbols.size,
    link: strtab,
    info: symbols.locals,
    align: 8,
    entrySize: SYM_SIZE,
  });
  writeSectionHeader(headers, {
    ...base,
    name: names.add('.strtab'),
    type: SHT.STRTAB,
    offset: tailOffset + symbols.size,
    size: tail.length - symbols.size,
    align: 1,
  });
  const nameSymbol = names.add('.shstrtab');
  const shstrtabOffset = tailOffset + tail.length;
  tail.raw(names.buffer.bytes());
  writeSectionHeader(headers, {
    ...base,
    name: nameSymbol,
    type: SHT.STRTAB,
    offset: shstrtabOffset,
    size: names.buffer.length,
    align: 1,
  });
  tail.align(8);
  const headersOffset = tailOffset + tail.length;

  writeFileHeader(head, {
    type: ET.EXEC,
    entry,
    programHeaders: { offset: EHDR_SIZE, count: layout.programHeaders },
    sectionHeaders: { offset: headersOffset, count, names: count - 1 },
  });
  for (const s of layout.segments)
    writeProgramHeader(head, PT.LOAD, s.flags, {
      offset: s.fileOffset,
      address: s.address,
      fileSize: s.fileSize,
      memorySize: s.memorySize,
      align: PAGE,
    });
  if (layout.tls !== undefined)
    writeProgramHeader(head, PT.TLS, PF.R, {
      offset: layout.tls.fileOffset,
      address: layout.tls.address,
      fileSize: layout.tls.fileSize,
      memorySize: layout.tls.memorySize,
      align: layout.tls.align,
    });
  writeProgramHeader(head, PT.GNU_STACK, PF.R | PF.W, { offset: 0, address: 0, fileSize: 0, memorySize: 0, align: 16 });

  const image = new Uint8Array(headersOffset + headers.length);
  image.set(head.bytes(), 0);
  image.set(tail.bytes(), tailOffset);
  image.set(headers.bytes(), headersOffset);
  return image;
}

/** .symtab and .strtab: locals that have names, then globals. */
function writeSymbols(
  layout: Layout,
  objects: readonly InputObject[],
  out: ByteBuffer,
): { size: number; locals: number } {
  const strings = new StringTable();
  const sectionNumber = new Map(layout.sections.map((s, i) => [s, i + 1]));
  let count = 1;
  out.fill(SYM_SIZE);
  const write = (object: InputObject, i: number, binding: number) => {
    const { elf } = object;
    const type = elf.symbolType(i);
    const section = elf.symbolSection(i);
    const output = object.sections[section]?.output;
    const shndx = section === SHN.ABS ? SHN.ABS : output === undefined ? -1 : sectionNumber.get(output)!;
    if (shndx < 0) return;
    const value = section === SHN.ABS ? elf.symbolBigValue(i) : localAddress(object, i);
    writeSymbol(
      out,
      strings.add(elf.symbolName(i)),
      { binding, type, visibility: elf.symbolVisibility(i), value, size: elf.symbolSize(i) },
      shndx,
    );
    count++;
  };
  for (const object of objects) {
    const { elf } = object;
    for (let i = 1; i < elf.firstGlobal; i++) {
      const type = elf.symbolType(i);
      if (type !== STT.SECTION && elf.symbolName(i) !== '' && !elf.symbolName(i).startsWith('.L'))
        write(object, i, STB.LOCAL);
    }
  }
  const locals = count;
  for (const object of objects) {
    for (let i = object.elf.firstGlobal; i < object.elf.symbolCount; i++) {
      const global = object.globals[i];
      if (global?.object === object && global.index === i) write(object, i, object.elf.symbolBinding(i));
    }
  }
  const size = out.length;
  out.raw(strings.buffer.bytes());
  return { size, locals };
}
