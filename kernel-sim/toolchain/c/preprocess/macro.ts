/**
 * Macro definitions (C11 6.10.3): what `#define` says, kept ready for substitution.
 */
import type { Token } from '../lexer/token';
import type { Reporter } from '../report';

export interface Macro {
  name: string;
  body: Token[];
  /** Absent for object-like macros. The variadic parameter is the last, by its name. */
  params?: Map<string, number>;
  variadic: boolean;
  /** For dynamic macros such as __LINE__: makes the one token. */
  dynamic?: (at: Token) => Token;
  predefined?: boolean;
}

export const VA_ARGS = '__VA_ARGS__';

/** Parses the tokens after `#define` up to the end of the line. */
export function parseDefinition(line: Token[], report: Reporter, directive: Token): Macro | undefined {
  const name = line[0];
  if (name?.kind !== 'identifier') {
    report.error('macro-name-expected', name ?? directive);
    return undefined;
  }
  if (name.text === 'defined') {
    report.error('macro-name-reserved', name, { name: name.text });
    return undefined;
  }
  const functionLike = line[1]?.text === '(' && line[1].kind === 'punctuator' && !line[1].space;
  if (!functionLike) {
    const body = line.slice(1);
    return checkHashes(body, undefined, report) ? { name: name.text, body, variadic: false } : undefined;
  }
  const header = parseParameters(line, report);
  if (!header) return undefined;
  const body = line.slice(header.end);
  if (!checkHashes(body, header.params, report)) return undefined;
  return { name: name.text, body, params: header.params, variadic: header.variadic };
}

/** parameters = "(" [identifier {"," identifier}] ["," "..."] ")", from line[1]. */
function parseParameters(
  line: Token[],
  report: Reporter,
): { params: Map<string, number>; variadic: boolean; end: number } | undefined {
  const params = new Map<string, number>();
  let i = 2;
  if (line[i]?.text === ')') return { params, variadic: false, end: i + 1 };
  for (; ; i++) {
    const parameter = line[i];
    if (parameter?.text === '...') {
      params.set(VA_ARGS, params.size);
      return closes(line, i + 1, report) ? { params, variadic: true, end: i + 2 } : undefined;
    }
    if (parameter?.kind !== 'identifier' || params.has(parameter.text)) {
      report.error('macro-parameter-expected', parameter ?? line[i - 1]);
      return undefined;
    }
    params.set(parameter.text, params.size);
    i++;
    if (line[i]?.text === '...') {
      return closes(line, i + 1, report) ? { params, variadic: true, end: i + 2 } : undefined;
    }
    if (line[i]?.text === ')') return { params, variadic: false, end: i + 1 };
    if (line[i]?.text !== ',') {
      report.error('macro-parameter-expected', line[i] ?? line[i - 1]);
      return undefined;
    }
  }
}

function closes(line: Token[], i: number, report: Reporter): boolean {
  if (line[i]?.text === ')') return true;
  report.error('macro-parameter-expected', line[i] ?? line[i - 1]);
  return false;
}

/** `##` must not stand at an end, `#` must be followed by a parameter (6.10.3.2, 6.10.3.3). */
function checkHashes(body: Token[], params: Map<string, number> | undefined, report: Reporter): boolean {
  for (const end of [body[0], body[body.length - 1]]) {
    if (end?.text !== '##' || end.kind !== 'punctuator') continue;
    report.error('paste-at-edge', end);
    return false;
  }
  for (let i = 0; params && i < body.length; i++) {
    if (body[i].text !== '#' || body[i].kind !== 'punctuator') continue;
    if (params.has(body[i + 1]?.text) || body[i + 1]?.text === '__VA_OPT__') continue;
    report.error('stringify-needs-parameter', body[i]);
    return false;
  }
  return true;
}

/** Whether a second definition says the same (6.10.3p2). */
export function sameMacro(a: Macro, b: Macro): boolean {
  return (
    a.variadic === b.variadic &&
    [...(a.params?.keys() ?? ['-'])].join() === [...(b.params?.keys() ?? ['-'])].join() &&
    a.body.length === b.body.length &&
    a.body.every((token, i) => token.text === b.body[i].text && (i === 0 || token.space === b.body[i].space))
  );
}
