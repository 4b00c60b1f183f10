/** Kernel modules: what kbuild would have put into the file is there, and what the kernel cannot do is refused. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { compile } from '..';
import { ElfFile } from '../elf/reader';
import type { CompileOptions } from '../types';

const HEADERS = join(import.meta.dirname, '../../userland/kernel-include');
const include: CompileOptions['include'] = (path) => {
  const file = join(HEADERS, path);
  return existsSync(file) ? { path, text: readFileSync(file, 'utf8') } : undefined;
};
const HELLO = `#include <linux/init.h>
#include <linux/module.h>
static int count = 1;
static char *who = "world";
module_param(count, int, 0644);
MODULE_PARM_DESC(count, "how often");
module_param(who, charp, 0444);
int shared(int x) { return x * 3; }
EXPORT_SYMBOL_GPL(shared);
int helper(const char *fmt, ...);
static int __init hello_init(void)
{
  for (int i = 0; i < count; i++)
    pr_info("hello %s %d\\n", who, helper("x", i));
  return 0;
}
static void __exit hello_exit(void) { pr_info("bye\\n"); }
module_init(hello_init);
module_exit(hello_exit);
MODULE_LICENSE("GPL");
`;
const HELPER = `#include <linux/module.h>
static int depth = 7;
int helper(const char *fmt, ...) {
  __builtin_va_list ap;
  __builtin_va_start(ap, fmt);
  int v = __builtin_va_arg(ap, int);
  __builtin_va_end(ap);
  return depth + v;
}
EXPORT_SYMBOL(helper);
`;
const build = (texts: Record<string, string>, module?: CompileOptions['module']) =>
  compile(
    Object.entries(texts).map(([path, text]) => ({ path, text })),
    { target: 'module', include, module },
  );
const codes = (text: string, module?: CompileOptions['module']) =>
  build({ 'm.c': text }, module).diagnostics.map((d) => `${d.code}@${d.at.line}`);

function open(bytes: Uint8Array | undefined): ElfFile {
  const elf = bytes && ElfFile.open(bytes);
  if (!elf) throw new Error('no object');
  return elf;
}

function relocations(elf: ElfFile, section: string): [offset: number, symbol: string][] {
  const found: [number, string][] = [];
  const rela = elf.section(`.rela${section}`);
  if (rela) elf.eachRelocation(rela, (offset, _type, symbol) => found.push([offset, elf.symbolName(symbol)]));
  return found;
}

function modinfo(elf: ElfFile): string[] {
  const section = elf.section('.modinfo');
  const text = section ? new TextDecoder().decode(elf.data(section)) : '';
  return text.split('\0').filter((line) => line !== '');
}

describe('a module of two files', () => {
  const { elf: bytes, diagnostics } = build({ 'hello.c': HELLO, 'helper.c': HELPER });

  it('compiles without a word', () => expect(diagnostics).toEqual([]));

  it('has the information that modinfo shows', () => {
    expect(modinfo(open(bytes))).toEqual([
      'parmtype=count:int',
      'parm=count:how often',
      'parmtype=who:charp',
      'license=GPL',
      'depends=',
      'name=hello',
      'vermagic=6.1.0-ringzero-amd64 SMP preempt mod_unload modversions ',
      'retpoline=Y',
    ]);
  });

  it('has struct module with its init and exit', () => {
    const elf = open(bytes);
    const section = elf.section('.gnu.linkonce.this_module');
    expect(section?.size).toBe(896);
    expect(section && new TextDecoder().decode(elf.data(section).subarray(24, 29))).toBe('hello');
    expect(relocations(elf, '.gnu.linkonce.this_module')).toEqual([
      [312, 'init_module'],
      [848, 'cleanup_module'],
    ]);
  });

  it('has parameters as an array of struct kernel_param', () => {
    const elf = open(bytes);
    expect(elf.section('__param')?.size).toBe(80);
    expect(relocations(elf, '__param').map(([, name]) => name)).toContain('param_ops_charp');
  });

  it('exports as PREL32 entries', () => {
    const elf = open(bytes);
    expect(elf.section('__ksymtab')?.size).toBe(12);
    expect(elf.section('__ksymtab_gpl')?.size).toBe(12);
    expect(relocations(elf, '__ksymtab_gpl')[0]).toEqual([0, 'shared']);
  });

  it('uses no vector register and keeps its sections apart', () => {
    const elf = open(bytes);
    expect(elf.section('.init.text')?.flags).toBe(6);
    expect(elf.section('.exit.text')?.flags).toBe(6);
    const text = elf.section('.text');
    const code = Buffer.from(text ? elf.data(text) : []).toString('hex');
    // movaps %xmm, memory: what a variadic function of a program saves.
    expect(code).not.toMatch(/0f29/);
  });

  it('is a relocatable file with lines', () => {
    expect(open(bytes).type).toBe(1);
    expect(open(bytes).section('.debug_line')?.size).toBeGreaterThan(50);
  });
});

describe('what a module cannot do', () => {
  const start = '#include <linux/module.h>\nMODULE_LICENSE("GPL");\n';
  it('floating point', () => {
    expect(codes(`${start}double half(int x) { return x / 2.0; }`)).toEqual(['module-float@3']);
    expect(codes(`${start}double half(void);\nint f(void) {\n  half(); return 0; }`)).toEqual(['module-sse@5']);
    expect(codes(`${start}int f(double x) { return 0; }`)).toEqual(['module-sse@3']);
  });

  it('symbols that nobody exports, and no license', () => {
    const exports = { _printk: 'vmlinux', helper: 'other' };
    const text = `${start}int helper(void);\nint f(void) { _printk("x"); return helper(); }`;
    expect(codes(`${text}\nint nobody(void);\nint g(void) { return nobody(); }`, { exports })).toEqual([
      'modpost-undefined@1',
    ]);
    expect(modinfo(open(build({ 'm.c': text }, { exports }).elf))).toContain('depends=other');
    expect(codes('int x;')).toEqual(['modpost-license@1']);
  });

  it('headers of the C library', () => {
    expect(codes(`${start}#include <stdio.h>`)).toEqual(['include-not-found@3']);
  });
});
