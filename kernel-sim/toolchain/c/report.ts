/**
 * Where the front end's findings are gathered: codes with parameters, never words.
 * Repeats of the same finding at the same place are dropped, and a run stops after a fixed number of errors.
 */
import type { Diagnostic, Severity, SourcePosition } from '../diagnostics';
import type { MessageCode } from '../messages/en';

/** Anything that lies in the source: a token, or a position with the text that is marked. */
export interface Marked extends SourcePosition {
  text?: string;
}

export type Params = Readonly<Record<string, string | number>>;

export interface Details {
  hint?: MessageCode;
  hintParams?: Params;
  notes?: Diagnostic[];
}

const ERROR_LIMIT = 30;
const WARNING_LIMIT = 100;

/** Thrown when the source cannot be read further; everything worth saying has been reported. */
export class GiveUp extends Error {}

/** A plain position, without the token that carried it. */
export function positionOf(at: Marked): SourcePosition {
  return { file: at.file, line: at.line, column: at.column };
}

export class Reporter {
  readonly diagnostics: Diagnostic[] = [];
  errors = 0;
  /** C as it was before 1999: integers and pointers convert with a warning. */
  lenient = false;
  private warnings = 0;
  private readonly seen = new Set<string>();

  constructor(private readonly wantWarnings: boolean) {}

  error(code: MessageCode, at: Marked, params: Params = {}, details: Details = {}): void {
    if (!this.add('error', code, at, params, details)) return;
    if (++this.errors < ERROR_LIMIT) return;
    this.diagnostics.push({ severity: 'error', code: 'too-many-errors', params: {}, at: positionOf(at) });
    throw new GiveUp();
  }

  warn(code: MessageCode, at: Marked, params: Params = {}, details: Details = {}): void {
    if (!this.wantWarnings || this.warnings >= WARNING_LIMIT) return;
    if (this.add('warning', code, at, params, details)) this.warnings++;
  }

  /** Reports an error after which reading on makes no sense. */
  fatal(code: MessageCode, at: Marked, params: Params = {}): never {
    this.error(code, at, params);
    throw new GiveUp();
  }

  private add(severity: Severity, code: MessageCode, at: Marked, params: Params, details: Details): boolean {
    const key = `${code}:${at.file}:${at.line}:${at.column}`;
    if (this.seen.has(key)) return false;
    this.seen.add(key);
    this.diagnostics.push(makeDiagnostic(severity, code, at, params, details));
    return true;
  }
}

function makeDiagnostic(
  severity: Severity,
  code: MessageCode,
  at: Marked,
  params: Params,
  details: Details,
): Diagnostic {
  const made: Diagnostic = { severity, code, params, at: positionOf(at) };
  if (at.text) made.endColumn = at.column + at.text.length;
  if (details.hint) made.hint = { code: details.hint, params: details.hintParams ?? {} };
  if (details.notes) made.notes = details.notes;
  return made;
}

/** A note that points at another place ("previous definition is here"). */
export function note(code: MessageCode, at: Marked, params: Params = {}): Diagnostic {
  return makeDiagnostic('note', code, at, params, {});
}
