/**
 * The built images (images.bin: gzip of a list of name, length and bytes) and what each must do (expected/NAME.txt), for tests
 * that have neither gcc nor QEMU. `npm run conformance -- bare record` writes both.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { FOLDER } from './build';

const PACK = join(FOLDER, 'images.bin');
const expectedFile = (name: string) => join(FOLDER, 'expected', `${name}.txt`);

export function expected(name: string): string | undefined {
  return existsSync(expectedFile(name)) ? readFileSync(expectedFile(name), 'latin1') : undefined;
}

export function recordExpected(name: string, text: string): void {
  writeFileSync(expectedFile(name), text, 'latin1');
}

export function writePack(images: ReadonlyMap<string, Uint8Array>): number {
  const parts: Uint8Array[] = [];
  for (const [name, bytes] of images) parts.push(new TextEncoder().encode(`${name} ${bytes.length}\n`), bytes);
  const packed = gzipSync(Buffer.concat(parts), { level: 9 });
  writeFileSync(PACK, packed);
  return packed.length;
}

export function readPack(): Map<string, Uint8Array> {
  const bytes = new Uint8Array(gunzipSync(readFileSync(PACK)));
  const images = new Map<string, Uint8Array>();
  for (let at = 0; at < bytes.length; ) {
    const end = bytes.indexOf(10, at);
    const [name, length] = Buffer.from(bytes.subarray(at, end)).toString('latin1').split(' ');
    at = end + 1 + Number(length);
    images.set(name, bytes.slice(end + 1, at));
  }
  return images;
}
