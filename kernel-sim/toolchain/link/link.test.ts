/** The linker and the archiver, and what GNU's tools think of their files. */
import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { assembleSource } from '../asm/source';
import { PF, PT } from '../elf/constants';
import { readDebug } from '../elf/debug-reader';
import { ElfFile } from '../elf/reader';
import { canRunNatively, haveGcc, inTemporaryDirectory, runNatively } from '../x86/testing/native';
import { linker } from './index';

const haveBinutils = spawnSync('readelf', ['--version']).status === 0;

function object(text: string, path = 'a.s'): Uint8Array {
  const result = assembleSource({ path, text });
  expect(result.diagnostics).toEqual([]);
  return result.object!;
}

const EXIT = `
.globl _start
_start:
  call answer
  mov %eax, %edi
  mov $231, %eax
  syscall
`;

function segments(elf: Uint8Array): { type: number; flags: number; address: number }[] {
  const view = new DataView(elf.buffer, elf.byteOffset);
  return Array.from({ length: view.getUint16(56, true) }, (_, i) => {
    const at = 64 + i * 56;
    return {
      type: view.getUint32(at, true),
      flags: view.getUint32(at + 4, true),
      address: Number(view.getBigUint64(at + 16, true)),
    };
  });
}

describe('linking', () => {
  const answer = object(
    '.globl answer\nanswer: mov value(%rip), %eax\n ret\n.data\n.globl value\nvalue: .long 42\n.bss\nroom: .skip 100',
    'b.s',
  );

  it('gives a Linux program segments with the right permissions', () => {
    const { elf, diagnostics } = linker.link([object(EXIT), answer], [], { target: 'linux' });
    expect(diagnostics).toEqual([]);
    const loads = segments(elf!).filter((s) => s.type === PT.LOAD);
    expect(loads.map((s) => s.flags)).toEqual([PF.R, PF.R | PF.X, PF.R | PF.W]);
    expect(loads[0].address).toBe(0x400000);
    expect(loads.every((s) => s.address % 4096 === 0)).toBe(true);
    expect(segments(elf!).some((s) => s.type === PT.GNU_STACK && s.flags === (PF.R | PF.W))).toBe(true);
  });

  it('links bare programs at 1 MiB, code first, nothing both writable and executable', () => {
    const { elf } = linker.link([object(EXIT), answer], [], { target: 'bare' });
    const loads = segments(elf!).filter((s) => s.type === PT.LOAD);
    expect(loads.map((s) => [s.flags, s.address])).toEqual([
      [PF.R | PF.X, 0x100000],
      [PF.R | PF.W, 0x101000],
    ]);
    expect(ElfFile.open(elf!)!.entry).toBe(0x100000);
  });

  it.skipIf(!canRunNatively)('runs', () => {
    expect(runNatively(linker.link([object(EXIT), answer], [], { target: 'linux' }).elf!).status).toBe(42);
  });

  it('is deterministic', () => {
    const once = linker.link([object(EXIT), answer], [], { target: 'linux' }).elf!;
    const again = linker.link([object(EXIT), answer], [], { target: 'linux' }).elf!;
    expect(Buffer.from(once).equals(Buffer.from(again))).toBe(true);
  });

  it('says where an undefined symbol is used', () => {
    const { diagnostics } = linker.link([object(EXIT)], [], { target: 'linux' });
    expect(diagnostics.map((d) => ({ code: d.code, params: d.params, at: d.at }))).toEqual([
      { code: 'link-undefined-symbol', params: { name: 'answer' }, at: { file: 'a.s', line: 4, column: 1 } },
    ]);
  });

  it('says where a symbol is defined twice', () => {
    const twice = object('nop\n.globl answer\nanswer: ret', 'c.s');
    const { diagnostics } = linker.link([object(EXIT), answer, twice], [], { target: 'linux' });
    expect(diagnostics.map((d) => [d.code, d.at.file, d.at.line, d.notes?.[0].at.file, d.notes?.[0].at.line])).toEqual([
      ['link-duplicate-symbol', 'c.s', 3, 'b.s', 2],
    ]);
  });

  it('misses the entry point', () => {
    expect(linker.link([answer], [], { target: 'linux' }).diagnostics.map((d) => d.code)).toEqual(['link-no-entry']);
  });

  it('rejects what is no object, damaged ones included', () => {
    expect(linker.link([new Uint8Array([1, 2, 3])], [], { target: 'linux' }).diagnostics[0].code).toBe(
      'link-bad-object',
    );
    const good = object(EXIT);
    for (let at = 0; at < 64; at++) {
      const bad = good.slice();
      bad[at] ^= 0xff;
      expect(() => linker.link([bad, answer], [], { target: 'linux' })).not.toThrow();
    }
  });

  it('tells that an address is too far away', () => {
    const far = object('.globl far\nfar = 0x123456789a\n', 'far.s');
    const use = object('.globl _start\n_start: mov far, %eax\n', 'use.s');
    expect(linker.link([use, far], [], { target: 'linux' }).diagnostics.map((d) => [d.code, d.at.line])).toEqual([
      ['link-relocation-overflow', 2],
    ]);
  });
});

describe('archives', () => {
  const members = [
    { name: 'unused.o', object: object('.globl unused\nunused: ret', 'unused.s') },
    { name: 'a-name-longer-than-sixteen.o', object: object('.globl answer\nanswer: jmp helper', 'long.s') },
    { name: 'helper.o', object: object('.globl helper\nhelper: mov $7, %eax\n ret', 'helper.s') },
  ];
  const archive = linker.archive(members);

  it('give only the members that are wanted', () => {
    const { elf, diagnostics, debug } = linker.link([object(EXIT)], [archive], { target: 'linux' });
    expect(diagnostics).toEqual([]);
    const file = ElfFile.open(elf!)!;
    const names = Array.from({ length: file.symbolCount }, (_, i) => file.symbolName(i));
    expect(names).toContain('helper');
    expect(names).not.toContain('unused');
    expect(debug!.lines.some((l) => l.file.endsWith('helper.s'))).toBe(true);
    if (canRunNatively) expect(runNatively(elf!).status).toBe(7);
  });

  it.skipIf(!haveBinutils)('are read by GNU ar, and GNU ar writes what we read', () => {
    inTemporaryDirectory((dir) => {
      writeFileSync(join(dir, 'lib.a'), archive);
      expect(
        execFileSync('ar', ['t', join(dir, 'lib.a')])
          .toString()
          .trim()
          .split('\n'),
      ).toEqual(members.map((m) => m.name));
      expect(execFileSync('nm', ['-s', join(dir, 'lib.a')]).toString()).toContain(
        'answer in a-name-longer-than-sixteen.o',
      );
      for (const m of members) writeFileSync(join(dir, m.name), m.object);
      execFileSync('ar', ['rcs', join(dir, 'gnu.a'), ...members.map((m) => join(dir, m.name))]);
      const { diagnostics } = linker.link([object(EXIT)], [new Uint8Array(readFileSync(join(dir, 'gnu.a')))], {
        target: 'linux',
      });
      expect(diagnostics).toEqual([]);
    });
  });
});

describe('debug tables', () => {
  const { elf, debug } = linker.link(
    [object(EXIT)],
    [
      linker.archive([
        {
          name: 'x.o',
          object: object(
            'nop\n.globl answer\n.type answer, @function\nanswer:\n  mov $1, %eax\n  ret\n.size answer, .-answer',
            'x.s',
          ),
        },
      ]),
    ],
    { target: 'linux' },
  );

  it('name function and line of an address', () => {
    const answer = debug!.functions.find((f) => f.name === 'answer')!;
    expect([answer.file, answer.line, answer.high - answer.low]).toEqual(['x.s', 5, 6]);
    expect(debug!.lines.filter((l) => l.file === 'x.s').map((l) => l.line)).toEqual([1, 5, 6]);
  });

  it.skipIf(!haveBinutils)('agree with addr2line', () => {
    inTemporaryDirectory((dir) => {
      const path = join(dir, 'a.out');
      writeFileSync(path, elf!);
      const rows = debug!.lines.filter((l) => l.line > 0);
      const told = execFileSync('addr2line', ['-e', path, ...rows.map((r) => r.address.toString(16))])
        .toString()
        .trim()
        .split('\n');
      expect(told.map((t) => t.replace(/^.*\//, ''))).toEqual(rows.map((r) => `${r.file}:${r.line}`));
    });
  });

  it.skipIf(!haveGcc)("read gcc's tables, DWARF 4 and 5", () => {
    inTemporaryDirectory((dir) => {
      writeFileSync(
        join(dir, 'a.c'),
        'int twice(int x)\n{\n  return x * 2;\n}\nvoid _start(void)\n{\n  twice(3);\n  for (;;);\n}\n',
      );
      for (const version of [4, 5]) {
        execFileSync('gcc', [
          '-w',
          `-gdwarf-${version}`,
          '-O0',
          '-ffreestanding',
          '-fno-pic',
          '-c',
          '-o',
          join(dir, 'a.o'),
          join(dir, 'a.c'),
        ]);
        const linked = linker.link([new Uint8Array(readFileSync(join(dir, 'a.o')))], [], { target: 'linux' });
        expect(linked.diagnostics).toEqual([]);
        const twice = readDebug(linked.elf!).functions.find((f) => f.name === 'twice')!;
        expect([twice.file.endsWith('a.c'), twice.line]).toEqual([true, 2]);
      }
    });
  });
});
