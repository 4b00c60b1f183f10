/**
 * A whole system call as strace prints it. `formatEnter`: up to the first thing that only the end can tell;
 * `formatExit`: the whole line, result and error name. Follows strace's syscall.c: print_syscall_exiting.
 */
import { SIGKILL } from '../../abi/signal';
import { errnoName, strerror } from '../../errno';
import type { RunningKernel } from '../../kernel';
import type { TaskStruct } from '../../sched/task';
import { syscallName } from '../../syscalls/table';
import type { SyscallRow } from '../../types';
import { hexPointer } from '../siginfo';
import { PRINTERS } from './arguments';
import type { CallContext } from './context';
import { SPECIAL } from './special';
import { octal, pollfds } from './structs';

/** strace -a: the column of `=`. */
const RESULT_COLUMN = 39;

/** How many arguments calls have that the kernel does not. */
export const ARGUMENT_COUNTS: Readonly<Record<string, number>> = {
  rseq: 4,
  membarrier: 3,
  socket: 3,
  socketpair: 4,
  connect: 3,
  bind: 3,
  eventfd2: 2,
  epoll_create1: 1,
  timerfd_create: 2,
  timer_create: 3,
  inotify_init1: 1,
  seccomp: 3,
  bpf: 3,
  unshare: 1,
  memfd_create: 2,
};

function printArgument(row: SyscallRow, index: number, context: CallContext): string {
  const arg = row.args[index];
  return PRINTERS[arg.type](context.args[index], context, arg, index);
}

/** Index of the first argument that the call fills in; all of them when there is none. */
function knownArguments(row: SyscallRow): number {
  const at = row.args.findIndex((arg) => arg.direction === 'out');
  return at < 0 ? row.args.length : at;
}

export function formatEnter(
  kernel: RunningKernel,
  task: TaskStruct,
  nr: number,
  row: SyscallRow | undefined,
  args: readonly number[],
): string {
  const name = syscallName(nr);
  const context: CallContext = { kernel, task, name, args, result: undefined };
  if (!row) {
    const words = args.slice(0, ARGUMENT_COUNTS[name] ?? 6).map((arg) => (arg === 0 ? '0' : hexPointer(arg)));
    return `${name}(${words.join(', ')}`;
  }
  const special = SPECIAL[name];
  if (special) return `${name}(${special(context).head}`;
  const known = knownArguments(row);
  const parts: string[] = [];
  for (let index = 0; index < known; index++) parts.push(printArgument(row, index, context));
  const more = known < row.args.length && known > 0 ? ', ' : '';
  return `${name}(${parts.join(', ')}${more}`;
}

export function formatExit(
  kernel: RunningKernel,
  task: TaskStruct,
  row: SyscallRow | undefined,
  args: readonly number[],
  enter: string,
  result: number,
): string {
  const name = enter.slice(0, enter.indexOf('('));
  const context: CallContext = { kernel, task, name, args, result };
  let line = enter;
  if (row && SPECIAL[name]) line += SPECIAL[name](context).tail;
  else if (row) {
    const parts: string[] = [];
    for (let index = knownArguments(row); index < row.args.length; index++)
      parts.push(printArgument(row, index, context));
    line += parts.join(', ');
  }
  return `${`${line})`.padEnd(RESULT_COLUMN)} = ${resultText(row, context, result)}`;
}

/** What stands after `=`. */
function resultText(row: SyscallRow | undefined, context: CallContext, result: number): string {
  // SIGKILL leaves no time to ask for the result.
  if (context.task.signal.groupExit === SIGKILL) return '?';
  if (result >= -516 && result <= -512) return `? ${errnoName(-result)} (${strerror(-result)})`;
  if (result < 0 && result >= -4095) return `-1 ${errnoName(-result)} (${strerror(-result)})`;
  if (row?.result === 'none') return '?';
  if (row?.result === 'ptr') return hexPointer(result);
  if (row?.result === 'mode') return octal(result);
  const { name, args } = context;
  if (name === 'fcntl' && args[1] === 3) return `0x${result.toString(16)} (flags ${flagsOf(result)})`;
  if (name === 'fcntl' && args[1] === 1) return result === 0 ? '0' : `0x${result.toString(16)} (flags FD_CLOEXEC)`;
  if (name === 'poll') return result === 0 ? '0 (Timeout)' : `${result} (${pollfds(context, args[0], args[1], true)})`;
  return String(result);
}

function flagsOf(value: number): string {
  return PRINTERS['open-flags'](value, {} as CallContext, { name: '', type: 'open-flags', direction: 'in' }, 0);
}
