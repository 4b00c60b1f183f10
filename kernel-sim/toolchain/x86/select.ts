/** The selector's driver: parameters, slots, then every block in order. */
import { imm, reg } from '../asm/instruction';
import { countUses } from './fold';
import { loopDepths } from './loops';
import type { MFunction } from './mir';
import { BlockSelector } from './select-block';
import { selectParameters } from './select-call';
import type { Selector } from './selector';

/** Selects instructions for the whole function; the result is in `s.out`. */
export function selectFunction(s: Selector): MFunction {
  const { fn } = s;
  const counts = countUses(fn);
  const depths = loopDepths(fn);
  const entry = s.newBlock(0);
  fn.blocks.forEach((_, i) => {
    s.blockOf.push(s.newBlock(depths[i]));
  });
  s.out.blocks.push(entry);
  s.current = entry;
  s.at = fn.at;
  if (fn.attributes.naked) selectNaked(s);
  else {
    prepareSlots(s);
    selectParameters(s, fn);
  }
  if (fn.blocks.length > 0) s.jump(s.blockOf[0]);
  fn.blocks.forEach((block, i) => {
    s.startBlock(s.blockOf[i]);
    new BlockSelector(s, block, counts).run();
  });
  s.flush();
  return s.out;
}

/** A naked function is its asm statements and nothing else. */
function selectNaked(s: Selector): void {
  for (const slot of s.fn.slots) {
    s.slotBase.push({ slot: s.out.slots.length });
    s.out.slots.push({ size: slot.size, align: slot.align, offset: 0 });
  }
}

function prepareSlots(s: Selector): void {
  for (const slot of s.fn.slots) {
    const id = s.out.slots.length;
    if (slot.align <= 16) {
      s.out.slots.push({ size: slot.size, align: slot.align, offset: 0 });
      s.slotBase.push({ slot: id });
      continue;
    }
    // rbp is only 16-byte aligned: take room to spare and align the address at entry.
    s.out.slots.push({ size: slot.size + slot.align, align: 16, offset: 0 });
    const base = s.general(8);
    s.emit('lea', 8, reg(base, 8), {
      kind: 'mem',
      base: -1,
      index: -1,
      scale: 1,
      displacement: slot.align - 1,
      slot: id,
    });
    s.emit('and', 8, reg(base, 8), imm(-slot.align));
    s.slotBase.push({ register: base });
  }
}
