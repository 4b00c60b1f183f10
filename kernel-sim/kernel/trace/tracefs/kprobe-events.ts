/**
 * kprobe_events: probes made by writing lines, `p:name function arg=%di:u64`. Follows kernel/trace/trace_kprobe.c.
 * Arguments may be registers (`%di`), the result (`$retval`), the command (`$comm`); no dereferences.
 */
import { EBUSY, EEXIST, EINVAL, ENOENT } from '../../errno';
import type { RunningKernel } from '../../kernel';
import type { EventField } from '../events-table';
import type { ProbeRegs } from '../probes';
import { type TraceState, traceOf } from './state';

const TYPES: Readonly<Record<string, number>> = {
  u8: 1,
  u16: 2,
  u32: 4,
  u64: 8,
  s8: 1,
  s16: 2,
  s32: 4,
  s64: 8,
  x8: 1,
  x16: 2,
  x32: 4,
  x64: 8,
};
const REGISTERS = ['di', 'si', 'dx', 'cx', 'r8', 'r9', 'ax', 'ip'] as const;

interface Argument {
  field: EventField;
  type: string;
  value(regs: ProbeRegs, kernel: RunningKernel): number | string;
}

function parseArgument(text: string, index: number): Argument | null {
  const match = /^(?:(\w+)=)?(%(\w+)|\$retval|\$comm|\$arg(\d))(?::(\w+))?$/.exec(text);
  if (!match) return null;
  const name = match[1] ?? `arg${index}`;
  if (match[2] === '$comm')
    return {
      field: { type: 'char[16]', name, size: 16, align: 1 },
      type: 'string',
      value: (_regs, kernel) => kernel.current?.comm ?? '',
    };
  const type = match[5] ?? 'x64';
  const size = TYPES[type];
  const register = match[2] === '$retval' ? 'ax' : match[4] ? REGISTERS[Number(match[4]) - 1] : match[3];
  if (!size || !REGISTERS.includes(register as never)) return null;
  const signed = type.startsWith('s');
  return {
    field: { type: `${signed ? 's' : 'u'}${size * 8}`, name, size, signed },
    type,
    value: (regs) => regs[register as keyof ProbeRegs],
  };
}

export function kprobeEventsText(kernel: RunningKernel): string {
  return [...traceOf(kernel).dynamic.values()].map(({ line }) => `${line}\n`).join('');
}

/** One or more lines; the bytes taken, or the first error. */
export function kprobeEventsStore(kernel: RunningKernel, text: string): number {
  const state = traceOf(kernel);
  for (const line of text
    .split('\n')
    .map((part) => part.trim())
    .filter(Boolean)) {
    const error = line.startsWith('-:') ? remove(state, line.slice(2)) : add(kernel, state, line);
    if (error < 0) return error;
  }
  return text.length;
}

const fullName = (name: string): string => (name.includes('/') ? name : `kprobes/${name}`);

function remove(state: TraceState, name: string): number {
  const found = state.dynamic.get(fullName(name));
  if (!found) return -ENOENT;
  if (state.enabled.has(found.tracepoint)) return -EBUSY;
  found.remove();
  state.dynamic.delete(fullName(name));
  return 0;
}

function add(kernel: RunningKernel, state: TraceState, line: string): number {
  const match = /^([pr])\d*(?::(\S+))?\s+(\w+)(?:\+0)?((?:\s+\S+)*)$/.exec(line);
  if (!match) return -EINVAL;
  const [, kind, given, symbol, rest] = match;
  const name = fullName(given ?? `${kind}_${symbol}_0`);
  if (state.dynamic.has(name)) return -EEXIST;
  const parsed = rest
    .split(/\s+/)
    .filter(Boolean)
    .map((text, index) => parseArgument(text, index + 1));
  if (parsed.some((argument) => argument === null)) return -EINVAL;
  const args = parsed as Argument[];
  if (!kernel.probes.find(symbol)) return -ENOENT;
  const [system, event] = name.split('/');
  const place = kind === 'p' ? ['__probe_ip'] : ['__probe_func', '__probe_ret_ip'];
  const fields: EventField[] = [
    ...place.map((field) => ({ type: 'unsigned long', name: field, size: 8 })),
    ...args.map(({ field }) => field),
  ];
  const head = kind === 'p' ? `(${symbol}+0x0/0x40)` : `(entry_SYSCALL_64_after_hwframe+0x63/0xcd <- ${symbol})`;
  const shown = (values: ReadonlyMap<string, bigint | string>) =>
    args.map(({ field, type }) => ` ${field.name}=${show(values.get(field.name), type)}`).join('');
  const print = `"(%lx)${args.map(({ field }) => ` ${field.name}=0x%Lx`).join('')}", REC->__probe_ip`;
  const tracepoint = kernel.tracepoints.addDynamic(system, event, fields, print, (values) => head + shown(values));
  const hit = (regs: ProbeRegs): undefined => {
    if (!tracepoint.active) return undefined;
    const where = kind === 'p' ? [regs.ip] : [regs.ip, 0];
    tracepoint.emit([...where, ...args.map((argument) => argument.value(regs, kernel))]);
    return undefined;
  };
  const stop = kernel.probes.attach(symbol, kind === 'p' ? { entry: hit } : { return: hit });
  if (typeof stop === 'number') return stop;
  state.dynamic.set(name, {
    line: `${kind}:${name} ${symbol}${rest}`,
    tracepoint,
    remove() {
      stop();
      kernel.tracepoints.removeDynamic(tracepoint);
    },
  });
  return 0;
}

function show(value: bigint | string | undefined, type: string): string {
  if (type === 'string') return `"${value}"`;
  return type.startsWith('x') ? `0x${BigInt.asUintN(64, BigInt(value ?? 0)).toString(16)}` : String(value);
}
