/** The two containers: newc archives that cpio(1) reads, and the sysroot that reads itself. */
import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { packCpio, S_IFDIR, S_IFLNK, S_IFREG } from './cpio';
import { stripElf } from './elf-strip';
import { openSysroot, packSysroot, readSysroot } from './sysroot';

const bytes = (text: string) => new TextEncoder().encode(text);
const hasCpio = spawnSync('cpio', ['--version']).status === 0;
if (!hasCpio) console.log('archive against cpio(1): skipped, cpio is not installed');

describe('packing', () => {
  const entries = [
    { path: 'bin', mode: S_IFDIR | 0o755 },
    { path: 'bin/a', mode: S_IFREG | 0o755, data: bytes('hello') },
    { path: 'bin/link', mode: S_IFLNK | 0o777, data: bytes('a') },
  ];

  it('writes the header of newc with padding to four bytes, and the trailer', () => {
    const archive = packCpio(entries);
    const text = new TextDecoder('latin1').decode(archive);
    expect(text.startsWith('070701')).toBe(true);
    expect(text).toContain('TRAILER!!!');
    expect(archive.length % 512).toBe(0);
    for (let at = text.indexOf('070701'); at >= 0; at = text.indexOf('070701', at + 1)) expect(at % 4).toBe(0);
    expect(packCpio(entries)).toEqual(archive);
  });

  it.skipIf(!hasCpio)('is read by cpio(1)', () => {
    const listed = spawnSync('cpio', ['-tv'], { input: packCpio(entries) }).stdout.toString();
    expect(listed).toMatch(/^drwxr-xr-x.* bin$/m);
    expect(listed).toMatch(/^-rwxr-xr-x.* 5 .* bin\/a$/m);
    expect(listed).toMatch(/bin\/link -> a$/m);
  });

  it('keeps files in a sysroot, and refuses what is none', () => {
    const files = new Map([
      ['lib/libc.a', bytes('archive')],
      ['lib/crt1.o', bytes('start')],
      ['include/stdio.h', bytes('int printf();')],
    ]);
    const packed = packSysroot(files);
    expect([...readSysroot(packed).keys()]).toEqual(['include/stdio.h', 'lib/crt1.o', 'lib/libc.a']);
    const sysroot = openSysroot(packed);
    expect(sysroot.header('stdio.h')).toBe('int printf();');
    expect(sysroot.header('nosuch.h')).toBeUndefined();
    expect(sysroot.libraries.map((l) => new TextDecoder().decode(l))).toEqual(['start', 'archive']);
    expect(() => readSysroot(packed.subarray(0, packed.length - 1))).toThrow('cut off');
    expect(() => readSysroot(bytes('something else'))).toThrow('not a sysroot');
  });

  it('strips what no segment loads', () => {
    const elf = new Uint8Array(400);
    const view = new DataView(elf.buffer);
    view.setBigUint64(0x20, 64n, true);
    view.setBigUint64(0x28, 300n, true);
    view.setUint16(0x36, 56, true);
    view.setUint16(0x38, 1, true);
    view.setUint16(0x3c, 5, true);
    view.setBigUint64(64 + 8, 128n, true);
    view.setBigUint64(64 + 32, 100n, true);
    const stripped = stripElf(elf);
    expect(stripped.length).toBe(228);
    expect(new DataView(stripped.buffer).getBigUint64(0x28, true)).toBe(0n);
  });
});
