/**
 * Gives jumps and alignments their final size. Jumps begin short and only ever grow, so the loop ends; the result is what
 * GNU as gives for the same text. Afterwards every (raw, marker) position has one final offset.
 */
import { ByteBuffer } from '../elf/bytes';
import type { AsmSymbol, Place, Section } from './section';

/** Multi-byte no-operations as GNU as uses them for 64-bit code (Intel SDM 2B, NOP). */
const NOPS = [
  [],
  [0x90],
  [0x66, 0x90],
  [0x0f, 0x1f, 0x00],
  [0x0f, 0x1f, 0x40, 0x00],
  [0x0f, 0x1f, 0x44, 0x00, 0x00],
  [0x66, 0x0f, 0x1f, 0x44, 0x00, 0x00],
  [0x0f, 0x1f, 0x80, 0, 0, 0, 0],
  [0x0f, 0x1f, 0x84, 0, 0, 0, 0, 0],
  [0x66, 0x0f, 0x1f, 0x84, 0, 0, 0, 0, 0],
  [0x66, 0x2e, 0x0f, 0x1f, 0x84, 0, 0, 0, 0, 0],
  [0x66, 0x66, 0x2e, 0x0f, 0x1f, 0x84, 0, 0, 0, 0, 0],
];

export interface LaidOut {
  section: Section;
  data: Uint8Array;
  size: number;
  /** before[i] = bytes that the first i markers take. */
  before: Float64Array;
}

/** The offset of a place in its laid-out section. */
export function offsetOf(laid: LaidOut, place: { raw: number; marker: number }): number {
  return place.raw + laid.before[place.marker];
}

/** A place that a jump in `section` may reach without the linker's help. */
export function localPlace(symbol: AsmSymbol, section: Section): Place | undefined {
  return symbol.place !== undefined && symbol.place.section === section && !symbol.global && !symbol.weak
    ? symbol.place
    : undefined;
}

function measure(section: Section): Float64Array {
  const { markers } = section;
  const before = new Float64Array(markers.length + 1);
  for (let changed = true; changed; ) {
    changed = false;
    let sum = 0;
    for (let i = 0; i < markers.length; i++) {
      const m = markers[i];
      before[i] = sum;
      if (m.kind === 'align') {
        const rest = (m.at + sum) % m.align;
        const pad = rest === 0 ? 0 : m.align - rest;
        m.size = pad > m.max ? 0 : pad;
      }
      sum += m.size;
    }
    before[markers.length] = sum;
    for (let i = 0; i < markers.length; i++) {
      const m = markers[i];
      if (m.kind !== 'jump' || m.size > 2) continue;
      const place = localPlace(m.target, section);
      const distance =
        place === undefined ? 0x7fffffff : place.raw + before[place.marker] + m.addend - (m.at + before[i] + 2);
      if (distance < -128 || distance > 127) {
        m.size = m.condition < 0 ? 5 : 6;
        changed = true;
      }
    }
  }
  return before;
}

function writeNops(out: ByteBuffer, count: number): void {
  let rest = count;
  while (rest > 0) {
    const n = Math.min(rest, 11);
    for (const byte of NOPS[n]) out.u8(byte);
    rest -= n;
  }
}

/** Lays a section out; jumps to places outside become relocations through `external`. */
export function layOut(
  section: Section,
  external: (offset: number, target: AsmSymbol, addend: number) => void,
): LaidOut {
  if (section.nobits) {
    const size = section.here().raw;
    return { section, data: new Uint8Array(0), size, before: new Float64Array(section.markers.length + 1) };
  }
  const before = measure(section);
  const raw = section.bytes.bytes();
  const out = new ByteBuffer(raw.length + before[before.length - 1] + 1);
  let done = 0;
  section.markers.forEach((m, i) => {
    out.raw(raw.subarray(done, m.at));
    done = m.at;
    if (m.kind === 'align') {
      if (m.fill === undefined) writeNops(out, m.size);
      else out.fill(m.size, m.fill);
      return;
    }
    const place = localPlace(m.target, section);
    const distance =
      place === undefined ? 0 : place.raw + before[place.marker] + m.addend - (m.at + before[i] + m.size);
    if (m.size === 2) {
      out.u8(m.condition < 0 ? 0xeb : 0x70 + m.condition);
      out.u8(distance & 0xff);
      return;
    }
    if (m.condition < 0) out.u8(0xe9);
    else {
      out.u8(0x0f);
      out.u8(0x80 + m.condition);
    }
    if (place === undefined) external(out.length, m.target, m.addend - 4);
    out.u32(distance | 0);
  });
  out.raw(raw.subarray(done));
  return { section, data: out.bytes(), size: out.length, before };
}
