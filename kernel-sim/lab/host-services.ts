/**
 * What a guest may ask of its host: to compile C (kernel/drivers/char/cc.ts says how a request and an answer look). The kernel
 * never sees the toolchain; this is where the two meet. Pure: the answer depends on the request alone.
 */
import { Tracepoints } from '../kernel/trace/tracepoints';
import type { BootOptions } from '../kernel/types';
import { type CompiledBcc, compileBcc, type TypeDescription } from '../toolchain/bpf/bcc';
import { readBpfObject } from '../toolchain/bpf/object';
import type { Diagnostic } from '../toolchain/diagnostics';
import { renderDiagnostic } from '../toolchain/messages';
import type { CompileResult } from '../toolchain/types';
import { compileBpf, compileProgram, type Sysroot } from './compile';
import type { ExerciseFile, Language } from './types';

interface Request {
  kind: string;
  flags: string[];
  files: ExerciseFile[];
}

const encode = (text: string): Uint8Array => new TextEncoder().encode(text);
const decode = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);

/** Lines up to the empty one, and what follows it. */
function parse(bytes: Uint8Array): Request {
  let end = 0;
  while (end + 1 < bytes.length && !(bytes[end] === 10 && bytes[end + 1] === 10)) end++;
  const request: Request = { kind: '', flags: [], files: [] };
  let at = end + 2;
  for (const line of decode(bytes.subarray(0, end)).split('\n')) {
    const [word, ...rest] = line.split(' ');
    if (word === 'kind') request.kind = rest.join(' ');
    else if (word === 'flag') request.flags.push(rest.join(' '));
    else if (word === 'file') {
      const length = Number(rest[rest.length - 1]);
      request.files.push({ path: rest.slice(0, -1).join(' '), text: decode(bytes.subarray(at, at + length)) });
      at += length;
    }
  }
  return request;
}

/** An answer being put together: lines first, the bytes that they tell of behind them. */
class Answer {
  private readonly lines: string[] = [];
  private readonly parts: Uint8Array[] = [];

  line(...words: (string | number)[]): this {
    this.lines.push(words.join(' '));
    return this;
  }
  part(words: (string | number)[], bytes: Uint8Array): this {
    this.parts.push(bytes);
    return this.line(...words, bytes.length);
  }
  finish(): Uint8Array {
    const head = encode(`${this.lines.join('\n')}\n\n`);
    const all = new Uint8Array(head.length + this.parts.reduce((sum, part) => sum + part.length, 0));
    all.set(head);
    let at = head.length;
    for (const part of this.parts) {
      all.set(part, at);
      at += part.length;
    }
    return all;
  }
}

function rendered(diagnostics: readonly Diagnostic[], files: readonly ExerciseFile[], language: Language): Uint8Array {
  const text = (d: Diagnostic) => renderDiagnostic(d, language, files.find((file) => file.path === d.at.file)?.text);
  return encode(diagnostics.map((d) => `${text(d)}\n`).join(''));
}

/** `s{node;16;value@0:s4,next@8:p}`, `a4:c`, `u8`: for readers without a JSON parser. */
export function typeText(type: TypeDescription | undefined): string {
  if (!type) return '-';
  switch (type.kind) {
    case 'int':
      return `${type.signed ? 's' : 'u'}${type.size}`;
    case 'char':
      return 'c';
    case 'pointer':
      return 'p';
    case 'array':
      return `a${type.length}:${typeText(type.of)}`;
    default: {
      const field = (f: (typeof type.fields)[number]) =>
        `${f.name}@${f.offset}${f.bits ? `.${f.bits.offset}.${f.bits.size}` : ''}:${typeText(f.type)}`;
      return `${type.kind[0]}{${type.name.replace(/\s/g, '_')};${type.size};${type.fields.map(field).join(',')}}`;
    }
  }
}

/** The compile service for a run: messages in the learner's language. */
export function hostServices(sysroot: Sysroot, language: Language = 'en'): NonNullable<BootOptions['hostServices']> {
  const tracepoints = new Tracepoints(() => 0);
  const answers = new Map<string, Uint8Array>();
  const format = (category: string, event: string) => tracepoints.find(category, event)?.formatText();
  const run = (request: Request): Uint8Array => {
    if (request.kind === 'bcc') return bccAnswer(request, sysroot, format, language);
    const compiler = { c: compileProgram, 'c-bpf': compileBpf }[request.kind];
    if (!compiler)
      return new Answer().line('ok', 0).part(['diagnostics'], encode('cc: unknown kind of request\n')).finish();
    return objectAnswer(compiler(request.files, sysroot), request, language);
  };
  return {
    compile(bytes) {
      // The same text is compiled once: a lesson runs its program again and again.
      const key = decode(bytes);
      let answer = answers.get(key);
      if (!answer) {
        answer = run(parse(bytes));
        if (answers.size > 50) answers.clear();
        answers.set(key, answer);
      }
      return answer;
    },
  };
}

function objectAnswer(result: CompileResult, { files }: Request, language: Language): Uint8Array {
  const answer = new Answer().line('ok', result.ok ? 1 : 0);
  answer.part(['diagnostics'], rendered(result.diagnostics, files, language));
  if (result.elf) answer.part(['object'], result.elf);
  return answer.finish();
}

function bccAnswer(
  request: Request,
  sysroot: Sysroot,
  tracepointFormat: (category: string, event: string) => string | undefined,
  language: Language,
): Uint8Array {
  const include = (path: string) => {
    const text = sysroot.header(path, 'bpf');
    return text === undefined ? undefined : { path: `/usr/include/${path}`, text };
  };
  const text = request.files[0]?.text ?? '';
  const made = compileBcc(text, request.flags, { include, tracepointFormat });
  const answer = new Answer().line('ok', made.object ? 1 : 0);
  answer.part(['diagnostics'], rendered(made.diagnostics, [{ path: '/virtual/main.c', text }], language));
  if (made.object) describe(answer, made, made.object);
  return answer.finish();
}

/** Programs, tables and data as a loader without an ELF reader needs them. */
function describe(answer: Answer, made: CompiledBcc, bytes: Uint8Array): void {
  const object = readBpfObject(bytes);
  answer.line('license', object.license || 'GPL');
  for (const map of made.maps)
    answer.line(
      'map',
      map.name,
      map.type,
      map.keySize,
      map.valueSize,
      map.maxEntries,
      map.flags,
      map.macro || '-',
      typeText(map.key),
      typeText(map.leaf),
      typeText(map.event),
    );
  for (const data of object.data) answer.part(['data', data.name, data.readonly ? 1 : 0], data.bytes);
  for (const program of object.programs) {
    const known = made.functions.find((f) => f.name === program.name);
    answer.part(['function', program.name, known?.kind ?? 'fn', known?.target || '-'], program.insns);
    for (const { insnIndex, kind, symbol, offset } of program.relocations)
      answer.line('reloc', insnIndex, kind, symbol, offset);
  }
}
