/** The x86-64 back end: IR module → relocatable ELF64 object. Bad input gives diagnostics, never an exception. */
import { Assembler } from '../asm/assembler';
import { ObjectBuilder } from '../asm/builder';
import { assembleSource } from '../asm/source';
import type { Diagnostic, SourcePosition } from '../diagnostics';
import { R_X86_64, SHF, SHT, STT } from '../elf/constants';
import { writeObject } from '../elf/object';
import type { IrData, IrFunction, IrModule } from '../ir';
import type { BackEnd, BackEndOptions } from '../types';
import { allocateRegisters } from './allocate';
import { Emitter } from './emit';
import { LiteralPool } from './literals';
import { inlinable } from './opt/inline';
import { optimise } from './optimise';
import { peephole } from './peephole';
import { selectFunction } from './select';
import { Selector, type UnitContext } from './selector';
import { wellFormed } from './verify';

class ModuleCompiler {
  private readonly builder = new ObjectBuilder();
  private readonly diagnostics: Diagnostic[] = [];
  private readonly assembler = new Assembler(this.builder, this.diagnostics);
  private readonly unit: UnitContext = {
    builder: this.builder,
    literals: new LiteralPool(this.builder),
    diagnostics: this.diagnostics,
  };
  private readonly serial = { asm: 0 };
  private readonly inlinable: ReadonlyMap<string, IrFunction>;

  constructor(
    private readonly module: IrModule,
    options: BackEndOptions,
  ) {
    this.inlinable = inlinable(module);
    this.unit.kernel = options.kernel;
  }

  run(): { object?: Uint8Array; diagnostics: Diagnostic[] } {
    const { module, builder } = this;
    for (const name of ['.text', '.data', '.bss']) builder.section(name);
    for (const block of module.asm) {
      this.assembler.section = builder.section('.text');
      this.assembler.run(block.text, block.at);
    }
    for (const data of module.data) this.data(data);
    for (const fn of module.functions) this.function(fn);
    for (const alias of module.aliases) this.alias(alias);
    for (const name of module.weakReferences ?? []) {
      const symbol = builder.lookup(name);
      if (symbol !== undefined && symbol.place === undefined) symbol.weak = true;
    }
    this.assembler.finish();
    const object = builder.finish({ file: module.file, directory: '.' });
    const at: SourcePosition = { file: module.file, line: 1, column: 1 };
    for (const p of builder.problems)
      this.diagnostics.push({
        severity: 'error',
        code: p.code,
        params: p.params,
        at: p.line > 0 ? { ...at, line: p.line } : at,
      });
    if (this.diagnostics.some((d) => d.severity === 'error')) return { diagnostics: this.diagnostics };
    return { object: writeObject(object), diagnostics: this.diagnostics };
  }

  /** A mistake of ours in one function must not take the compiler down: it is reported like any other error. */
  private function(fn: IrFunction): void {
    try {
      this.compile(fn);
    } catch (problem) {
      const what = problem instanceof Error ? problem.message : String(problem);
      this.diagnostics.push({
        severity: 'error',
        code: 'backend-internal',
        params: { what: `${fn.name}: ${what}` },
        at: fn.at,
      });
    }
  }

  private compile(fn: IrFunction): void {
    const wrong = wellFormed(fn);
    if (wrong !== undefined) {
      this.diagnostics.push({
        severity: 'error',
        code: 'backend-internal',
        params: { what: `${fn.name}: ${wrong}` },
        at: fn.at,
      });
      return;
    }
    const selector = new Selector(fn.attributes.naked ? fn : optimise(fn, this.inlinable), this.unit);
    const machine = selectFunction(selector);
    if (!allocateRegisters(machine)) {
      this.diagnostics.push({ severity: 'error', code: 'backend-registers', params: { function: fn.name }, at: fn.at });
      return;
    }
    peephole(machine);
    new Emitter(this.unit, this.assembler, fn, machine, this.serial).run();
    if (fn.attributes.constructor === true) this.arrayEntry('.init_array', SHT.INIT_ARRAY, fn.name);
    if (fn.attributes.destructor === true) this.arrayEntry('.fini_array', SHT.FINI_ARRAY, fn.name);
  }

  private arrayEntry(section: string, type: number, name: string): void {
    const array = this.builder.section(section, type, SHF.ALLOC | SHF.WRITE);
    array.alignTo(8, 0);
    array.fixup(R_X86_64[64], 8, false, { value: 0n, plus: this.builder.symbol(name) });
  }

  private data(data: IrData): void {
    const { builder } = this;
    const zero = data.bytes === undefined && data.relocations.length === 0;
    const name =
      data.section ??
      (data.threadLocal ? (zero ? '.tbss' : '.tdata') : zero ? '.bss' : data.readonly ? '.rodata' : '.data');
    const defaultFlags = SHF.ALLOC | (data.readonly ? 0 : SHF.WRITE) | (data.threadLocal ? SHF.TLS : 0);
    const known = /^\.(text|data|rodata|bss|init_array|fini_array|note)(\.|$)/.test(name);
    const type = name === '.tbss' ? SHT.NOBITS : undefined;
    const section = builder.section(name, type, known ? undefined : defaultFlags);
    section.alignTo(data.align, 0);
    const symbol = builder.symbol(data.name);
    if (symbol.place !== undefined) {
      this.diagnostics.push({
        severity: 'error',
        code: 'asm-duplicate-label',
        params: { name: data.name },
        at: { file: this.module.file, line: 1, column: 1 },
      });
      return;
    }
    symbol.place = section.here();
    symbol.global = data.global;
    symbol.weak = data.weak ?? false;
    symbol.keep = !data.name.startsWith('.L');
    symbol.type = data.threadLocal ? STT.TLS : STT.OBJECT;
    symbol.size = data.size;
    if (section.nobits) {
      section.skip(data.size);
      return;
    }
    const bytes = data.bytes ?? new Uint8Array(0);
    let done = 0;
    for (const r of [...data.relocations].sort((a, b) => a.offset - b.offset)) {
      section.bytes.raw(bytes.subarray(done, r.offset));
      if (bytes.length < r.offset) section.bytes.fill(r.offset - Math.max(done, bytes.length));
      section.fixup(r.size === 8 ? R_X86_64[64] : R_X86_64[32], r.size, false, {
        value: BigInt(r.addend),
        plus: builder.symbol(r.symbol),
      });
      done = r.offset + r.size;
    }
    section.bytes.raw(bytes.subarray(Math.min(done, bytes.length), data.size));
    const written = Math.max(done, Math.min(bytes.length, data.size));
    if (data.size > written) section.bytes.fill(data.size - written);
  }

  private alias(alias: IrModule['aliases'][number]): void {
    const target = this.builder.lookup(alias.target);
    const symbol = this.builder.symbol(alias.name);
    if (target === undefined) {
      this.diagnostics.push({
        severity: 'error',
        code: 'asm-undefined-label',
        params: { name: alias.target },
        at: { file: this.module.file, line: 1, column: 1 },
      });
      return;
    }
    symbol.place = target.place;
    if (target.place === undefined) symbol.equals = { symbol: target, addend: 0 };
    symbol.type = target.type;
    symbol.size = target.size;
    symbol.sizeExpression = target.sizeExpression;
    symbol.global = alias.global;
    symbol.weak = alias.weak;
    symbol.keep = true;
  }
}

export const backEnd: BackEnd = {
  toObject: (module, options = {}) => new ModuleCompiler(module, options).run(),
  assemble: assembleSource,
};
