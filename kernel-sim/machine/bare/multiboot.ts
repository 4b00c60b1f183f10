/**
 * A bare-metal program as a file that a PC can boot: Multiboot 1 (gnu.org/software/grub/manual/multiboot), flat format with addresses
 * in its header, so that `qemu-system-x86_64 -kernel` and GRUB load it alike. The file goes to 8 MiB; its stub (multiboot-stub.s)
 * copies the program's segments to where they are linked and gives it the same machine state as load.ts does.
 * Not on a PC: the lesson's network card memory (devices/nvm.ts). The debug exit port needs `-device isa-debug-exit,iobase=0xf4,iosize=4`.
 */
import { BARE, GDT } from './layout';
import { type LoadError, segmentsOf } from './load';

const LOAD = 0x80_0000;
const STUB_AT = 0x20;
const GDT_POINTER_AT = 0x1f0;
const ENTRY_AT = 0x1f8;
const TABLE_AT = 0x200;
const TABLE_ROW = 16;
const MAGIC = 0x1badb002;
/** Bit 16: the addresses in the header are valid. */
const FLAGS = 0x1_0000;

/** multiboot-stub.s, assembled. */
const STUB =
  'fab0ffe621e6a1bb000280008b3b85ff74148b73048b4b08f3a48b4b0c31c0f3aa83c310ebe6bf0010000031c0b9080c' +
  '0000f3abc7050010000003200000c7050020000003300000bf00300000b883000000b9080000008907050000200083c7' +
  '08e2f4c70510400000ffff0000c70514400000009aaf00c70518400000ffff0000c7051c4000000092cf000f0115f001' +
  '8000bf00800b00b820072007b9e8030000f3abb8200600000f22e0b8001000000f22d8b9800000c00f320d010900000f' +
  '30b8110001800f22c0eaf00080001000b8180000008ed88ec08ed0bc00f009008b0425f8018000ffe0';

/** The image's bytes, or why the program cannot be one. */
export function multibootImage(elf: Uint8Array): { image: Uint8Array } | { error: LoadError } {
  const parsed = segmentsOf(elf, BARE.ramBytes);
  if ('error' in parsed) return parsed;
  const { entry, segments } = parsed;
  const dataAt = TABLE_AT + TABLE_ROW * (segments.length + 1);
  const size = segments.reduce((sum, s) => sum + s.bytes.length, dataAt);
  const image = new Uint8Array(size);
  const view = new DataView(image.buffer);
  const words = [MAGIC, FLAGS, -(MAGIC + FLAGS), LOAD, LOAD, LOAD + size, LOAD + size, LOAD + STUB_AT];
  for (const [i, word] of words.entries()) view.setUint32(i * 4, word >>> 0, true);
  for (let i = 0; i < STUB.length / 2; i++) image[STUB_AT + i] = Number.parseInt(STUB.slice(i * 2, i * 2 + 2), 16);
  view.setUint16(GDT_POINTER_AT, GDT.length * 8 - 1, true);
  view.setUint32(GDT_POINTER_AT + 2, BARE.gdt, true);
  view.setUint32(ENTRY_AT, entry, true);
  let at = dataAt;
  for (const [i, segment] of segments.entries()) {
    const row = [segment.address, LOAD + at, segment.bytes.length, segment.zeros];
    for (const [k, word] of row.entries()) view.setUint32(TABLE_AT + i * TABLE_ROW + k * 4, word, true);
    image.set(segment.bytes, at);
    at += segment.bytes.length;
  }
  return { image };
}
