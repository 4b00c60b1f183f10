/** fxsave, fxrstor and the control word of SSE. */
import { GuestFault } from '../fault';
import type { GuestMemory } from '../guest-memory';
import { State } from '../state';
import { GP, HostOutcome, sizeOf } from './common';
import { Unit } from './x87/unit';

const { DONE } = HostOutcome;

function fxAddress(cpu: GuestMemory, record: number): bigint {
  const at = cpu.effectiveAddress(record);
  if (at & 15n) throw new GuestFault(GP);
  return at;
}
const SSE_IMAGE = 160;
const [STATUS, POINTERS, MXCSR_AT] = [2, 6, 24];
const SUMMARY = 0x80;

export function saveFpu(cpu: GuestMemory, record: number): HostOutcome {
  const at = fxAddress(cpu, record);
  const image = new Uint8Array(416);
  image.set(cpu.blockBytes(State.X87, SSE_IMAGE));
  image[5] = 0;
  // As AMD's processors do: pointers are saved and loaded only while an exception waits.
  if (!(image[STATUS] & SUMMARY)) image.fill(0, POINTERS, MXCSR_AT);
  else if (sizeOf(cpu, record) !== 64) image.set([cpu.word(State.CS) & 255, cpu.word(State.CS) >> 8, 0, 0], 12);
  new DataView(image.buffer).setUint32(24, cpu.mxcsr, true);
  new DataView(image.buffer).setUint32(28, 0xffff, true);
  image.set(cpu.blockBytes(State.XMM, 256), SSE_IMAGE);
  cpu.linear(at + 415n, true, cpu.cpl === 3);
  const view = new DataView(image.buffer);
  for (let i = 0; i < 416; i += 8) cpu.writeMemory(at + BigInt(i), 8, view.getBigUint64(i, true));
  return DONE;
}

export function restoreFpu(cpu: GuestMemory, record: number): HostOutcome {
  const at = fxAddress(cpu, record);
  const image = new Uint8Array(416);
  const view = new DataView(image.buffer);
  for (let i = 0; i < 416; i += 8) view.setBigUint64(i, cpu.readMemory(at + BigInt(i), 8), true);
  checkMxcsr(view.getUint32(24, true));
  const fpu = cpu.blockBytes(State.X87, SSE_IMAGE);
  if (!(image[STATUS] & SUMMARY)) image.set(fpu.subarray(POINTERS, MXCSR_AT), POINTERS);
  fpu.set(image.subarray(0, SSE_IMAGE));
  const unit = new Unit(cpu);
  unit.controlWord = view.getUint16(0, true);
  cpu.blockBytes(State.XMM, 256).set(image.subarray(SSE_IMAGE));
  cpu.mxcsr = view.getUint32(24, true);
  return DONE;
}

/** SDM 1, 11.6.6: setting a reserved bit is #GP. */
function checkMxcsr(value: number): void {
  if (value >>> 16) throw new GuestFault(GP);
}

export function loadMxcsr(cpu: GuestMemory, record: number): HostOutcome {
  const value = Number(cpu.readMemory(cpu.effectiveAddress(record), 4));
  checkMxcsr(value);
  cpu.mxcsr = value;
  return DONE;
}
