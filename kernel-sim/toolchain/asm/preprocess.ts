/**
 * Runs the C preprocessor over a `.S` file and writes its tokens back as text, line for line, so that the assembler's
 * messages and line table name the lines of the source. `__ASSEMBLER__` is defined.
 */
import { preprocess } from '../c/preprocess/preprocessor';
import { GiveUp, Reporter } from '../c/report';
import type { Diagnostic } from '../diagnostics';
import type { CompileOptions, SourceFile } from '../types';

const DIRECTIVE = /^\s*#\s*(define|undef|include|if|ifdef|ifndef|else|elif|endif|error|warning|line|pragma)\b/;

/**
 * What differs from C: `#` also begins a comment, and `$` is no letter of a name (`$SIZE` is an immediate whose name may
 * be a macro). Strings stay as they are.
 */
function prepare(text: string): string {
  return text
    .split('\n')
    .map((line) => {
      if (DIRECTIVE.test(line)) return line;
      return line.replace(/"(?:\\.|[^"\\])*"|\$(?=[A-Za-z_])|(?:^|\s)#.*/g, (m) =>
        m[0] === '"' ? m : m === '$' ? '$ ' : '',
      );
    })
    .join('\n');
}

export function preprocessAssembly(
  source: SourceFile,
  options: CompileOptions,
): { text?: string; diagnostics: Diagnostic[] } {
  const report = new Reporter(options.warnings !== false);
  const { diagnostics } = report;
  try {
    const text = prepare(source.text);
    const tokens = preprocess(
      { ...source, text },
      { ...options, defines: { ...options.defines, __ASSEMBLER__: '1' } },
      report,
    );
    let out = '';
    let line = 1;
    for (const token of tokens) {
      if (token.kind === 'end' || token.kind === 'pragma') continue;
      // Lines of included files would shift our own; they are put on the line of the token before.
      if (token.file === source.path) {
        while (line < token.line) {
          out += '\n';
          line++;
        }
      } else if (token.first) out += '; ';
      if (token.space) out += ' ';
      out += token.text;
    }
    return report.errors === 0 ? { text: `${out}\n`, diagnostics } : { diagnostics };
  } catch (problem) {
    if (problem instanceof GiveUp) return { diagnostics };
    throw problem;
  }
}
