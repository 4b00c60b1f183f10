/**
 * A hash of everything that a program can see (registers, flags, vectors, memory), for comparing tiers and hosts. Runs wherever Web
 * Crypto is: Node and a browser's page.
 */
import { State } from '../cpu/state';
import { CONTEXT_BYTES, Reg, type Tiers } from '../types';
import { Random } from './random';
import { type ProcessResult, startElf } from './user-process';

/** SHA-256 in hex. */
export async function stateHash({ cpu, core }: ProcessResult): Promise<string> {
  const context = new Uint8Array(CONTEXT_BYTES);
  cpu.saveContext(context);
  // The lazy form of the flags is the processor's own business.
  context.fill(0, State.FLAG_A, State.FLAGS_REST);
  context.fill(0, State.PAGE_BASE, State.RIP);
  const registers = `${cpu.rip} ${cpu.rflags} ${cpu.retired} ${cpu.getReg(Reg.RAX)}`;
  const parts = [context.subarray(0, State.CONTEXT_END), new TextEncoder().encode(registers), core.ram.bytes];
  const digests = await Promise.all(parts.map((part) => crypto.subtle.digest('SHA-256', part as BufferSource)));
  const all = new Uint8Array(digests.flatMap((digest) => [...new Uint8Array(digest)]));
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', all));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** Random instruction counts of a run that retires `total`, in order, and its end. */
export function pointsOf(total: number, count: number, seed: number): number[] {
  const random = new Random(seed);
  const points = Array.from({ length: count }, () => Math.floor((random.next() / 2 ** 32) * total));
  return [...points.sort((a, b) => a - b), total + 1];
}

/** How many instructions a static ELF retires. */
export function totalOf(file: Uint8Array, args: readonly string[], ramBytes = 4 << 20): number {
  return startElf(file, [...args], 'mixed', ramBytes)(1e9, 1e6).retired;
}

/** The hashes at each of `points`, come to in pieces chosen by `seed`. */
export async function hashesAlong(
  file: Uint8Array,
  args: readonly string[],
  tiers: Tiers,
  points: readonly number[],
  seed: number,
  ramBytes = 4 << 20,
): Promise<string[]> {
  const random = new Random(seed);
  const run = startElf(file, [...args], tiers, ramBytes);
  const hashes: string[] = [];
  for (const point of points) hashes.push(await stateHash(run(point, 1 + random.below(50_000))));
  return hashes;
}
