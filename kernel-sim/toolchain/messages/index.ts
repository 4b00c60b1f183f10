/** Diagnostics as text: GNU's format, in the reader's language, with the line of the source and a caret. */
import type { Diagnostic, Language, Severity } from '../diagnostics';
import { en, type MessageCode } from './en';
import { ja } from './ja';

export type { MessageCode } from './en';

const CATALOGUES: Readonly<Record<Language, Readonly<Record<MessageCode, string>>>> = { en, ja };

const SEVERITIES: Readonly<Record<Language, Readonly<Record<Severity | 'hint', string>>>> = {
  en: { error: 'error', warning: 'warning', note: 'note', hint: 'hint' },
  ja: { error: 'エラー', warning: '警告', note: '注記', hint: 'ヒント' },
};

/** Whether the catalogue has a text for the code. */
export function isMessageCode(code: string): code is MessageCode {
  return Object.hasOwn(en, code);
}

/** The text of a code with its parameters put in; a code without a text is shown as it is. */
export function messageText(
  code: string,
  params: Readonly<Record<string, string | number>>,
  language: Language,
): string {
  if (!isMessageCode(code))
    return [code, ...Object.entries(params).map(([name, value]) => `${name}=${value}`)].join(' ');
  const text = CATALOGUES[language][code].replace(/\{(\w+)\}/g, (_all, name: string) => String(params[name] ?? ''));
  return text.trimEnd();
}

/** `file:line:col: error: …`, then the line with a caret, the hint, and the notes. `source` is the text of the file. */
export function renderDiagnostic(diagnostic: Diagnostic, language: Language, source?: string): string {
  const { at, severity, code, params, hint, notes = [] } = diagnostic;
  const words = SEVERITIES[language];
  const lines = [`${at.file}:${at.line}:${at.column}: ${words[severity]}: ${messageText(code, params, language)}`];
  const line = source?.split(/\r\n?|\n/)[at.line - 1];
  if (line !== undefined) lines.push(...marked(line, at.line, at.column, diagnostic.endColumn));
  if (hint) lines.push(`${at.file}:${at.line}: ${words.hint}: ${messageText(hint.code, hint.params, language)}`);
  for (const each of notes) lines.push(renderDiagnostic(each, language, each.at.file === at.file ? source : undefined));
  return lines.join('\n');
}

/** The source line as GCC shows it, with `^~~~` under the place. */
function marked(line: string, number: number, column: number, endColumn = column + 1): string[] {
  const margin = String(number).padStart(5);
  const before = [...line.slice(0, column - 1)].map((character) => blankOf(character)).join('');
  const length = Math.max(1, Math.min(endColumn, line.length + 1) - column);
  const covered = [...line.slice(column - 1, column - 1 + length)]
    .map((character) => (isWide(character) ? '~~' : '~'))
    .join('');
  return [`${margin} | ${line}`, `      | ${before}^${covered.slice(1)}`];
}

function blankOf(character: string): string {
  if (character === '\t') return '\t';
  return isWide(character) ? '  ' : ' ';
}

/** East Asian characters take two columns of a terminal. */
function isWide(character: string): boolean {
  return /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]/.test(
    character,
  );
}
