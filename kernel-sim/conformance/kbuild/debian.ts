/**
 * Debian's 6.1: headers, kbuild, a kernel image and busybox, fetched by apt into .conformance/kbuild; modules built there, and run in
 * QEMU. Every step says why it cannot be done, where it cannot.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type CpioEntry, packCpio, S_IFDIR, S_IFREG } from '../../userland/cpio';
import type { Scenario } from './scenarios';

const ROOT = join(process.cwd(), '.conformance', 'kbuild');
/** Debian's 6.1.0-54 (6.1.190-1): its pahole output is kernel/module/structs.ts. */
const LAYOUT_REVISION = 54;
const has = (command: string) => spawnSync('sh', ['-c', `command -v ${command}`]).status === 0;

/** Why it cannot be done here; null: it can. */
export function missing(): string | null {
  for (const tool of ['apt-get', 'dpkg-deb', 'gcc', 'make', 'qemu-system-x86_64'])
    if (!has(tool)) return `${tool} is not here`;
  return null;
}

export interface Debian {
  /** Build directory of linux-headers. */
  headers: string;
  image: string;
  busybox: string;
}

/** Fetches and unpacks what is not there yet. A reason when that fails. */
export function prepare(): Debian | string {
  mkdirSync(join(ROOT, 'debs'), { recursive: true });
  const found = spawnSync('apt-cache', ['search', '--names-only', '^linux-headers-6\\.1\\.0-[0-9]+-cloud-amd64$'], {
    encoding: 'utf8',
  });
  const versions = [...found.stdout.matchAll(/linux-headers-(6\.1\.0-(\d+))-cloud/g)].sort(
    (a, b) => Number(a[2]) - Number(b[2]),
  );
  // Later revisions have changed structures (nf_hook_ops grew in 56): the one that structs.ts was read from, or the nearest.
  const version = (versions.filter(([, , n]) => Number(n) <= LAYOUT_REVISION).at(-1) ?? versions[0])?.[1];
  if (!version) return 'apt knows no linux-headers-6.1.0-…-cloud-amd64';
  const unpacked = join(ROOT, version);
  if (!existsSync(join(unpacked, 'boot'))) {
    const packages = [
      `linux-headers-${version}-cloud-amd64`,
      `linux-headers-${version}-common`,
      'linux-kbuild-6.1',
      `linux-image-${version}-cloud-amd64-unsigned`,
      'busybox-static',
    ];
    const got = spawnSync('apt-get', ['download', '-qq', ...packages], { cwd: join(ROOT, 'debs'), encoding: 'utf8' });
    if (got.status !== 0) return `apt-get download failed: ${got.stderr.trim().split('\n').pop()}`;
    for (const deb of readdirSync(join(ROOT, 'debs')))
      execFileSync('dpkg-deb', ['-x', join(ROOT, 'debs', deb), unpacked]);
  }
  const headers = join(unpacked, 'usr/src', `linux-headers-${version}-cloud-amd64`);
  const makefile = readFileSync(join(headers, 'Makefile'), 'utf8');
  writeFileSync(join(headers, 'Makefile'), makefile.replace(/include \/usr\/src/, `include ${unpacked}/usr/src`));
  return {
    headers,
    image: join(unpacked, 'boot', `vmlinuz-${version}-cloud-amd64`),
    busybox: join(unpacked, 'bin/busybox'),
  };
}

/** Builds every C file of `sources` with kbuild. Name → .ko, or what the build said. */
export function build({ headers }: Debian, sources: string): Map<string, Uint8Array> | string {
  const folder = join(ROOT, 'build');
  rmSync(folder, { recursive: true, force: true });
  cpSync(sources, folder, { recursive: true });
  const names = readdirSync(folder)
    .filter((file) => file.endsWith('.c'))
    .map((file) => file.replace(/\.c$/, ''));
  writeFileSync(join(folder, 'Makefile'), `obj-m := ${names.map((name) => `${name}.o`).join(' ')}\n`);
  const made = spawnSync('make', ['-C', headers, `M=${folder}`, 'modules'], { encoding: 'utf8' });
  if (made.status !== 0) return `kbuild failed:\n${made.stderr}`;
  return new Map(names.map((name) => [name, new Uint8Array(readFileSync(join(folder, `${name}.ko`)))]));
}

export const MARK = '=====';

/** The lines that run a scenario and show its output and log between marks. */
export function scriptOf({ name, lines }: Scenario): string {
  return [`echo "${MARK} ${name}"`, 'dmesg -c > /dev/null', ...lines, `echo "${MARK} log"`, 'dmesg'].join('\n');
}

/** Boots Debian's kernel in QEMU with busybox and the modules; what the serial line showed. */
export function runInQemu(
  debian: Debian,
  modules: ReadonlyMap<string, Uint8Array>,
  scenarios: readonly Scenario[],
): string {
  const init = [
    '#!/bin/sh',
    '/bin/busybox --install -s /bin',
    'mount -t proc proc /proc; mount -t sysfs sys /sys; mount -t devtmpfs dev /dev',
    'ifconfig lo 127.0.0.1 up',
    'K=/ko',
    'exec 2>&1',
    ...scenarios.map(scriptOf),
    `echo "${MARK} end"`,
    'poweroff -f',
    '',
  ].join('\n');
  const text = new TextEncoder();
  const folders = ['bin', 'proc', 'sys', 'dev', 'ko', 'mnt'].map(
    (path): CpioEntry => ({ path, mode: S_IFDIR | 0o755 }),
  );
  const archive = packCpio([
    ...folders,
    { path: 'bin/busybox', mode: S_IFREG | 0o755, data: new Uint8Array(readFileSync(debian.busybox)) },
    { path: 'bin/sh', mode: S_IFREG | 0o755, data: new Uint8Array(readFileSync(debian.busybox)) },
    { path: 'init', mode: S_IFREG | 0o755, data: text.encode(init) },
    ...[...modules].map(([name, data]): CpioEntry => ({ path: `ko/${name}.ko`, mode: S_IFREG | 0o644, data })),
  ]);
  const initrd = join(ROOT, 'initrd.cpio');
  writeFileSync(initrd, archive);
  const args = ['-accel', 'tcg', '-nographic', '-no-reboot', '-m', '512', '-kernel', debian.image, '-initrd', initrd];
  const run = spawnSync('qemu-system-x86_64', [...args, '-append', 'console=ttyS0 quiet loglevel=0 nokaslr'], {
    encoding: 'utf8',
    timeout: 180_000,
    input: '',
  });
  return run.stdout.replaceAll('\r', '');
}
