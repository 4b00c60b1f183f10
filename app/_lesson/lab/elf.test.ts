/** What a dropped file is said to be. */
import { expect, test } from 'vitest';
import { guestName, kindOf } from './elf';

/** An ELF header with at most one program header. */
function elf(machine: number, type: number, interpreter?: string): Uint8Array {
  const bytes = new Uint8Array(512);
  const view = new DataView(bytes.buffer);
  bytes.set([0x7f, 0x45, 0x4c, 0x46, 2, 1]);
  view.setUint16(16, type, true);
  view.setUint16(18, machine, true);
  view.setBigUint64(32, 64n, true);
  view.setUint16(54, 56, true);
  if (interpreter) {
    view.setUint16(56, 1, true);
    view.setUint32(64, 3, true);
    view.setBigUint64(72, 256n, true);
    view.setBigUint64(96, BigInt(interpreter.length + 1), true);
    bytes.set(new TextEncoder().encode(interpreter), 256);
  }
  return bytes;
}

test('programs, modules, scripts, other machines, dynamic ones, and everything else', () => {
  expect(kindOf(elf(62, 2))).toEqual({ type: 'program' });
  expect(kindOf(elf(62, 1))).toEqual({ type: 'module' });
  expect(kindOf(elf(183, 2))).toEqual({ type: 'other-machine', machine: 'AArch64' });
  expect(kindOf(elf(62, 3, '/lib64/ld-linux-x86-64.so.2'))).toEqual({
    type: 'dynamic',
    interpreter: '/lib64/ld-linux-x86-64.so.2',
  });
  expect(kindOf(new TextEncoder().encode('#!/bin/sh\n'))).toEqual({ type: 'program' });
  expect(kindOf(new Uint8Array([0x7f, 0x45]))).toEqual({ type: 'file' });
  expect(kindOf(new Uint8Array(0))).toEqual({ type: 'file' });
});

test('a header that lies about its size is read no further than the file', () => {
  const bytes = elf(62, 2).subarray(0, 64);
  new DataView(bytes.buffer).setUint16(56, 60_000, true);
  expect(kindOf(bytes)).toEqual({ type: 'program' });
});

test('names in the guest hold nothing that a shell would read otherwise', () => {
  expect(guestName('my program (1).out')).toBe('my_program__1_.out');
  expect(guestName('../../etc/passwd')).toBe('passwd');
  expect(guestName('..')).toBe('file');
  expect(guestName('-rf')).toBe('rf');
});
