/** The toolchain's public face: C and assembly to ELF, archives, and the debug tables of a finished file. */
export { compile } from './compile';
export type { Diagnostic, Language, Severity, SourcePosition } from './diagnostics';
export { type DataSymbol, dataSymbols, fileBytes } from './elf/data-symbols';
export { lineAt, readDebug } from './elf/debug-reader';
export { linker } from './link';
export type {
  BackEnd,
  CompileOptions,
  CompileResult,
  DebugInfo,
  FrontEnd,
  Linker,
  LinkOptions,
  SourceFile,
  Target,
} from './types';
export { backEnd } from './x86';
