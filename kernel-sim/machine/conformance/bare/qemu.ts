/** Runs an image in Debian's QEMU: software emulation of a PC with an IDE disk, a virtio disk and network card, and the debug-exit device, time counted in instructions. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { multibootImage } from '../../bare/multiboot';
import { CLOCK_TEXT, diskImage, type Outcome } from './outcome';

const SECONDS = 20;

/** Why there is no QEMU here, or the empty string. */
export function qemuMissing(): string {
  const tried = spawnSync('qemu-system-x86_64', ['--version']);
  return tried.error ? `qemu-system-x86_64 cannot be run: ${tried.error.message}` : '';
}

export function runInQemu(elf: Uint8Array): Outcome {
  const made = multibootImage(elf);
  if ('error' in made) throw new Error(made.error);
  const folder = mkdtempSync(join(tmpdir(), 'bare-qemu-'));
  const file = (name: string) => join(folder, name);
  try {
    writeFileSync(file('image'), made.image);
    for (const disk of ['ide', 'virtio']) writeFileSync(file(disk), diskImage(disk));
    const options = [
      ['-M', 'pc'],
      ['-accel', 'tcg'],
      ['-icount', 'shift=3,sleep=off'],
      ['-cpu', 'qemu64,vendor=GenuineIntel,+smep,+smap,+rdtscp'],
      ['-m', '16'],
      ['-kernel', file('image')],
      ['-display', 'none'],
      ['-monitor', 'none'],
      ['-no-reboot'],
      ['-serial', `file:${file('serial')}`],
      ['-rtc', `base=${CLOCK_TEXT},clock=vm`],
      ['-drive', `file=${file('ide')},format=raw,if=ide`],
      ['-drive', `file=${file('virtio')},format=raw,if=none,id=virtio`],
      ['-device', 'virtio-blk-pci,drive=virtio,disable-modern=on,serial=ringzero'],
      ['-netdev', 'user,id=cable'],
      ['-device', 'virtio-net-pci,netdev=cable,disable-modern=on,romfile='],
      ['-device', 'isa-debug-exit,iobase=0xf4,iosize=4'],
    ];
    const done = spawnSync('qemu-system-x86_64', options.flat(), { timeout: SECONDS * 1000, encoding: 'utf8' });
    const serial = readFileSync(file('serial'), 'latin1');
    if (done.stderr) process.stderr.write(done.stderr);
    // With -no-reboot a triple fault ends QEMU with status 0; the debug-exit port never does.
    const end = done.status === null ? 'no end' : done.status === 0 ? 'triple-fault' : done.status;
    return { serial, end };
  } finally {
    rmSync(folder, { recursive: true });
  }
}
