/**
 * After the userland is built: computes the content hashes of simulator and compiler (over their sources and the built userland) and puts
 * the assets where the site serves them, `public/sim/`, under hashed names. Node only; part of `npm run build:sim`.
 */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const SIM = fileURLToPath(new URL('..', import.meta.url));
const DIST = join(SIM, 'userland/dist');
const PUBLIC = join(SIM, '../public/sim');
const short = (hash: ReturnType<typeof createHash>) => hash.digest('hex').slice(0, 16);

function hashSources(folders: readonly string[], extra: readonly Uint8Array[] = []): string {
  const hash = createHash('sha256');
  const visit = (path: string) => {
    for (const name of readdirSync(path).sort()) {
      const file = join(path, name);
      if (statSync(file).isDirectory()) visit(file);
      else if (/\.ts$/.test(name) && !/\.(test|bench)\.ts$/.test(name))
        hash.update(relative(SIM, file)).update(readFileSync(file));
    }
  };
  for (const folder of folders) if (existsSync(join(SIM, folder))) visit(join(SIM, folder));
  for (const bytes of extra) hash.update(bytes);
  return short(hash);
}

const initramfs = readFileSync(join(DIST, 'initramfs.cpio'));
const sysroot = readFileSync(join(DIST, 'sysroot.bin'));
const simHash = hashSources(['machine', 'kernel', 'lab'], [initramfs]);
const toolHash = hashSources(['toolchain'], [sysroot]);
writeFileSync(join(DIST, 'hashes.json'), `${JSON.stringify({ simHash, toolHash })}\n`);

const named = (name: string, extension: string, bytes: Uint8Array) =>
  `${name}-${createHash('sha256').update(bytes).digest('hex').slice(0, 12)}.${extension}`;
const manifest = {
  initramfs: named('initramfs', 'cpio', initramfs),
  sysroot: named('sysroot', 'bin', sysroot),
  simHash,
  toolHash,
};
mkdirSync(PUBLIC, { recursive: true });
for (const old of readdirSync(PUBLIC)) if (!Object.values(manifest).includes(old)) rmSync(join(PUBLIC, old));
writeFileSync(join(PUBLIC, manifest.initramfs), initramfs);
writeFileSync(join(PUBLIC, manifest.sysroot), sysroot);
writeFileSync(join(PUBLIC, 'manifest.json'), `${JSON.stringify(manifest)}\n`);
console.log(
  `sim assets: initramfs ${initramfs.length} bytes, sysroot ${sysroot.length} bytes, simulator ${simHash}, compiler ${toolHash}`,
);
