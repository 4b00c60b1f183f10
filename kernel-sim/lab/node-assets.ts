/** The simulator's assets read from disk, for Node: command line, grader, proofs. Built by `npm run build:sim`. */
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { openSysroot } from './compile';
import type { LabAssets } from './run';

const DIST = fileURLToPath(new URL('../userland/dist/', import.meta.url));

export function loadAssets(): LabAssets {
  if (!existsSync(`${DIST}initramfs.cpio`)) throw new Error('the simulator is not built yet: run `npm run build:sim`');
  const read = (name: string) => new Uint8Array(readFileSync(DIST + name));
  const hashes = existsSync(`${DIST}hashes.json`)
    ? (JSON.parse(readFileSync(`${DIST}hashes.json`, 'utf8')) as { simHash: string; toolHash: string })
    : { simHash: 'unpublished', toolHash: 'unpublished' };
  return { initramfs: read('initramfs.cpio'), sysroot: openSysroot(read('sysroot.bin')), ...hashes };
}
