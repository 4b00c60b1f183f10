/**
 * bcc's dialect of C as standard C, line for line: methods of tables become helper calls, probes get a section and load
 * their parameters from the registers, TRACEPOINT_PROBE gets its structure. Follows bcc's src/cc/frontends/clang/b_frontend_action.cc.
 */
import type { Diagnostic } from '../diagnostics';

export interface BccFunction {
  name: string;
  section: string;
  /** What the name alone says it shall be attached to. */
  kind: 'kprobe' | 'kretprobe' | 'tracepoint' | 'raw_tracepoint' | 'fn';
  target: string;
  line: number;
}

export interface Rewritten {
  text: string;
  functions: BccFunction[];
  /** Tables in order, and for perf and ring buffers the type that is submitted. */
  tables: { name: string; macro: string; event?: string }[];
  diagnostics: Diagnostic[];
}

/** The text of /sys/kernel/debug/tracing/events/CATEGORY/EVENT/format. */
export type TracepointFormat = (category: string, event: string) => string | undefined;

interface Token {
  kind: 'word' | 'number' | 'string' | 'sign';
  text: string;
  from: number;
  to: number;
  line: number;
}

/** Which argument of a table's macro is its name. */
const NAME_ARGUMENT: Readonly<Record<string, number>> = {
  BPF_TABLE: 3,
  BPF_F_TABLE: 3,
  BPF_TABLE_PUBLIC: 3,
  BPF_HASH: 0,
  BPF_PERCPU_HASH: 0,
  BPF_LRU_HASH: 0,
  BPF_ARRAY: 0,
  BPF_PERCPU_ARRAY: 0,
  BPF_HISTOGRAM: 0,
  BPF_LPM_TRIE: 0,
  BPF_PERF_OUTPUT: 0,
  BPF_PERF_ARRAY: 0,
  BPF_RINGBUF_OUTPUT: 0,
  BPF_STACK_TRACE: 0,
  BPF_PROG_ARRAY: 0,
  BPF_CGROUP_ARRAY: 0,
  BPF_QUEUE: 0,
  BPF_STACK: 0,
};
const REGISTERS = ['di', 'si', 'dx', 'cx', 'r8', 'r9'];
const SYSCALL_REGISTERS = ['di', 'si', 'dx', 'r10', 'r8', 'r9'];

type Method = (table: string, args: readonly string[]) => string;
const METHODS: Readonly<Record<string, readonly [counts: readonly number[], Method]>> = {
  lookup: [[1], (t, [k]) => `BCC_LOOKUP(${t}, ${k})`],
  lookup_or_init: [[2], (t, [k, v]) => `BCC_LOOKUP_OR_INIT(${t}, ${k}, ${v})`],
  lookup_or_try_init: [[2], (t, [k, v]) => `BCC_LOOKUP_OR_TRY_INIT(${t}, ${k}, ${v})`],
  update: [[2], (t, [k, v]) => `bpf_map_update_elem(&${t}, ${k}, ${v}, BPF_ANY)`],
  insert: [[2], (t, [k, v]) => `bpf_map_update_elem(&${t}, ${k}, ${v}, BPF_NOEXIST)`],
  delete: [[1], (t, [k]) => `bpf_map_delete_elem(&${t}, ${k})`],
  increment: [[1, 2], (t, [k, n]) => `BCC_INCREMENT(${t}, (${k}), ${n ?? '1'})`],
  atomic_increment: [[1, 2], (t, [k, n]) => `BCC_ATOMIC_INCREMENT(${t}, (${k}), ${n ?? '1'})`],
  perf_submit: [[3], (t, [c, d, n]) => `bpf_perf_event_output(${c}, &${t}, BPF_F_CURRENT_CPU, ${d}, ${n})`],
  perf_submit_skb: [
    [4],
    (t, [c, n, d, s]) => `bpf_perf_event_output(${c}, &${t}, ((__u64) (${n}) << 32) | BPF_F_CURRENT_CPU, ${d}, ${s})`,
  ],
  perf_read: [[1], (t, [i]) => `bpf_perf_event_read(&${t}, ${i})`],
  ringbuf_output: [[3], (t, [d, n, f]) => `bpf_ringbuf_output(&${t}, ${d}, ${n}, ${f})`],
  ringbuf_reserve: [[1], (t, [n]) => `bpf_ringbuf_reserve(&${t}, ${n}, 0)`],
  ringbuf_submit: [[2], (_t, [d, f]) => `bpf_ringbuf_submit(${d}, ${f})`],
  ringbuf_discard: [[2], (_t, [d, f]) => `bpf_ringbuf_discard(${d}, ${f})`],
  ringbuf_query: [[1], (t, [f]) => `bpf_ringbuf_query(&${t}, ${f})`],
  get_stackid: [[2], (t, [c, f]) => `bpf_get_stackid(${c}, &${t}, ${f})`],
  call: [[2], (t, [c, i]) => `bpf_tail_call(${c}, &${t}, ${i})`],
  check_current_task: [[1], (t, [i]) => `bpf_current_task_under_cgroup(&${t}, ${i})`],
  push: [[2], (t, [v, f]) => `bpf_map_push_elem(&${t}, ${v}, ${f})`],
  pop: [[1], (t, [v]) => `bpf_map_pop_elem(&${t}, ${v})`],
  peek: [[1], (t, [v]) => `bpf_map_peek_elem(&${t}, ${v})`],
};
const SUBMITS: Readonly<Record<string, number>> = { perf_submit: 1, ringbuf_output: 0 };

const TOKEN =
  /\s+|\/\/[^\n]*|\/\*[\s\S]*?\*\/|"(?:\\[\s\S]|[^"\\\n])*"|'(?:\\[\s\S]|[^'\\\n])*'|[A-Za-z_]\w*|\.?\d[\w.]*|->|[\s\S]/g;

function scan(text: string): Token[] {
  const tokens: Token[] = [];
  let line = 1;
  for (const [piece] of text.matchAll(TOKEN)) {
    const from = tokens.length === 0 ? 0 : -1;
    const kind = /^[A-Za-z_]/.test(piece)
      ? 'word'
      : /^\.?\d/.test(piece)
        ? 'number'
        : /^["']/.test(piece)
          ? 'string'
          : 'sign';
    if (!/^(\s|\/\/|\/\*)/.test(piece)) tokens.push({ kind, text: piece, from, to: 0, line });
    line += piece.split('\n').length - 1;
  }
  return tokens;
}

/** Tokens with their places. */
function tokensOf(text: string): Token[] {
  const tokens = scan(text);
  let at = 0;
  let n = 0;
  for (const match of text.matchAll(TOKEN)) {
    if (!/^(\s|\/\/|\/\*)/.test(match[0])) {
      tokens[n].from = at;
      tokens[n].to = at + match[0].length;
      n++;
    }
    at += match[0].length;
  }
  return tokens;
}

/** Rewrites; what is wrong is said with the line it is on. */
export function rewriteBcc(text: string, file: string, format: TracepointFormat): Rewritten {
  return new Rewriter(text, file, format).run();
}

class Rewriter {
  private readonly tokens: Token[];
  private readonly tables = new Map<string, { name: string; macro: string; event?: string }>();
  private readonly functions: BccFunction[] = [];
  private readonly diagnostics: Diagnostic[] = [];
  /** Texts to put in at a place, or instead of a range. */
  private readonly edits: { from: number; to: number; text: string }[] = [];

  constructor(
    private readonly text: string,
    private readonly file: string,
    private readonly format: TracepointFormat,
  ) {
    this.tokens = tokensOf(text);
  }

  run(): Rewritten {
    this.findTables();
    this.definitions();
    const text = `${this.range(0, this.tokens.length)}${this.tail()}`;
    return { text, functions: this.functions, tables: [...this.tables.values()], diagnostics: this.diagnostics };
  }

  private error(code: string, params: Diagnostic['params'], line: number): void {
    this.diagnostics.push({ severity: 'error', code, params, at: { file: this.file, line, column: 1 } });
  }

  // Tables

  private findTables(): void {
    this.tokens.forEach((token, i) => {
      const name = NAME_ARGUMENT[token.text];
      if (token.kind !== 'word' || name === undefined || this.tokens[i + 1]?.text !== '(') return;
      if (this.tokens[i - 1]?.text === 'define') return;
      const { args } = this.argumentsAt(i + 1);
      const [from, to] = args[name] ?? [0, 0];
      if (to - from === 1) this.tables.set(this.tokens[from].text, { name: this.tokens[from].text, macro: token.text });
      const kind = this.tokens[args[0]?.[0] ?? 0];
      // BPF_TABLE("hash", …): the kind is a word for the macro.
      if (name === 3 && kind.kind === 'string')
        this.edits.push({ from: kind.from, to: kind.to, text: kind.text.slice(1, -1) });
    });
  }

  /** Token ranges of the arguments in the brackets that open at `open`, and the token behind. */
  private argumentsAt(open: number): { args: [number, number][]; end: number } {
    const args: [number, number][] = [];
    let depth = 0;
    let start = open + 1;
    for (let i = open; i < this.tokens.length; i++) {
      const { text, kind } = this.tokens[i];
      if (kind !== 'sign') continue;
      if (text === '(' || text === '[' || text === '{') depth++;
      if (text === ')' || text === ']' || text === '}') depth--;
      if (depth === 0 || (depth === 1 && text === ',')) {
        if (i > start || depth > 0 || args.length > 0) args.push([start, i]);
        start = i + 1;
      }
      if (depth === 0) return { args, end: i + 1 };
    }
    return { args, end: this.tokens.length };
  }

  // Text of token ranges, with methods rewritten

  /** From where token `from` begins (with the blanks before it) to the end of token `to - 1`. */
  private range(from: number, to: number): string {
    let out = '';
    let at = from === 0 ? 0 : (this.tokens[from]?.from ?? this.text.length);
    const end = to >= this.tokens.length ? this.text.length : (this.tokens[to - 1]?.to ?? at);
    const plain = (until: number) => {
      out += this.edited(at, until);
      at = until;
    };
    for (let i = from; i < to; ) {
      const call = this.methodAt(i);
      if (!call) {
        i++;
        continue;
      }
      plain(this.tokens[i].from);
      out += call.text;
      at = this.tokens[call.end - 1].to;
      i = call.end;
    }
    plain(Math.max(at, end));
    return out;
  }

  private edited(from: number, to: number): string {
    let out = '';
    let at = from;
    const here = this.edits.filter((e) => e.from >= from && e.to <= to && (e.from < to || e.from === from));
    for (const edit of here.sort((a, b) => a.from - b.from || a.to - b.to)) {
      if (edit.from < at) continue;
      out += this.text.slice(at, edit.from) + edit.text;
      at = edit.to;
      this.edits.splice(this.edits.indexOf(edit), 1);
    }
    return out + this.text.slice(at, to);
  }

  /** TABLE.method(arguments) */
  private methodAt(i: number): { text: string; end: number } | undefined {
    const [table, dot, method, open] = this.tokens.slice(i, i + 4);
    const before = this.tokens[i - 1]?.text;
    if (!table || !this.tables.has(table.text) || before === '.' || before === '->') return undefined;
    if (dot?.text !== '.' || method?.kind !== 'word' || open?.text !== '(') return undefined;
    const { args, end } = this.argumentsAt(i + 3);
    const found = METHODS[method.text];
    if (!found?.[0].includes(args.length)) {
      this.error(found ? 'bcc-arguments' : 'bcc-method', { table: table.text, method: method.text }, method.line);
      return undefined;
    }
    const submitted = SUBMITS[method.text];
    if (submitted !== undefined) this.noteEvent(table.text, args[submitted], i);
    const texts = args.map(([from, to]) => this.range(from, to));
    const lines = this.text.slice(table.from, this.tokens[end - 1].to).split('\n').length;
    const text = found[1](table.text, texts);
    // Line breaks that were between the arguments are kept.
    return { text: text + '\n'.repeat(Math.max(0, lines - text.split('\n').length)), end };
  }

  /** perf_submit(ctx, &data, …): the type that `data` was declared with. */
  private noteEvent(table: string, [from, to]: [number, number], call: number): void {
    const entry = this.tables.get(table);
    const name = this.tokens[to - 1]?.text;
    if (!entry || entry.event !== undefined || to - from > 2) return;
    for (let i = call; i > 1; i--) {
      if (this.tokens[i].text !== name || this.tokens[i - 1].text === '&') continue;
      const stars = this.tokens[i - 1].text === '*' ? 1 : 0;
      const type = this.tokens[i - 1 - stars];
      if (type?.kind !== 'word' || /^(return|sizeof|if|else)$/.test(type.text)) continue;
      const tag = this.tokens[i - 2 - stars]?.text;
      if (tag === 'struct' || tag === 'union') entry.event = `${tag} ${type.text}`;
      else if (/_t$/.test(type.text)) entry.event = type.text;
      if (entry.event) return;
    }
  }

  // Functions

  private definitions(): void {
    let start = 0;
    for (let i = 0; i < this.tokens.length; ) {
      const { text, line } = this.tokens[i];
      if (text === '#') {
        i = this.afterDirective(i);
        start = i;
      } else if (text === ';') start = ++i;
      else if (text === '{') {
        i = this.argumentsAt(i).end;
        // A structure goes on until its semicolon.
        if (this.tokens[i]?.text !== ';') start = i;
      } else if (text === '(') {
        const { args, end } = this.argumentsAt(i);
        const name = this.tokens[i - 1];
        if (this.tokens[end]?.text === '{' && name?.kind === 'word') {
          this.definition(start, i - 1, args, end, line);
          i = this.argumentsAt(end).end;
          start = i;
        } else i = end;
      } else i++;
    }
  }

  private afterDirective(i: number): number {
    let { line } = this.tokens[i];
    let k = i;
    for (; k < this.tokens.length && this.tokens[k].line <= line; k++) if (this.tokens[k].text === '\\') line++;
    return Math.max(k, i + 1);
  }

  private definition(start: number, name: number, args: [number, number][], body: number, line: number): void {
    const word = this.tokens[name].text;
    if (word === 'TRACEPOINT_PROBE' || word === 'RAW_TRACEPOINT_PROBE') {
      this.tracepointProbe(name, args, body, line);
      return;
    }
    const specifiers = this.tokens.slice(start, name).map((t) => t.text);
    if (specifiers.length === 0 || specifiers.includes('static') || specifiers.includes('inline')) return;
    if (specifiers.includes('__always_inline') || specifiers.includes('__inline')) return;
    const made = functionOf(word, line);
    this.functions.push(made);
    const at = this.tokens[start].from;
    this.edits.push({ from: at, to: at, text: `__attribute__((section("${made.section}"), used)) ` });
    const [first] = args;
    const isProbe = first && /^(const )?struct pt_regs \* ?\w+$/.test(this.plain(first));
    if (isProbe && args.length > 1) this.registerParameters(word, args, body, line);
  }

  private plain([from, to]: [number, number]): string {
    return this.tokens
      .slice(from, to)
      .map((t) => t.text)
      .join(' ');
  }

  /** Parameters behind the first are loaded at the beginning of the body. */
  private registerParameters(name: string, args: [number, number][], body: number, line: number): void {
    if (args.length > 1 + REGISTERS.length) {
      this.error('bcc-parameters', { name }, line);
      return;
    }
    const ctx = this.tokens[args[0][1] - 1].text;
    const isSyscall = /^(syscall__|kprobe____x64_sys_)/.test(name);
    const loads = args.slice(1).map((arg, i) => this.loadParameter(arg, ctx, i, isSyscall));
    const regs = isSyscall ? `struct pt_regs *__regs = (struct pt_regs *) ${ctx}->di; __bcc_external(__regs); ` : '';
    const open = this.tokens[body];
    this.edits.push({ from: open.to, to: open.to, text: ` ${regs}${loads.join(' ')} ` });
    const first = this.tokens[args[0][1] - 1].to;
    const last = this.tokens[args[args.length - 1][1] - 1].to;
    const lines = this.text.slice(first, last).split('\n').length - 1;
    this.edits.push({ from: first, to: last, text: '\n'.repeat(lines) });
  }

  private loadParameter([from, to]: [number, number], ctx: string, i: number, isSyscall: boolean): string {
    const declaration = this.text.slice(this.tokens[from].from, this.tokens[to - 1].to).replace(/\s+/g, ' ');
    const name = this.tokens[to - 1].text;
    const from_ = isSyscall ? `__regs->${SYSCALL_REGISTERS[i]}` : `${ctx}->${REGISTERS[i]}`;
    const pointer = declaration.includes('*');
    const value = pointer ? `(void *) ${from_}` : from_;
    const mark = pointer && !declaration.includes('__user') ? ` __bcc_external(${name});` : '';
    return `${declaration} = ${value};${mark} (void) ${name};`;
  }

  /** TRACEPOINT_PROBE(category, event) { … } */
  private tracepointProbe(name: number, args: [number, number][], body: number, line: number): void {
    const words = args.map((arg) => this.plain(arg));
    const raw = this.tokens[name].text === 'RAW_TRACEPOINT_PROBE';
    const wanted = raw ? 1 : 2;
    if (words.length !== wanted) {
      this.error('bcc-arguments', { table: this.tokens[name].text, method: '' }, line);
      return;
    }
    const full = raw ? `raw_tracepoint__${words[0]}` : `tracepoint__${words[0]}__${words[1]}`;
    let parameter = 'struct bpf_raw_tracepoint_args *ctx';
    let structure = '';
    if (!raw) {
      const format = this.format(words[0], words[1]);
      if (format === undefined) {
        this.error('bcc-tracepoint', { event: `${words[0]}:${words[1]}` }, line);
        return;
      }
      structure = `${structureOf(full, format)} `;
      parameter = `struct ${full} *args`;
    }
    const made = functionOf(full, line);
    this.functions.push(made);
    const text = `${structure}__attribute__((section("${made.section}"), used)) int ${full}(${parameter})`;
    const lines = this.text.slice(this.tokens[name].from, this.tokens[body - 1].to).split('\n').length - 1;
    this.edits.push({ from: this.tokens[name].from, to: this.tokens[body - 1].to, text: text + '\n'.repeat(lines) });
  }

  /** What makes the types of events known to BTF, and the license that bcc loads with. */
  private tail(): string {
    const types = [...this.tables.values()].flatMap(({ name, event }) =>
      event ? [`${event} *__bcc_event_${name} __attribute__((section(".bcc.types")));`] : [],
    );
    const licensed = this.tokens.some((t) => t.text === 'SEC' || t.text === '_license');
    const license = licensed ? '' : 'char _license[] SEC("license") = "GPL";';
    return `\n${[...types, license].join(' ')}\n`;
  }
}

const PREFIXES: readonly (readonly [RegExp, BccFunction['kind'], string])[] = [
  [/^kprobe__(.+)$/, 'kprobe', 'kprobe/'],
  [/^kretprobe__(.+)$/, 'kretprobe', 'kretprobe/'],
  [/^tracepoint__(.+?)__(.+)$/, 'tracepoint', 'tracepoint/'],
  [/^raw_tracepoint__(.+)$/, 'raw_tracepoint', 'raw_tracepoint/'],
];

function functionOf(name: string, line: number): BccFunction {
  for (const [pattern, kind, prefix] of PREFIXES) {
    const match = pattern.exec(name);
    if (!match) continue;
    const target = kind === 'tracepoint' ? `${match[1]}:${match[2]}` : match[1];
    return { name, kind, target, section: `${prefix}${target.replace(':', '/')}`, line };
  }
  return { name, kind: 'fn', target: '', section: `.bpf.fn.${name}`, line };
}

/** A structure from an event's format file, on one line (bcc/tracing.py: generate_struct). */
export function structureOf(name: string, format: string): string {
  const fields: string[] = [];
  let at = 0;
  let pads = 0;
  const pattern = /field:([^;]+);\s*offset:(\d+);\s*size:(\d+);/g;
  for (const [, declaration, offsetText, sizeText] of format.matchAll(pattern)) {
    const offset = Number(offsetText);
    if (offset > at) fields.push(`char __pad_${pads++}[${offset - at}];`);
    at = offset + Number(sizeText);
    const dynamic = /^__data_loc .*?(\w+)$/.exec(declaration.trim().replace(/\[\]/, ''));
    const member = dynamic ? `int data_loc_${dynamic[1]}` : declaration.trim();
    // bcc hides the first 8 bytes: programs may not look at them.
    if (/\bcommon_\w+$/.test(member)) fields.push(`${widthOf(Number(sizeText))} ${member.split(/\s+/).pop()};`);
    else
      fields.push(
        /[*\]]/.test(member) || !/\s/.test(member) ? `${member};` : `${knownType(member, Number(sizeText))};`,
      );
  }
  return `struct ${name} { ${fields.join(' ')} };`;
}

const widthOf = (size: number): string => ({ 1: 'u8', 2: 'u16', 4: 'u32' })[size] ?? 'u64';

const SIZES: Readonly<Record<string, number>> = {
  char: 1,
  short: 2,
  int: 4,
  long: 8,
  pid_t: 4,
  size_t: 8,
  dev_t: 4,
  umode_t: 2,
};

/** Types that programs have no header for, and those of another size than the field, are numbers of the field's size. */
function knownType(member: string, size: number): string {
  const match = /^(.*\S)\s+(\w+)$/.exec(member);
  if (!match) return member;
  const word = match[1].replace(/\b(unsigned|signed|const|__kernel)\b/g, '').trim() || 'int';
  const width = /^[us](8|16|32|64)$/.exec(word);
  const known = width ? Number(width[1]) / 8 : (SIZES[word.split(' ').pop() ?? ''] ?? 0);
  return known === size ? member : `${widthOf(size)} ${match[2]}`;
}
