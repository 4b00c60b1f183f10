/** The front door as a whole: C and assembly, several files, errors, targets, determinism. */
import { describe, expect, it } from 'vitest';
import { compile } from './compile';
import { PF, PT } from './elf/constants';
import { ElfFile } from './elf/reader';
import { linker } from './link';
import { isMessageCode } from './messages';
import type { CompileOptions, SourceFile } from './types';
import { canRunNatively, runNatively } from './x86/testing/native';

const options: CompileOptions = { target: 'linux', include: () => undefined };
const START: SourceFile = {
  path: 'start.S',
  text: `#define EXIT 231 /* exit_group */
#ifdef __ASSEMBLER__
.globl _start
#endif
_start:
  xor %ebp, %ebp
  call main   // as C would
  mov %eax, %edi
  mov $EXIT, %eax
  syscall
`,
};

describe('compile', () => {
  it.skipIf(!canRunNatively)('makes a program of C and preprocessed assembly', () => {
    const result = compile(
      [
        START,
        { path: 'main.c', text: 'int twice(int);\nint main(void) { return twice(20) + 2; }' },
        { path: 'twice.c', text: 'int twice(int x) { return x * 2; }' },
      ],
      options,
    );
    expect(result.diagnostics).toEqual([]);
    expect(runNatively(result.elf!).status).toBe(42);
  });

  it('names functions and lines of the finished file', () => {
    const { debug } = compile(
      [START, { path: 'main.c', text: 'int main(void)\n{\n  int x = 1;\n  return x;\n}' }],
      options,
    );
    const main = debug!.functions.find((f) => f.name === 'main')!;
    expect([main.file, main.line]).toEqual(['main.c', 1]);
    expect(debug!.lines.filter((l) => l.file === 'main.c').map((l) => l.line)).toContain(4);
    expect(debug!.lines.filter((l) => l.file === 'start.S').map((l) => l.line)).toEqual([6, 7, 8, 9, 10]);
  });

  it('tells the errors of all files at once', () => {
    const result = compile(
      [
        { path: 'a.c', text: 'int f(void) { return nothing; }' },
        { path: 'b.s', text: 'frobnicate %eax' },
        { path: 'c.c', text: 'void g(void) { __asm__("mov %0, %%nowhere" : : "r"(1)); }' },
      ],
      options,
    );
    expect(result.ok).toBe(false);
    expect(result.elf).toBeUndefined();
    expect(result.diagnostics.filter((d) => d.severity === 'error').map((d) => `${d.at.file}:${d.at.line}`)).toEqual([
      'a.c:1',
      'b.s:1',
      'c.c:1',
    ]);
    expect(result.diagnostics.every((d) => isMessageCode(d.code))).toBe(true);
  });

  it('says at which line a missing function is called', () => {
    const { diagnostics } = compile(
      [START, { path: 'main.c', text: 'void missing(void);\nint main(void)\n{\n  missing();\n  return 0;\n}' }],
      options,
    );
    expect(diagnostics.map((d) => [d.code, d.params.name, d.at.file, d.at.line])).toEqual([
      ['link-undefined-symbol', 'missing', 'main.c', 4],
    ]);
  });

  it('hints at main when there is none', () => {
    const { diagnostics } = compile([START], options);
    expect(diagnostics.map((d) => [d.code, d.hint?.code])).toEqual([['link-undefined-symbol', 'link-hint-main']]);
  });

  it('stops at objects, which an archive can hold', () => {
    const { objects } = compile([{ path: 'main.c', text: 'int main(void) { return 0; }' }], {
      ...options,
      compileOnly: true,
    });
    const library = linker.archive([{ name: 'main.o', object: objects![0] }]);
    expect(compile([START], { ...options, libraries: [library] }).ok).toBe(true);
  });

  it('links bare-metal programs: R-X and RW only, at 1 MiB', () => {
    const text = `
      static volatile unsigned short *const screen = (unsigned short *)0xb8000;
      static int counter;
      static inline void out(unsigned short port, unsigned char value) { __asm__ volatile("outb %0, %1" : : "a"(value), "Nd"(port)); }
      struct gate { unsigned short low, selector; unsigned char ist, flags; unsigned short middle; unsigned high, zero; } __attribute__((packed)) idt[256];
      struct { unsigned short limit; void *base; } __attribute__((packed)) pointer = { sizeof idt - 1, idt };
      __attribute__((interrupt)) void tick(void *frame) { counter++; out(0x20, 0x20); }
      void _start(void) {
        unsigned long address = (unsigned long)tick;
        idt[32].low = address; idt[32].selector = 8; idt[32].flags = 0x8e; idt[32].middle = address >> 16; idt[32].high = address >> 32;
        __asm__ volatile("lidt %0; sti" : : "m"(pointer));
        for (int i = 0; i < 5; i++) screen[i] = 0x0700 | "hello"[i];
        out(0x3f8, 'x');
        for (;;) __asm__ volatile("hlt");
      }`;
    const result = compile([{ path: 'bare.c', text }], { ...options, target: 'bare' });
    expect(result.diagnostics).toEqual([]);
    const elf = result.elf!;
    const view = new DataView(elf.buffer, elf.byteOffset);
    const loads = Array.from({ length: view.getUint16(56, true) }, (_, i) => ({
      type: view.getUint32(64 + i * 56, true),
      flags: view.getUint32(68 + i * 56, true),
    })).filter((p) => p.type === PT.LOAD);
    expect(loads.map((p) => p.flags)).toEqual([PF.R | PF.X, PF.R | PF.W]);
    expect(ElfFile.open(elf)!.entry).toBeGreaterThanOrEqual(0x100000);
  });

  it('gives the same bytes twice', () => {
    const sources = [
      START,
      { path: 'main.c', text: 'double half(double x) { return x / 2; }\nint main(void) { return (int)half(7.5); }' },
    ];
    const [one, two] = [compile(sources, options), compile(sources, options)];
    expect(Buffer.from(one.elf!).equals(Buffer.from(two.elf!))).toBe(true);
  });
});
