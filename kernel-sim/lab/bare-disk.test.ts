/** A bare program with the IDE disk, here and in QEMU: the Multiboot image prints the same as the virtual machine. */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { multibootImage, SECTOR } from '../machine';
import { BareSession } from './bare';
import { compileBare } from './compile';
import { loadAssets } from './node-assets';

const PROGRAM = `
static inline void outb(unsigned short port, unsigned char value) { __asm__ volatile("outb %0, %1" : : "a"(value), "Nd"(port)); }
static inline void outw(unsigned short port, unsigned short value) { __asm__ volatile("outw %0, %1" : : "a"(value), "Nd"(port)); }
static inline unsigned char inb(unsigned short port) { unsigned char v; __asm__ volatile("inb %1, %0" : "=a"(v) : "Nd"(port)); return v; }
static inline unsigned short inw(unsigned short port) { unsigned short v; __asm__ volatile("inw %1, %0" : "=a"(v) : "Nd"(port)); return v; }
static void putc(char c) { while (!(inb(0x3fd) & 0x20)) {} outb(0x3f8, c); }
static void puts(const char *s) { for (; *s; s++) putc(*s); }
static unsigned short sector[256];
static int filled[4] = {1, 2, 3, 4};
static void wait(void) { while (inb(0x1f7) & 0x80) {} }
static void begin(unsigned lba, unsigned char command) {
    wait();
    outb(0x1f6, 0xe0 | (lba >> 24));
    outb(0x1f2, 1); outb(0x1f3, lba); outb(0x1f4, lba >> 8); outb(0x1f5, lba >> 16);
    outb(0x1f7, command);
    wait();
}
int main(void) {
    begin(7, 0x20);
    for (int i = 0; i < 256; i++) sector[i] = inw(0x1f0);
    puts((char *)sector);
    const char *text = "written by nobody's kernel\\n";
    for (int i = 0; i < 256; i++) sector[i] = 0;
    for (int i = 0; text[i]; i++) ((char *)sector)[i] = text[i];
    begin(9, 0x30);
    for (int i = 0; i < 256; i++) outw(0x1f0, sector[i]);
    begin(0, 0xe7);
    begin(9, 0x20);
    for (int i = 0; i < 256; i++) sector[i] = inw(0x1f0);
    puts((char *)sector);
    begin(1u << 20, 0x20);
    putc('0' + (inb(0x1f7) & 1)); putc('\\n');
    putc('0' + filled[3]); putc('\\n');
    while (!(inb(0x3fd) & 0x40)) {}
    outb(0xf4, 0);
    return 0;
}
`;
const ON_DISK = 'sector seven\n';
const EXPECTED = "sector seven\nwritten by nobody's kernel\n1\n4\n";
const { elf } = compileBare([{ path: 'main.c', text: PROGRAM }], loadAssets().sysroot);
const has = (tool: string) => spawnSync(tool, ['--version']).status === 0;

test('programmed I/O reads and writes sectors; a sector beyond the end is an error', () => {
  let serial = '';
  const session = new BareSession({
    elf: elf!,
    limits: { instructions: 50_000_000 },
    disk: [{ sector: 7, text: ON_DISK }],
    output: (_s, bytes) => (serial += String.fromCharCode(...bytes)),
  });
  while (!session.end) session.advance(1_000_000);
  expect(serial).toBe(EXPECTED);
  expect(session.bare().disk).toContainEqual({ sector: 9, text: "written by nobody's kernel\n" });
});

test.skipIf(!has('as') || !has('objcopy'))(
  'the stub is what its source assembles to (skipped without binutils)',
  () => {
    const dir = mkdtempSync(join(tmpdir(), 'stub-'));
    const source = new URL('../machine/bare/multiboot-stub.s', import.meta.url).pathname;
    execFileSync('as', ['--64', '-o', join(dir, 'stub.o'), source]);
    execFileSync('objcopy', ['-O', 'binary', '-j', '.text', join(dir, 'stub.o'), join(dir, 'stub.bin')]);
    const stub = readFileSync(join(dir, 'stub.bin'));
    rmSync(dir, { recursive: true });
    const made = multibootImage(elf!);
    expect('image' in made && Buffer.from(made.image.subarray(0x20, 0x20 + stub.length))).toEqual(stub);
  },
);

test.skipIf(!has('qemu-system-x86_64'))(
  'QEMU boots the image and prints the same (skipped without QEMU)',
  () => {
    const dir = mkdtempSync(join(tmpdir(), 'multiboot-'));
    const made = multibootImage(elf!);
    if (!('image' in made)) throw new Error(made.error);
    writeFileSync(join(dir, 'image'), made.image);
    const disk = new Uint8Array(64 * SECTOR);
    disk.set(new TextEncoder().encode(ON_DISK), 7 * SECTOR);
    writeFileSync(join(dir, 'disk'), disk);
    const machine = ['-display', 'none', '-serial', 'stdio', '-monitor', 'none', '-no-reboot', '-m', '32'];
    const devices = ['-device', 'isa-debug-exit,iobase=0xf4,iosize=4'];
    const drive = ['-drive', `file=${join(dir, 'disk')},format=raw,if=ide`];
    const { stdout, status } = spawnSync(
      'qemu-system-x86_64',
      [...machine, ...devices, ...drive, '-kernel', join(dir, 'image')],
      { encoding: 'utf8', timeout: 60_000 },
    );
    rmSync(dir, { recursive: true });
    expect(stdout.replaceAll('\r', '')).toContain(EXPECTED);
    expect(status).toBe(1);
  },
  90_000,
);
