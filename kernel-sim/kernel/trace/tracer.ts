/**
 * Turns system calls into strace's text while somebody listens, and emits them as events.
 */

import { utf8Encode } from '../fs/text';
import type { RunningKernel } from '../kernel';
import type { TaskStruct } from '../sched/task';
import { syscallName } from '../syscalls/table';
import type { SyscallRow } from '../types';
import { formatEnter, formatExit } from './strace/call';
import { quote } from './strace/quote';

const NR_EXECVE = 59;

/** A call that has begun: its arguments as they were, and the text up to what only its end can tell. */
interface Pending {
  row: SyscallRow | undefined;
  args: readonly number[];
  text: string;
}

export class Tracer {
  private readonly pending = new WeakMap<TaskStruct, Pending>();

  constructor(private readonly kernel: RunningKernel) {}

  enter(task: TaskStruct, nr: number, row: SyscallRow | undefined, args: readonly number[]): void {
    const used = row ? args.slice(0, row.args.length) : args;
    const text = formatEnter(this.kernel, task, nr, row, used);
    this.pending.set(task, { row, args: used, text });
    if (!this.kernel.wants('syscall-enter')) return;
    this.kernel.emit({ type: 'syscall-enter', ...this.base(task), nr, name: syscallName(nr), args: used, text });
  }

  exit(task: TaskStruct, nr: number, result: number): void {
    const pending = this.pending.get(task);
    this.pending.delete(task);
    if (!this.kernel.wants('syscall-exit')) return;
    const row = pending?.row;
    const text = formatExit(
      this.kernel,
      task,
      row,
      pending?.args ?? [],
      pending?.text ?? `${syscallName(nr)}(`,
      result,
    );
    this.kernel.emit({ type: 'syscall-exit', ...this.base(task), nr, name: syscallName(nr), result, text });
  }

  /** The execve that no program made: strace shows it as the first line all the same. */
  firstExec(task: TaskStruct, argv: readonly string[], env: readonly string[], result: number): void {
    const words = argv.map((arg) => quote(utf8Encode(arg))).join(', ');
    const envp = (task.mm?.stackStart ?? 0) + (argv.length + 2) * 8;
    const vars = `${env.length} var${env.length === 1 ? '' : 's'}`;
    const text = `execve(${quote(utf8Encode(argv[0]))}, [${words}], 0x${envp.toString(16)} /* ${vars} */`;
    const call = { nr: NR_EXECVE, name: 'execve' };
    this.kernel.emit({ type: 'syscall-enter', ...this.base(task), ...call, args: [0, 0, envp], text });
    const line = formatExit(this.kernel, task, undefined, [], text, result);
    this.kernel.emit({ type: 'syscall-exit', ...this.base(task), ...call, result, text: line });
  }

  private base(task: TaskStruct): { at: number; cpu: number; pid: number } {
    return { at: this.kernel.now, cpu: this.kernel.cpu.index, pid: task.pid };
  }
}
