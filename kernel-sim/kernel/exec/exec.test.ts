import { describe, expect, test } from 'vitest';
import { EINVAL, ENOEXEC } from '../errno';
import { utf8Encode } from '../fs/text';
import { elfHeaderExtent, parseElf, parseScript } from './elf';
import { buildStack, STACK_TOP } from './stack';

describe('#! lines', () => {
  const parse = (text: string) => parseScript(utf8Encode(text));
  test('interpreter and at most one argument', () => {
    expect(parse('#!/bin/sh\necho')).toEqual({ interpreter: '/bin/sh', argument: null });
    expect(parse('#! /bin/sh -e  -u \n')).toEqual({ interpreter: '/bin/sh', argument: '-e  -u' });
    expect(parse('#!/bin/sh')).toEqual({ interpreter: '/bin/sh', argument: null });
    expect(parse('#!   \n')).toBe(-ENOEXEC);
    expect(parse('echo')).toBeNull();
  });
});

describe('ELF', () => {
  /** A header and one loadable segment. */
  function image(change: (view: DataView) => void = () => {}): Uint8Array {
    const bytes = new Uint8Array(64 + 56);
    bytes.set([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1]);
    const view = new DataView(bytes.buffer);
    const set = (at: number, value: number) => view.setBigUint64(at, BigInt(value), true);
    view.setUint16(16, 2, true);
    view.setUint16(18, 62, true);
    set(24, 0x400100);
    set(32, 64);
    view.setUint16(54, 56, true);
    view.setUint16(56, 1, true);
    view.setUint32(64, 1, true);
    view.setUint32(68, 5, true);
    set(64 + 16, 0x400000);
    set(64 + 32, 0x200);
    set(64 + 40, 0x300);
    change(view);
    return bytes;
  }

  test('what must be where', () => {
    const bytes = image();
    expect(elfHeaderExtent(bytes)).toEqual({ offset: 64, length: 56 });
    expect(parseElf(bytes, bytes.subarray(64))).toMatchObject({
      pie: false,
      entry: 0x400100,
      phdr: 0x400040,
      interpreter: null,
      segments: [{ vaddr: 0x400000, offset: 0, fileSize: 0x200, memSize: 0x300, prot: 5 }],
    });
  });

  test('refuses what it cannot run', () => {
    expect(elfHeaderExtent(image((view) => view.setUint16(18, 40, true)))).toBe(-ENOEXEC);
    expect(elfHeaderExtent(new Uint8Array(10))).toBe(-ENOEXEC);
    const crooked = image((view) => view.setBigUint64(64 + 8, 5n, true));
    expect(parseElf(crooked, crooked.subarray(64))).toMatchObject({ late: -EINVAL });
  });

  test('looks at the machine alone, not at class and byte order, as Linux does', () => {
    expect(elfHeaderExtent(image((view) => view.setUint8(4, 1)))).toMatchObject({ offset: 64 });
  });
});

describe('the first stack', () => {
  test('lies as Linux lays it: argc, argv, envp, auxv, then strings up to the top', () => {
    const stack = buildStack({
      argv: ['prog', 'one'].map(utf8Encode),
      envp: ['A=1'].map(utf8Encode),
      filename: utf8Encode('/bin/prog'),
      random: new Uint8Array(16).fill(7),
      secure: false,
      ids: { uid: 1, euid: 2, gid: 3, egid: 4 },
      phdr: 0x400040,
      phnum: 3,
      phent: 56,
      entry: 0x400100,
    });
    expect(stack.sp % 16).toBe(0);
    const view = new DataView(stack.bytes.buffer);
    const word = (index: number) => Number(view.getBigUint64(index * 8, true));
    const text = (address: number) => {
      const from = address - stack.start;
      return String.fromCharCode(...stack.bytes.subarray(from, stack.bytes.indexOf(0, from)));
    };
    expect(word(0)).toBe(2);
    expect([text(word(1)), text(word(2)), word(3)]).toEqual(['prog', 'one', 0]);
    expect([text(word(4)), word(5)]).toEqual(['A=1', 0]);
    expect(word(6)).toBe(51);
    expect(text(STACK_TOP - 8 - 10)).toBe('/bin/prog');
    expect([stack.argStart, stack.argEnd].map((address) => STACK_TOP - address)).toEqual([8 + 10 + 4 + 9, 8 + 10 + 4]);
    expect(stack.envEnd).toBe(STACK_TOP - 18);
  });
});
