/** fxsave, fxrstor and the control word of SSE. */
import { GuestFault } from '../fault';
import type { GuestMemory } from '../guest-memory';
import { State } from '../state';
import { GP, HostOutcome, unknown } from './common';

const { DONE } = HostOutcome;

/** All exceptions masked, round to nearest, no flush to zero: the only arithmetic that exists here. */
const MXCSR_CONTROL = 0x1f80;
const MXCSR_CONTROL_MASK = 0xffc0;

function fxAddress(cpu: GuestMemory, record: number): bigint {
  const at = cpu.effectiveAddress(record);
  if (at & 15n) throw new GuestFault(GP);
  return at;
}
const SSE_IMAGE = 160;

export function saveFpu(cpu: GuestMemory, record: number): HostOutcome {
  const at = fxAddress(cpu, record);
  const image = new Uint8Array(416);
  image.set(cpu.blockBytes(State.X87, SSE_IMAGE));
  new DataView(image.buffer).setUint32(24, cpu.mxcsr, true);
  new DataView(image.buffer).setUint32(28, 0xffbf, true);
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
  checkMxcsr(cpu, record, view.getUint32(24, true));
  cpu.blockBytes(State.X87, SSE_IMAGE).set(image.subarray(0, SSE_IMAGE));
  cpu.blockBytes(State.XMM, 256).set(image.subarray(SSE_IMAGE));
  cpu.mxcsr = view.getUint32(24, true);
  return DONE;
}

/** Other roundings than to nearest, flushing to zero and unmasked exceptions are not there: say so instead of computing wrongly. */
function checkMxcsr(cpu: GuestMemory, record: number, value: number): void {
  if (value >>> 16) throw new GuestFault(GP);
  if ((value & MXCSR_CONTROL_MASK) !== MXCSR_CONTROL) unknown(cpu, record);
}

export function loadMxcsr(cpu: GuestMemory, record: number): HostOutcome {
  const value = Number(cpu.readMemory(cpu.effectiveAddress(record), 4));
  checkMxcsr(cpu, record, value);
  cpu.mxcsr = value;
  return DONE;
}
