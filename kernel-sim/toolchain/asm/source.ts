/** An AT&T source file → object: the `.s` half of the toolchain. */
import type { Diagnostic } from '../diagnostics';
import { writeObject } from '../elf/object';
import type { SourceFile } from '../types';
import { Assembler } from './assembler';
import { ObjectBuilder } from './builder';

/** Assembles AT&T source with a line table of its own. */
export function assembleSource(source: SourceFile): { object?: Uint8Array; diagnostics: Diagnostic[] } {
  const diagnostics: Diagnostic[] = [];
  const builder = new ObjectBuilder();
  for (const name of ['.text', '.data', '.bss']) builder.section(name);
  const assembler = new Assembler(builder, diagnostics);
  assembler.run(source.text, { file: source.path, line: 1, column: 1 }, { lines: true });
  assembler.finish();
  const object = builder.finish({ file: source.path, directory: '.' });
  for (const p of builder.problems)
    diagnostics.push({
      severity: 'error',
      code: p.code,
      params: p.params,
      at: { file: source.path, line: Math.max(1, p.line), column: 1 },
    });
  return diagnostics.length > 0 ? { diagnostics } : { object: writeObject(object), diagnostics };
}
