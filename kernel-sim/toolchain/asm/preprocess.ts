/**
 * Runs the C preprocessor over a `.S` file and writes its tokens back as text, line for line, so that the assembler's
 * messages and line table name the lines of the source. `__ASSEMBLER__` is defined.
 */
import { preprocess } from '../c/preprocess/preprocessor';
import { GiveUp, Reporter } from '../c/report';
import type { Diagnostic } from '../diagnostics';
import type { CompileOptions, SourceFile } from '../types';

export function preprocessAssembly(
  source: SourceFile,
  options: CompileOptions,
): { text?: string; diagnostics: Diagnostic[] } {
  const report = new Reporter(options.warnings !== false);
  const { diagnostics } = report;
  try {
    const tokens = preprocess(source, { ...options, defines: { ...options.defines, __ASSEMBLER__: '1' } }, report);
    let text = '';
    let line = 1;
    for (const token of tokens) {
      if (token.kind === 'end' || token.kind === 'pragma') continue;
      // Lines of included files would shift our own; they are put on the line of the token before.
      if (token.file === source.path) {
        while (line < token.line) {
          text += '\n';
          line++;
        }
      } else if (token.first) text += '; ';
      if (token.space) text += ' ';
      text += token.text;
    }
    return report.errors === 0 ? { text: `${text}\n`, diagnostics } : { diagnostics };
  } catch (problem) {
    if (problem instanceof GiveUp) return { diagnostics };
    throw problem;
  }
}
