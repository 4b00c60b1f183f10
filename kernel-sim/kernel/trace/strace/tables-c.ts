/**
 * The guest's strace(1) as far as tables can say it: calls, arguments and names as C, from the one system-call table and from
 * the names that the collector beside this file uses. userland's build writes it to strace/generated/.
 */
import { SIGNAL_NAMES } from '../../abi/signal';
import { ERRORS } from '../../errno';
import { SYSCALL_NAMES } from '../../syscalls/names';
import { SYSCALL_ROWS } from '../../syscalls/table';
import type { ArgType, SyscallArg, SyscallRow } from '../../types';
import { BY_SIGNAL, COMMON } from '../siginfo';
import { INT_NAMES, NAMED, PRINTERS } from './arguments';
import { ARGUMENT_COUNTS } from './call';
import type { Names } from './flags';
import * as FLAGS from './flags';
import { BAUD, REQUESTS } from './terminal';

const HEAD = '/* Generated from the kernel of the simulator by trace/strace/tables-c.ts: do not edit. */\n';
const RESULTS = ['int', 'ptr', 'none', 'mode', 'uid', 'fd'] as const;

const typeName = (type: ArgType): string => `T_${type.replaceAll('-', '_')}`;
const pairs = (table: Readonly<Record<number, string>>): Names =>
  Object.entries(table).map(([value, name]) => [Number(value), name] as const);

/** Every table of names, under the name that it has in flags.ts. */
const NAME_TABLES: ReadonlyMap<string, Names> = new Map([
  ...Object.entries(FLAGS).filter((entry): entry is [string, Names] => Array.isArray(entry[1])),
  ['IOCTLS', pairs(REQUESTS)],
  ['BAUD', pairs(BAUD)],
  ['SIGNALS', SIGNAL_NAMES.map((name, value) => [value, name] as const).slice(1)],
  ['SI_COMMON', [...COMMON]],
  ...[...BY_SIGNAL].map(([signal, codes]) => [`SI_${SIGNAL_NAMES[signal]}`, codeNames(codes)] as const),
]);

function codeNames(codes: readonly string[]): Names {
  return codes.map((name, value) => [value, name] as const).filter(([, name]) => name !== '');
}

function tableOf(names: Names): string {
  const found = [...NAME_TABLES].find(([, table]) => table === names);
  if (!found) throw new Error('a table of names that flags.ts does not export');
  return `names_${found[0]}`;
}

/** `strace/generated/tables.h`: what the C sources name. */
export function straceHeader(): string {
  const types = Object.keys(PRINTERS).map((type) => `\t${typeName(type as ArgType)},`);
  const results = RESULTS.map((result) => `R_${result}`).join(', ');
  const tables = [...NAME_TABLES.keys()].map((name) => `extern const struct name names_${name}[];`);
  return `${HEAD}enum argument_type {\n${types.join('\n')}\n};\nenum result_type { ${results} };\n${tables.join('\n')}\n`;
}

function argument(row: SyscallRow, arg: SyscallArg, index: number): string {
  const direction = arg.direction === 'in' ? 0 : arg.direction === 'out' ? 1 : 2;
  const length = arg.length === undefined || arg.length === 'result' ? -1 : arg.length;
  const named = arg.type in NAMED ? NAMED[arg.type as keyof typeof NAMED] : undefined;
  const names = INT_NAMES[`${row.name}.${index}`] ?? named?.names;
  const how = names ? `, ${tableOf(names)}, "${named?.unknown ?? ''}", ${named?.flags ? 1 : 0}` : '';
  return `{${typeName(arg.type)}, ${direction}, ${length}${how}}`;
}

function call(nr: number, name: string, row: SyscallRow | undefined): string {
  if (!row) return `\t{${nr}, "${name}", ${ARGUMENT_COUNTS[name] ?? 6}, R_int, 1, {{0}}},`;
  const args = row.args.map((arg, index) => argument(row, arg, index));
  return `\t{${nr}, "${name}", ${args.length}, R_${row.result ?? 'int'}, 0, {${args.join(', ') || '{0}'}}},`;
}

/** `strace/generated/tables.c`. */
export function straceTables(): string {
  const rows = new Map(SYSCALL_ROWS.map((row) => [row.nr, row]));
  const calls = [...SYSCALL_NAMES].map(([nr, name]) => call(nr, name, rows.get(nr)));
  const errors = [...ERRORS].map(([number, [name, text]]) => `\t{${number}, "${name}", "${text}"},`);
  const tables = [...NAME_TABLES].map(
    ([name, names]) =>
      `const struct name names_${name}[] = {\n${names.map(([value, text]) => `\t{${value}, "${text}"},\n`).join('')}\t{0, 0},\n};\n`,
  );
  return [
    HEAD,
    '#include "../strace.h"\n\n',
    ...tables,
    `const struct call calls[] = {\n${calls.join('\n')}\n\t{-1, 0, 0, 0, 0, {{0}}},\n};\n`,
    `const struct error errors[] = {\n${errors.join('\n')}\n\t{0, 0, 0},\n};\n`,
  ].join('');
}
