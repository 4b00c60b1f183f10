/**
 * `sim debug [--bare] FILE [ARGS…]`: a debugger on this terminal with gdb's words, forwards and backwards. Commands are read from standard
 * input, so it can stand in a script; what the program prints goes to standard output, what the debugger says too.
 */
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { createInterface } from 'node:readline';
import { BareSession } from '../lab/bare';
import { Debugger } from '../lab/debug';
import { DebugTarget } from '../lab/debug-target';
import type { BreakpointAsked, DebugAction, DebugState } from '../lab/debug-types';
import { hostServices } from '../lab/host-services';
import { LinuxSession } from '../lab/linux';
import { loadAssets } from '../lab/node-assets';
import { listing, memoryView, pcOf } from '../machine/debug';
import { addressOf } from '../machine/debug/expression';
import { readDebug } from '../toolchain';
import { compileFiles } from './cc';

const HELP = `b LINE | FILE:LINE | FUNCTION | *ADDRESS   breakpoint        d [N]   delete it, or all
watch EXPRESSION   stop when it changes
s n fin c          step into, over, out of a function, continue      si [N]  instructions
rs rsi rc          the same backwards: line, instruction, breakpoint before
goto N             to the moment at which N instructions have retired
bt                 the stack, frame by frame
p EXPRESSION       $rax, counter, &counter, *0x409110, $rsp+8         p $flags
x/NF EXPRESSION    memory: N units of b h w g, i instructions, s text
info r | v | b | w | line | walk EXPRESSION     l  the source here
q`;

const SLICE = 2_000_000;
const FOREVER = { instructions: 1e13, output: 1 << 30, tasks: 1024 };

export async function debug(args: string[]): Promise<number> {
  // Who listens has gone, as at the end of `| head`.
  process.stdout.on('error', () => process.exit(141));
  const bare = args[0] === '--bare';
  const [path, ...argv] = bare ? args.slice(1) : args;
  if (!path) throw new Error('debug: which program?');
  const loaded = load(path, bare);
  if (!loaded) return 1;
  const terminal = new Terminal(path, argv, bare, loaded);
  const lines = createInterface({ input: process.stdin, prompt: '(sim) ' });
  const interactive = process.stdin.isTTY === true;
  terminal.finish();
  if (interactive) lines.prompt();
  for await (const line of lines) {
    if (!interactive) console.log(`(sim) ${line}`);
    if (!terminal.command(line.trim())) break;
    if (interactive) lines.prompt();
  }
  lines.close();
  return 0;
}

interface Loaded {
  elf: Uint8Array;
  debug: ReturnType<typeof readDebug>;
  sources: ReadonlyMap<string, string[]>;
}

function load(path: string, bare: boolean): Loaded | null {
  const source = /\.(c|s|S)$/.test(path);
  const compiled = source ? compileFiles([path], bare) : null;
  if (compiled && (!compiled.ok || !compiled.elf)) return null;
  const elf = compiled?.elf ?? new Uint8Array(readFileSync(path));
  const debug = compiled?.debug ?? readDebug(elf);
  const sources = new Map<string, string[]>();
  for (const file of new Set(debug.lines.map((l) => l.file))) {
    const text = file === '' ? null : readOr(file);
    if (text !== null) sources.set(file, text.split('\n'));
  }
  return { elf, debug, sources };
}

function readOr(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}

class Terminal {
  private readonly debugger: Debugger;
  private breakpoints: BreakpointAsked[] = [];
  private watched: string[] = [];
  private last = 's';

  constructor(
    path: string,
    argv: readonly string[],
    bare: boolean,
    private readonly loaded: Loaded,
  ) {
    const { elf, debug: tables, sources } = loaded;
    const { initramfs, sysroot } = loadAssets();
    const guest = `/root/${basename(path).replace(/\.\w+$/, '')}`;
    // On the way back everything is printed again: only what is new is shown.
    let printed = 0;
    let now = 0;
    const output = (_stream: string, bytes: Uint8Array) => {
      const known = Math.min(bytes.length, Math.max(0, printed - now));
      now += bytes.length;
      printed = Math.max(printed, now);
      process.stdout.write(bytes.slice(known));
    };
    const open = () => {
      const session = bare
        ? new BareSession({ elf, debug: tables, limits: FOREVER, output })
        : new LinuxSession({
            initramfs,
            seed: 1,
            hostServices: hostServices(sysroot),
            limits: FOREVER,
            files: [{ path: guest, mode: 0o755, data: elf }],
            program: { path: guest, argv, debug: tables, env: ['PATH=/bin:/sbin:/usr/bin', 'HOME=/root'] },
            output,
          });
      const target = new DebugTarget(session, bare ? 'bare' : 'program', {
        debug: tables,
        elf,
        files: [...sources.keys()],
      });
      return {
        target,
        step: (max: number) => {
          session.advance(max);
          return session.end !== null;
        },
      };
    };
    this.debugger = new Debugger(open, [], () => {
      now = 0;
    });
  }

  /** Until what was asked for is done, and says where it stands. */
  finish(): void {
    while (!this.debugger.pump(SLICE));
    this.sayPlace(this.debugger.state());
  }

  private run(action: DebugAction): void {
    this.debugger.do(action);
    this.finish();
  }

  private sayPlace(state: DebugState): void {
    const { why, changed, machine, end, exit } = state;
    if (why === 'end') {
      const how = exit.signal !== null ? `signal ${exit.signal}` : exit.code !== null ? `status ${exit.code}` : end;
      console.log(`[ended: ${how}; ${state.count} instructions]`);
      return;
    }
    if (why === 'breakpoint') console.log(`Breakpoint, ${machine.place?.function ?? machine.pc}`);
    if (why === 'beginning') console.log('No more history: this is where it began.');
    if (changed) console.log(`Watchpoint: ${changed.text}\n  old ${changed.old || 'not mapped'}\n  new ${changed.now}`);
    this.sayLine(machine.place, machine.pc, state.count);
  }

  private sayLine(place: DebugState['machine']['place'], pc: string, count: number): void {
    if (!place) return void console.log(`${pc} in ??  [${count}]`);
    const text = this.loaded.sources.get(place.file)?.[place.line - 1];
    const where = place.file === '' ? '' : ` at ${basename(place.file)}:${place.line}`;
    console.log(`${pc} ${place.function}+${place.offset}${where}  [${count}]`);
    if (text !== undefined) console.log(`${place.line}\t${text}`);
  }

  /** False: it is over. */
  command(line: string): boolean {
    const text = line === '' ? this.last : line;
    this.last = text;
    const [, word, rest = ''] = /^(\S+)\s*(.*)$/.exec(text) ?? [];
    const at = word.startsWith('x/') ? 'x' : word;
    const handler = COMMANDS[at];
    if (!handler) console.log(`${word}? h tells the commands`);
    else if (handler === 'quit') return false;
    else handler(this, at === 'x' ? `${word.slice(2)} ${rest}` : rest);
    return true;
  }

  step(action: DebugAction): void {
    this.run(action);
  }

  addBreakpoint(text: string): void {
    const state = this.debugger.state();
    const here = state.machine.place;
    const line = /^(?:(.+):)?(\d+)$/.exec(text);
    const address = /^\*(.+)$/.exec(text);
    if (address) {
      const found = addressOf(address[1], this.debugger.scope);
      if ('error' in found) return void console.log(`${found.error}?`);
      this.breakpoints.push({ address: found.address });
    } else if (line) {
      const files = [...this.loaded.sources.keys()];
      const file = line[1] ? files.find((f) => f.endsWith(line[1])) : here?.file;
      this.breakpoints.push({ file: file ?? '', line: Number(line[2]) });
    } else this.breakpoints.push({ function: text });
    this.debugger.do({ do: 'breakpoints', list: this.breakpoints });
    const made = this.debugger.state().breakpoints.at(-1);
    const places = made?.addresses.join(', ');
    console.log(places ? `Breakpoint ${this.breakpoints.length} at ${places}` : 'No code there.');
  }

  remove(text: string): void {
    this.breakpoints = text === '' ? [] : this.breakpoints.filter((_, i) => i + 1 !== Number(text));
    if (text === '') this.watched = [];
    this.debugger.do({ do: 'breakpoints', list: this.breakpoints });
    this.debugger.do({ do: 'watch', list: this.watched });
  }

  watch(text: string): void {
    this.debugger.do({ do: 'watch', list: [...this.watched, text] });
    const found = this.debugger.state().watchpoints.find((w) => w.text === text);
    if (!found) return void console.log(`${text}: no such place`);
    this.watched.push(text);
    console.log(`Watchpoint ${this.watched.length}: ${text} (${found.length} bytes at ${found.address})`);
  }

  backtrace(): void {
    for (const [n, f] of this.debugger.state().machine.frames.entries()) {
      const where = f.file === '' ? '' : ` at ${basename(f.file)}:${f.line}`;
      console.log(`#${n}  ${f.pc} in ${f.function || '??'}${where}`);
    }
  }

  print(text: string): void {
    const state = this.debugger.state();
    if (text === '$flags' || text === '$eflags')
      return void console.log(`${state.machine.rflags} [ ${state.machine.flags.join(' ')} ]`);
    const found = this.debugger.evaluate(text);
    if ('error' in found) return void console.log(`no ${found.error} here`);
    const narrow = BigInt.asIntN(found.size * 8, found.value);
    console.log(`${narrow} (0x${BigInt.asUintN(found.size * 8, found.value).toString(16)})`);
  }

  examine(text: string): void {
    const [, count = '1', format = 'g', expression] = /^(\d+)?([bhwgisx]+)?\s+(.+)$/.exec(text) ?? [];
    const found = addressOf(expression ?? '$rsp', this.debugger.scope);
    if ('error' in found) return void console.log(`no ${found.error} here`);
    const { memory, source } = this.debugger.scope;
    const n = Number(count);
    if (format.includes('i')) {
      for (const c of listing(memory, source, found.address, 0, n))
        console.log(`${c.address} ${c.symbol}:\t${c.text}${c.line ? `\t; ${basename(c.file)}:${c.line}` : ''}`);
    } else if (format.includes('s'))
      console.log(`0x${found.address.toString(16)}: ${JSON.stringify(memory.text(found.address))}`);
    else {
      const size = format.includes('b') ? 1 : format.includes('h') ? 2 : format.includes('w') ? 4 : 8;
      const perLine = 16 / size;
      for (let i = 0; i < n; i += perLine) {
        const values = Array.from({ length: Math.min(perLine, n - i) }, (_, k) => {
          const value = memory.read(found.address + (i + k) * size, size);
          return value === null ? '??' : `0x${value.toString(16).padStart(size * 2, '0')}`;
        });
        console.log(`0x${(found.address + i * size).toString(16)}:\t${values.join('\t')}`);
      }
    }
  }

  info(text: string): void {
    const state = this.debugger.state();
    const [what, ...rest] = text.split(/\s+/);
    if (what === 'v' || what === 'vector') {
      for (const { name, value, doubles } of state.machine.vectors)
        console.log(`${name.padEnd(8)} ${value}  {${doubles.join(', ')}}`);
      console.log(`mxcsr    ${state.machine.mxcsr}`);
    } else if (/^r/.test(what)) {
      for (const { name, value } of state.machine.registers)
        console.log(`${name.padEnd(8)} ${value}${state.changedRegisters.includes(name) ? '  *' : ''}`);
      console.log(`flags    [ ${state.machine.flags.join(' ')} ]  cpl ${state.machine.cpl}`);
    } else if (/^b/.test(what)) {
      for (const [i, { at, addresses, hits }] of state.breakpoints.entries())
        console.log(`${i + 1}\t${JSON.stringify(at)}\t${addresses.join(', ') || 'no code'}\thit ${hits}`);
      if (state.breakpoints.length === 0) console.log('No breakpoints.');
    } else if (/^wa?t?c?h?p?/.test(what) && what !== 'walk') {
      for (const [i, w] of state.watchpoints.entries()) console.log(`${i + 1}\t${w.text}\t${w.address}\t${w.value}`);
      if (state.watchpoints.length === 0) console.log('No watchpoints.');
    } else if (what === 'walk') {
      const found = addressOf(rest.join(' ') || '$rip', this.debugger.scope);
      if ('error' in found) return void console.log(`no ${found.error} here`);
      const view = memoryView(this.debugger.scope.memory, found.address, 1);
      for (const s of view.walk) console.log(`level ${s.level}  [${s.index}]  ${s.entry}: ${s.value}  ${s.bits}`);
      console.log(view.physical ? `physical ${view.physical}` : 'not mapped');
    } else if (what === 'line' || what === 's' || what === 'source')
      this.sayLine(state.machine.place, state.machine.pc, state.count);
    else console.log('info r | v | b | w | line | walk');
  }

  list(): void {
    const place = this.debugger.state().machine.place;
    const lines = place ? this.loaded.sources.get(place.file) : undefined;
    if (!place || !lines) return void console.log(`no source at 0x${pcOf(this.debugger.scope.cpu).toString(16)}`);
    for (let n = Math.max(1, place.line - 5); n <= Math.min(lines.length, place.line + 5); n++)
      console.log(`${n === place.line ? '=>' : '  '} ${n}\t${lines[n - 1]}`);
  }
}

type Handler = 'quit' | ((terminal: Terminal, rest: string) => void);
type Plain = 'step' | 'next' | 'finish' | 'continue' | 'back-instruction' | 'back-line' | 'back-continue';
const go =
  (name: Plain): Handler =>
  (t) =>
    t.step({ do: name });
const counted: Handler = (t, rest) => t.step({ do: 'stepi', count: Math.max(1, Number(rest) || 1) });

const WORDS: Readonly<Record<string, Handler>> = {
  'b break': (t, rest) => t.addBreakpoint(rest),
  'd delete': (t, rest) => t.remove(rest),
  watch: (t, rest) => t.watch(rest),
  's step': go('step'),
  'n next': go('next'),
  'fin finish': go('finish'),
  'c continue r run': go('continue'),
  'si stepi': counted,
  'rs reverse-step rn reverse-next': go('back-line'),
  'rsi reverse-stepi': go('back-instruction'),
  'rc reverse-continue': go('back-continue'),
  goto: (t, rest) => t.step({ do: 'goto', count: Number(rest) || 0 }),
  'bt where backtrace': (t) => t.backtrace(),
  'p print': (t, rest) => t.print(rest),
  x: (t, rest) => t.examine(rest),
  'i info': (t, rest) => t.info(rest),
  'l list': (t) => t.list(),
  'h help': () => console.log(HELP),
  'q quit': 'quit',
};
const COMMANDS: Readonly<Record<string, Handler>> = Object.fromEntries(
  Object.entries(WORDS).flatMap(([names, handler]) => names.split(' ').map((name) => [name, handler])),
);
