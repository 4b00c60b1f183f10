/**
 * The digest of a run: what must be equal when the same record is run again anywhere. It covers the output streams, the end, every
 * recorded event and the memory at the end; never tiers, caches or the host's pace.
 */
import type { KernelEvent } from '../kernel/events';
import type { PhysicalMemory } from '../machine/types';
import { Sha256 } from './sha256';

const FRAME = 4096;

/** 64 bits over the frames that are in use, word by word: quick, not cryptographic; it goes into the SHA-256 as text. */
export function memoryHash(ram: PhysicalMemory, used: (frame: number) => boolean): string {
  const words = new Int32Array(ram.bytes.buffer, ram.bytes.byteOffset, ram.size >> 2);
  let a = 0x9e3779b9 | 0;
  let b = 0x85ebca6b | 0;
  for (let frame = 0; frame < ram.size / FRAME; frame++) {
    if (!used(frame)) continue;
    a = Math.imul(a ^ frame, 0x27d4eb2f);
    const end = (frame + 1) * (FRAME / 4);
    for (let i = frame * (FRAME / 4); i < end; i++) {
      a = Math.imul(a ^ words[i], 0x01000193);
      b = (Math.imul(b, 31) + (a ^ (a >>> 15))) | 0;
    }
  }
  return (a >>> 0).toString(16).padStart(8, '0') + (b >>> 0).toString(16).padStart(8, '0');
}

export interface DigestParts {
  stdout: string;
  stderr: string;
  console: string;
  reason: string;
  exit: { code: number | null; signal: number | null };
  retired: number;
  events: readonly KernelEvent[];
  memory: string;
}

export function digest(parts: DigestParts): string {
  const hash = new Sha256();
  for (const key of ['stdout', 'stderr', 'console', 'reason', 'memory'] as const)
    hash.update(`${key}\0${parts[key]}\0`);
  hash.update(`exit\0${parts.exit.code}\0${parts.exit.signal}\0${parts.retired}\0`);
  for (const event of parts.events) hash.update(JSON.stringify(event));
  return hash.hex();
}
