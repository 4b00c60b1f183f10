/** /proc/iomem and ioports: which addresses belong to what. Follows kernel/resource.c: the map of a small PC, as QEMU's would be. */
import type { Kernel } from '../../types';
import { contextOf } from '../context';

const hex = (value: number, digits: number): string => value.toString(16).padStart(digits, '0');

const KERNEL_START = 0x100000;

export function iomemText(kernel: Kernel): string {
  const end = kernel.frames.total * 4096 - 1;
  const image = KERNEL_START + kernel.frames.reserved * 4096 - 1;
  const lines: [depth: number, from: number, to: number, name: string][] = [
    [0, 0, 0xfff, 'Reserved'],
    [0, 0x1000, 0x9fbff, 'System RAM'],
    [0, 0x9fc00, 0x9ffff, 'Reserved'],
    [0, 0xa0000, 0xbffff, 'PCI Bus 0000:00'],
    [0, 0xf0000, 0xfffff, 'Reserved'],
    [1, 0xf0000, 0xfffff, 'System ROM'],
    [0, KERNEL_START, end, 'System RAM'],
    [1, KERNEL_START, image, 'Kernel code'],
    [0, 0xfd000000, 0xfebfffff, 'PCI Bus 0000:00'],
    [1, 0xfd000000, 0xfd12bfff, 'simplefb'],
    ...contextOf(kernel).blockDevices.queues.map((_queue, i): [number, number, number, string] => [
      1,
      0xfe000000 + i * 0x4000,
      0xfe003fff + i * 0x4000,
      `0000:00:0${4 + i}.0`,
    ]),
    [0, 0xfec00000, 0xfec003ff, 'IOAPIC 0'],
    [0, 0xfee00000, 0xfee00fff, 'Local APIC'],
  ];
  return lines
    .map(([depth, from, to, name]) => `${'  '.repeat(depth)}${hex(from, 8)}-${hex(to, 8)} : ${name}\n`)
    .join('');
}

const PORTS: readonly (readonly [depth: number, from: number, to: number, name: string])[] = [
  [0, 0x0000, 0x0cf7, 'PCI Bus 0000:00'],
  [1, 0x0000, 0x001f, 'dma1'],
  [1, 0x0020, 0x0021, 'pic1'],
  [1, 0x0040, 0x0043, 'timer0'],
  [1, 0x0050, 0x0053, 'timer1'],
  [1, 0x0060, 0x0060, 'keyboard'],
  [1, 0x0064, 0x0064, 'keyboard'],
  [1, 0x0070, 0x0071, 'rtc_cmos'],
  [1, 0x0080, 0x008f, 'dma page reg'],
  [1, 0x00a0, 0x00a1, 'pic2'],
  [1, 0x00c0, 0x00df, 'dma2'],
  [1, 0x00f0, 0x00ff, 'fpu'],
  [1, 0x03c0, 0x03df, 'vga+'],
  [1, 0x03f8, 0x03ff, 'serial'],
  [0, 0x0cf8, 0x0cff, 'PCI conf1'],
  [0, 0x0d00, 0xffff, 'PCI Bus 0000:00'],
];

export const ioportsText = (): string =>
  PORTS.map(([depth, from, to, name]) => `${'  '.repeat(depth)}${hex(from, 4)}-${hex(to, 4)} : ${name}\n`).join('');
