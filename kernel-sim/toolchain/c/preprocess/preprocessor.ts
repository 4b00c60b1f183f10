/**
 * Translation phase 4 (C11 6.10): directives, files and the stream of expanded tokens.
 * Follows GCC where the standard leaves room: `#include_next` as `#include`, unknown pragmas ignored.
 */

import type { CompileOptions, SourceFile } from '../../types';
import { scan } from '../lexer/scan';
import { decodeText } from '../lexer/strings';
import { Token } from '../lexer/token';
import type { Reporter } from '../report';
import { evaluateCondition } from './condition';
import { Expander } from './expander';
import { KNOWN_ATTRIBUTES, KNOWN_BUILTINS } from './known';
import { type Macro, parseDefinition, sameMacro } from './macro';
import { dynamicMacros, objectMacro, predefinedMacros } from './predefined';

/** One `#if` … `#endif` that is open. */
interface Conditional {
  at: Token;
  /** A group of it has been taken; the rest are skipped. */
  taken: boolean;
  sawElse: boolean;
}

/** A file being read. */
interface FileReader {
  path: string;
  tokens: Token[];
  next: number;
  conditionals: Conditional[];
}

/** Predefined names that clang does not define for eBPF. */
const X86_ONLY = [
  '__x86_64__',
  '__x86_64',
  '__amd64__',
  '__amd64',
  '__SSE__',
  '__SSE2__',
  '__SSE_MATH__',
  '__SSE2_MATH__',
];

const INCLUDE_DEPTH_LIMIT = 200;
/** Tokens of one translation unit after preprocessing. */
const OUTPUT_LIMIT = 6_000_000;

/** Preprocesses a translation unit to the tokens the parser reads; the last is of kind `end`. */
export function preprocess(source: SourceFile, options: CompileOptions, report: Reporter): Token[] {
  return new Preprocessor(source, options, report).run();
}

class Preprocessor {
  private readonly macros: Map<string, Macro>;
  private readonly expander: Expander;
  private readonly once = new Set<string>();
  private readonly pushedMacros = new Map<string, (Macro | undefined)[]>();
  private readonly readers: FileReader[] = [];
  private readonly output: Token[] = [];
  private readonly directives: Readonly<Record<string, (line: Token[], name: Token) => void>>;

  constructor(
    private readonly source: SourceFile,
    private readonly options: CompileOptions,
    private readonly report: Reporter,
  ) {
    this.macros = predefinedMacros();
    for (const macro of dynamicMacros(source.path, () => this.readers.length - 1)) this.macros.set(macro.name, macro);
    if (options.target !== 'linux') this.macros.set('__STDC_HOSTED__', objectMacro('__STDC_HOSTED__', '0'));
    if (options.target === 'module') {
      this.macros.set('__KERNEL__', objectMacro('__KERNEL__', '1'));
      this.macros.set('MODULE', objectMacro('MODULE', '1'));
    }
    if (options.target === 'bpf') {
      for (const name of X86_ONLY) this.macros.delete(name);
      for (const name of ['__bpf__', '__BPF__', '__TARGET_ARCH_x86']) this.macros.set(name, objectMacro(name, '1'));
    }
    for (const [name, text] of Object.entries(options.defines ?? {})) this.macros.set(name, objectMacro(name, text));
    this.expander = new Expander(
      this.macros,
      report,
      () => this.readFile(),
      () => this.reader.next--,
    );
    this.directives = this.directiveTable();
  }

  run(): Token[] {
    this.runFile(this.source);
    const last = this.readFileEnd;
    this.output.push(last ?? new Token('end', '', this.source.path, 1, 1));
    return this.output;
  }

  private readFileEnd: Token | undefined;

  private get reader(): FileReader {
    return this.readers[this.readers.length - 1];
  }

  private runFile(source: SourceFile): void {
    this.readers.push({ path: source.path, tokens: scan(source), next: 0, conditionals: [] });
    for (let token = this.expander.next(); token.kind !== 'end'; token = this.expander.next()) this.put(token);
    const reader = this.reader;
    for (const open of reader.conditionals)
      this.report.error('unterminated-conditional', open.at, { name: open.at.text });
    this.readFileEnd = reader.tokens[reader.tokens.length - 1];
    this.readers.pop();
  }

  private put(token: Token): void {
    if (token.kind === 'other') {
      this.complain(token);
      return;
    }
    if (token.kind === 'identifier' && token.text === '_Pragma') {
      this.pragmaOperator(token);
      return;
    }
    if (this.output.length > OUTPUT_LIMIT) this.report.fatal('source-too-large', token);
    this.output.push(token);
  }

  private complain(token: Token): void {
    if (token.text === '/*') this.report.error('unterminated-comment', token);
    else if (/["]/.test(token.text)) {
      this.report.error('unterminated-string', token, {}, { hint: 'hint-close-quote' });
      // The parser still gets a string, so that one missing quote gives one message.
      const closed = token.movedTo(token);
      closed.kind = 'string';
      closed.text = `${token.text.replace(/\\$/, '')}"`;
      this.output.push(closed);
      this.closeStatement(token);
    } else if (token.text.includes("'")) {
      this.report.error('unterminated-char', token);
      const zero = token.movedTo(token);
      zero.kind = 'number';
      zero.text = '0';
      this.output.push(zero);
    } else this.report.error('stray-character', token, { character: token.text });
  }

  /** A string that ran to the end of its line has swallowed the `);` there: give it back. */
  private closeStatement(token: Token): void {
    for (const text of /(\)?)\s*(;?)\s*$/.exec(token.text)?.slice(1) ?? []) {
      if (text === '') continue;
      const made = token.movedTo(token);
      made.kind = 'punctuator';
      made.text = text;
      this.output.push(made);
    }
  }

  /** _Pragma ( string-literal ) */
  private pragmaOperator(at: Token): void {
    const parts = [this.expander.next(), this.expander.next(), this.expander.next()];
    if (parts[0].text !== '(' || parts[1].kind !== 'string' || parts[2].text !== ')') {
      this.report.error('bad-pragma-operator', at);
      return;
    }
    const text = decodeText(parts[1].text)
      .units.map((unit) => String.fromCharCode(unit))
      .join('');
    this.pragma(scan({ path: at.file, text }).slice(0, -1), at);
  }

  /** The file's next token; lines that begin with `#` are obeyed on the way. */
  private readFile(): Token {
    for (;;) {
      const { reader } = this;
      const token = reader.tokens[reader.next];
      if (token.kind === 'end') return token;
      reader.next++;
      if (!token.first || token.text !== '#' || token.kind !== 'punctuator') return token;
      this.directive(token);
    }
  }

  /** The tokens up to the end of the line. */
  private restOfLine(): Token[] {
    const { reader } = this;
    const start = reader.next;
    while (!reader.tokens[reader.next].first) reader.next++;
    return reader.tokens.slice(start, reader.next);
  }

  private directive(hash: Token): void {
    const line = this.restOfLine();
    const name = line.shift();
    if (!name) return;
    if (name.kind === 'number') {
      this.lineDirective([name, ...line], hash);
      return;
    }
    const act = Object.hasOwn(this.directives, name.text) ? this.directives[name.text] : undefined;
    if (act) act(line, name);
    else this.report.error('unknown-directive', name, { name: name.text });
  }

  private directiveTable(): Record<string, (line: Token[], name: Token) => void> {
    const include = (line: Token[], name: Token): void => this.include(line, name);
    return {
      define: (line, name) => this.define(line, name),
      undef: (line, name) => this.undefine(line, name),
      include,
      include_next: include,
      import: include,
      if: (line, name) => this.openConditional(name, this.condition(line, name)),
      ifdef: (line, name) => this.openConditional(name, this.isDefined(line[0], name)),
      ifndef: (line, name) => this.openConditional(name, !this.isDefined(line[0], name)),
      elif: (_line, name) => this.elseAfterTaken(name, false),
      else: (_line, name) => this.elseAfterTaken(name, true),
      endif: (_line, name) => {
        if (!this.reader.conditionals.pop()) this.report.error('conditional-without-if', name, { name: 'endif' });
      },
      error: (line, name) => this.report.error('error-directive', name, { text: spell(line) }),
      warning: (line, name) => this.report.warn('warning-directive', name, { text: spell(line) }),
      pragma: (line, name) => this.pragma(line, name),
      line: (line, name) => this.lineDirective(line, name),
      ident: () => {},
    };
  }

  private define(line: Token[], name: Token): void {
    const macro = parseDefinition(line, this.report, name);
    if (!macro) return;
    const before = this.macros.get(macro.name);
    if (before && !before.predefined && !sameMacro(before, macro)) {
      this.report.warn('macro-redefined', line[0], { name: macro.name });
    }
    this.macros.set(macro.name, macro);
  }

  private undefine(line: Token[], name: Token): void {
    if (line[0]?.kind !== 'identifier') this.report.error('macro-name-expected', line[0] ?? name);
    else this.macros.delete(line[0].text);
  }

  private isDefined(name: Token | undefined, directive: Token): boolean {
    if (name?.kind === 'identifier') return this.macros.has(name.text) || name.text.startsWith('__has_');
    this.report.error('macro-name-expected', name ?? directive);
    return false;
  }

  private condition(line: Token[], directive: Token): boolean {
    const expanded = this.expander.expandList(this.answerQuestions(line, directive));
    // `defined` may also come out of a macro (6.10.1p4 leaves it open; GCC obeys it).
    return evaluateCondition(this.answerQuestions(expanded, directive), directive, this.report);
  }

  /** Replaces `defined X` and `__has_…(X)` by 1 or 0, before macros are expanded. */
  private answerQuestions(line: Token[], directive: Token): Token[] {
    const out: Token[] = [];
    for (let i = 0; i < line.length; i++) {
      const token = line[i];
      const question = token.kind === 'identifier' && /^(?:defined|__has_\w+)$/.test(token.text);
      if (!question) {
        out.push(token);
        continue;
      }
      const parenthesised = line[i + 1]?.text === '(';
      const from = parenthesised ? i + 2 : i + 1;
      let to = from + 1;
      if (parenthesised) while (to < line.length && line[to].text !== ')') to++;
      out.push(
        new Token('number', this.answer(token, line.slice(from, to), directive), token.file, token.line, token.column),
      );
      i = parenthesised ? to : from;
    }
    return out;
  }

  private answer(question: Token, operand: Token[], directive: Token): string {
    const name = operand[0]?.text ?? '';
    const plain = name.replace(/^__(.+)__$/, '$1');
    let holds = false;
    if (question.text === 'defined') holds = this.isDefined(operand[0], directive);
    else if (question.text.startsWith('__has_include')) holds = this.findInclude(operand) !== undefined;
    else if (question.text === '__has_attribute') holds = KNOWN_ATTRIBUTES.has(plain);
    else if (question.text === '__has_builtin') holds = KNOWN_BUILTINS.has(name);
    return holds ? '1' : '0';
  }

  private openConditional(at: Token, holds: boolean): void {
    const conditional = { at, taken: holds, sawElse: false };
    this.reader.conditionals.push(conditional);
    if (!holds) this.skipGroups(conditional);
  }

  /** `#elif` or `#else` reached from a group that was read: all further groups are skipped. */
  private elseAfterTaken(name: Token, isElse: boolean): void {
    const { conditionals } = this.reader;
    const conditional = conditionals[conditionals.length - 1];
    if (!conditional) {
      this.report.error('conditional-without-if', name, { name: name.text });
      return;
    }
    if (conditional.sawElse) this.report.error('else-after-else', name, { name: name.text });
    if (isElse) conditional.sawElse = true;
    this.skipGroups(conditional);
  }

  /** Skips lines until a group of `conditional` is to be read, or its `#endif` is passed. */
  private skipGroups(conditional: Conditional): void {
    const { reader } = this;
    for (let depth = 0; reader.tokens[reader.next].kind !== 'end'; ) {
      const token = reader.tokens[reader.next++];
      if (!token.first || token.text !== '#' || token.kind !== 'punctuator') continue;
      const line = this.restOfLine();
      const name = line.shift();
      if (!name) continue;
      if (/^if(?:n?def)?$/.test(name.text)) depth++;
      else if (name.text === 'endif') {
        if (depth-- > 0) continue;
        reader.conditionals.pop();
        return;
      } else if (depth === 0 && this.groupBegins(conditional, name, line)) return;
    }
  }

  private groupBegins(conditional: Conditional, name: Token, line: Token[]): boolean {
    if (name.text !== 'else' && name.text !== 'elif') return false;
    if (conditional.sawElse) this.report.error('else-after-else', name, { name: name.text });
    if (name.text === 'else') conditional.sawElse = true;
    if (conditional.taken) return false;
    conditional.taken = name.text === 'else' || this.condition(line, name);
    return conditional.taken;
  }

  private include(line: Token[], name: Token): void {
    const tokens = line[0]?.kind === 'string' || line[0]?.text === '<' ? line : this.expander.expandList(line);
    const wanted = headerName(tokens);
    if (!wanted) {
      this.report.error('include-expects-file', line[0] ?? name);
      return;
    }
    if (this.readers.length > INCLUDE_DEPTH_LIMIT) this.report.fatal('include-too-deep', name, { path: wanted.path });
    const found = this.options.include(wanted.path, this.reader.path, wanted.quoted);
    if (!found) {
      this.report.fatal('include-not-found', tokens[0], { path: wanted.path });
    }
    if (!this.once.has(found.path)) this.runFile(found);
  }

  private findInclude(operand: Token[]): SourceFile | undefined {
    const wanted = headerName(operand);
    return wanted && this.options.include(wanted.path, this.reader.path, wanted.quoted);
  }

  private pragma(line: Token[], name: Token): void {
    if (line[0]?.text === 'once') this.once.add(this.reader.path);
    else if (line[0]?.text === 'pack') {
      const words = this.expander.expandList(line.slice(1)).map((token) => token.text);
      this.output.push(new Token('pragma', `pack ${words.join(' ')}`, name.file, name.line, name.column));
    } else if (line[0]?.text === 'push_macro' || line[0]?.text === 'pop_macro') this.stackMacro(line);
    else if (line[0]?.text === 'GCC' && line[1]?.text === 'error') {
      this.report.error('error-directive', line[1], { text: spell(line.slice(2)) });
    }
  }

  /** #pragma push_macro("NAME"), pop_macro("NAME") */
  private stackMacro(line: Token[]): void {
    const name = line[2]?.text.slice(1, -1) ?? '';
    const stack = this.pushedMacros.get(name) ?? [];
    this.pushedMacros.set(name, stack);
    if (line[0].text === 'push_macro') {
      stack.push(this.macros.get(name));
      return;
    }
    if (stack.length === 0) return;
    const saved = stack.pop();
    if (saved) this.macros.set(name, saved);
    else this.macros.delete(name);
  }

  /** #line digit-sequence ["s-char-sequence"] */
  private lineDirective(line: Token[], name: Token): void {
    const [number, file] = name.text === 'line' ? this.expander.expandList(line) : line;
    if (!number || !/^\d+$/.test(number.text)) {
      this.report.error('bad-line-directive', number ?? name);
      return;
    }
    const { reader } = this;
    const delta = Number(number.text) - name.line - 1;
    for (let i = reader.next; i < reader.tokens.length; i++) {
      reader.tokens[i].line += delta;
      if (file?.kind === 'string') reader.tokens[i].file = file.text.slice(1, -1);
    }
  }
}

function headerName(tokens: Token[]): { path: string; quoted: boolean } | undefined {
  if (tokens[0]?.kind === 'string' && tokens[0].text.startsWith('"')) {
    return { path: tokens[0].text.slice(1, -1), quoted: true };
  }
  if (tokens[0]?.text !== '<') return undefined;
  const end = tokens.findIndex((token) => token.text === '>');
  return end < 2 ? undefined : { path: spell(tokens.slice(1, end)), quoted: false };
}

/** The tokens as they were written. */
function spell(tokens: Token[]): string {
  return tokens.map((token, i) => (i > 0 && token.space ? ' ' : '') + token.text).join('');
}
