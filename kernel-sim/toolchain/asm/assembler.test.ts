/** The assembler's text side: directives, labels, expressions, messages; and gcc's own output as input. */
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ElfFile } from '../elf/reader';
import { linker } from '../link';
import { haveGcc, inTemporaryDirectory, runNatively } from '../x86/testing/native';
import { assembleSource } from './source';

const assemble = (text: string) => assembleSource({ path: 'a.s', text });

function section(text: string, name: string): string {
  const result = assemble(text);
  expect(result.diagnostics).toEqual([]);
  const elf = ElfFile.open(result.object!)!;
  return Buffer.from(elf.data(elf.section(name)!)).toString('hex');
}

function complaints(text: string): string[] {
  return assemble(text).diagnostics.map((d) => `${d.at.line}: ${d.code}`);
}

describe('directives', () => {
  it('write data of every width', () => {
    expect(section(".data\n.byte 1, -1, 0x41, 'A', 017\n.word 0x1234\n.long 1+2*3, ~0\n.quad -2", '.data')).toBe(
      '01ff41410f341207000000fffffffffeffffffffffffff',
    );
  });

  it('write strings with escapes', () => {
    expect(section('.section .rodata\n.ascii "a\\n\\x41\\101\\"", "b"\n.asciz "é"', '.rodata')).toBe(
      '610a41412262c3a900',
    );
  });

  it('align, skip and fill', () => {
    expect(section('.data\n.byte 1\n.align 4\n.byte 2\n.skip 2, 7\n.p2align 3\n.fill 2, 2, 5', '.data')).toBe(
      '010000000207070005000500',
    );
  });

  it('take differences of labels, also over jumps that grow', () => {
    const far = `a: jmp b\n${'nop\n'.repeat(200)}b: ret\n.data\n.long b - a, 1f - a\n.text\n1:`;
    expect(section(far, '.data')).toBe('cd000000ce000000');
  });

  it('set symbols', () => {
    expect(section('x = 5\n.set y, x * 2\n.data\nm: .ascii "hello"\nlength = . - m\n.long x, y, length', '.data')).toBe(
      '68656c6c6f05000000' + '0a00000005000000',
    );
  });
});

describe('local labels', () => {
  it('go to the nearest of their number', () => {
    expect(section('1: jmp 1b\njmp 1f\n1: jmp 1b\n', '.text')).toBe('ebfeeb00ebfe');
  });
});

describe('messages', () => {
  it('name the line and go on with the next', () => {
    expect(
      complaints('movl %eax\nfrob %eax\nmov $1, (%rax)\nmov %zax, %eax\nnop\njmp 5f\n.bogus 3\n.byte 1 2'),
    ).toEqual([
      '1: asm-bad-operands',
      '2: asm-unknown-instruction',
      '3: asm-size-needed',
      '4: asm-unknown-register',
      '7: asm-unknown-directive',
      '8: asm-expected',
      '8: asm-undefined-label',
    ]);
  });

  it('find labels defined twice, bad addresses, bad mixes and code in .bss', () => {
    expect(complaints('a: nop\na: nop')).toEqual(['2: asm-duplicate-label']);
    expect(complaints('mov (%rax,%rsp), %eax')).toEqual(['1: asm-bad-address']);
    expect(complaints('mov %ah, %r9b')).toEqual(['1: asm-bad-register-mix']);
    expect(complaints('.bss\nnop')).toEqual(['2: asm-code-in-bss']);
    expect(complaints('.data\n.byte 1f - 2f')).toHaveLength(3);
  });

  it('never throw on noise', () => {
    let state = 7;
    const next = (n: number) => {
      state = (Math.imul(state, 1103515245) + 12345) >>> 0;
      return (state >>> 8) % n;
    };
    const parts = [
      'mov',
      'add',
      '%rax',
      '%eax',
      '$',
      '(',
      ')',
      ',',
      '1f',
      '.byte',
      '.set',
      '"',
      "'",
      '*',
      '-',
      ':',
      ';',
      'lock',
      'rep',
      '%fs:',
      '0x',
      '8(%rbp)',
      '.section',
      '#',
      '\\',
      '\n',
      ' ',
      'x',
      '.align',
      '99999999999999999999',
      '@',
      '.size',
      '.org',
      '.fill',
    ];
    for (let i = 0; i < 3000; i++) {
      let text = '';
      for (let k = next(14); k >= 0; k--) text += parts[next(parts.length)] + (next(2) ? ' ' : '');
      expect(() => assemble(text), JSON.stringify(text)).not.toThrow();
    }
  });
});

const PROGRAM = `
static int table[64];
static const char *const names[] = {"zero", "one", "two"};
double scale(double x, int n) { return n > 3 ? x * n : x / (n + 1.5f); }
int pick(int x) { switch (x) { case 0: return 7; case 1: return 9; case 2: return 1; case 3: return 4; case 5: return 8; } return names[x % 3][0]; }
unsigned long hash(const char *s) { unsigned long h = 5381; while (*s) h = h * 33 ^ *s++; return h; }
void _start(void) {
  long sum = 0;
  for (int i = 0; i < 64; i++) table[i] = i * i % 37;
  for (int i = 0; i < 64; i++) sum += table[i] * pick(i & 7) + (long)scale(i, i & 7);
  sum ^= hash(names[1]);
  __asm__ volatile("syscall" : : "a"(231L), "D"(sum % 200));
  for (;;);
}`;

describe.skipIf(!haveGcc)("gcc's assembly", () => {
  for (const flags of [['-O0'], ['-O1'], ['-O2'], ['-O2', '-fPIE'], ['-Os']]) {
    it(`assembles and runs (${flags.join(' ')})`, () => {
      inTemporaryDirectory((dir) => {
        writeFileSync(join(dir, 'a.c'), PROGRAM);
        const common = ['-w', '-ffreestanding', '-fno-stack-protector', '-fno-pic', ...flags];
        execFileSync('gcc', [...common, '-S', '-o', join(dir, 'a.s'), join(dir, 'a.c')]);
        execFileSync('gcc', [...common, '-no-pie', '-nostdlib', '-static', '-o', join(dir, 'a.out'), join(dir, 'a.c')]);
        const result = assemble(readFileSync(join(dir, 'a.s'), 'utf8'));
        expect(result.diagnostics).toEqual([]);
        const linked = linker.link([result.object!], [], { target: 'linux' });
        expect(linked.diagnostics).toEqual([]);
        const expected = runNatively(new Uint8Array(readFileSync(join(dir, 'a.out'))));
        const run = runNatively(linked.elf!);
        expect({ status: run.status, signal: run.signal }).toEqual({
          status: expected.status,
          signal: expected.signal,
        });
      });
    });
  }
});
