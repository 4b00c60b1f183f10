/**
 * The C front end: a source file to an IR module. Preprocess, parse and check in one pass, lower.
 * Bad input of any kind ends in diagnostics, never in an exception.
 */
import type { Diagnostic } from '../diagnostics';
import type { IrModule } from '../ir';
import type { CompileOptions, FrontEnd, SourceFile } from '../types';
import { Token } from './lexer/token';
import { lowerUnit } from './lower/unit';
import { staticAssert, translationUnit } from './parser/declarations';
import { assignment, cast, conditional, expression } from './parser/expressions';
import { parameterDeclaration } from './parser/functions';
import { parseInitialiser } from './parser/initialisers';
import { type Grammar, Parser } from './parser/parser';
import { declarationSpecifiers, isTypeName, typeName } from './parser/specifiers';
import { compound } from './parser/statements';
import { declareBuiltinTypes } from './parser/va-list';
import { finishTentative } from './parser/variables';
import { preprocess } from './preprocess/preprocessor';
import { GiveUp, Reporter } from './report';
import type { TranslationUnit } from './tree';

const GRAMMAR: Grammar = {
  expression,
  assignment,
  conditional,
  cast,
  typeName,
  isTypeName,
  specifiers: declarationSpecifiers,
  parameter: parameterDeclaration,
  staticAssert,
  compound,
  initialiser: parseInitialiser,
};

export const frontEnd: FrontEnd = { toIr };

function toIr(source: SourceFile, options: CompileOptions): ReturnType<FrontEnd['toIr']> {
  const { module, diagnostics } = toTypedIr(source, options);
  return module ? { module, diagnostics } : { diagnostics };
}

/** The IR together with the typed tree that it was made from, for back ends that describe types (BTF). */
export function toTypedIr(
  source: SourceFile,
  options: CompileOptions,
): { module?: IrModule; unit?: TranslationUnit; diagnostics: Diagnostic[] } {
  const report = new Reporter(options.warnings !== false);
  let made: { module: IrModule; unit: TranslationUnit } | undefined;
  try {
    made = compile(source, options, report);
  } catch (error) {
    describeFailure(error, source, report);
  }
  const { diagnostics } = report;
  return report.errors === 0 && made ? { ...made, diagnostics } : { diagnostics };
}

function compile(
  source: SourceFile,
  options: CompileOptions,
  report: Reporter,
): { module: IrModule; unit: TranslationUnit } | undefined {
  const tokens = preprocess(source, options, report);
  const p = new Parser(tokens, report, GRAMMAR);
  p.gnu89 = options.gnu89 ?? false;
  report.lenient = p.gnu89;
  declareBuiltinTypes(p);
  translationUnit(p);
  finishTentative(p);
  return report.errors === 0 ? { module: lowerUnit(source.path, p.unit, report), unit: p.unit } : undefined;
}

/** Too deeply nested input overflows our stack; anything else that is thrown is a mistake of ours, and said so. */
function describeFailure(error: unknown, source: SourceFile, report: Reporter): void {
  if (error instanceof GiveUp) return;
  const at = new Token('end', '', source.path, 1, 1);
  try {
    if (error instanceof RangeError) report.error('nesting-too-deep', at);
    else report.error('internal-error', at, { message: error instanceof Error ? error.message : String(error) });
  } catch (again) {
    if (!(again instanceof GiveUp)) throw again;
  }
}
