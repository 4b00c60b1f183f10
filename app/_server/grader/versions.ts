/** The versions of simulator and exercises that this checkout would grade with; null before the simulator is built. */
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { exerciseIndex } from '@/content/generated/index';
import type { Versions } from './verdict';

export function serverVersions(root = process.cwd()): Versions | null {
  const dist = path.join(root, 'kernel-sim/userland/dist');
  if (!existsSync(path.join(dist, 'initramfs.cpio'))) return null;
  const { simHash, toolHash } = JSON.parse(readFileSync(path.join(dist, 'hashes.json'), 'utf8')) as Record<
    string,
    string
  >;
  const hashes = new Map(exerciseIndex.map((entry) => [entry.id, entry.hash]));
  return { simHash, toolHash, exerciseHash: (id) => hashes.get(id) ?? null };
}
