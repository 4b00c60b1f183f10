/** The text of a kernel panic, as Linux prints it. Follows kernel/panic.c and arch/x86/kernel/dumpstack.c. */
import { Reg } from '../machine/types';
import type { RunningKernel } from './kernel';
import { UTS } from './syscalls/uts';

const hex = (value: bigint) => value.toString(16).padStart(16, '0');

export function panicText(kernel: RunningKernel, reason: string, trace: string | null): string {
  const { cpu, current } = kernel;
  const at = `[${(kernel.now / 1e8).toFixed(6).padStart(12)}] `;
  const r = (reg: number) => hex(cpu.getReg(reg));
  const lines = [
    `Kernel panic - not syncing: ${reason}`,
    `CPU: ${cpu.index} PID: ${current?.pid ?? 0} Comm: ${current?.comm ?? 'swapper/0'} Not tainted ${UTS.release} ${UTS.version.split(' ')[0]}`,
    `RIP: 0033:0x${cpu.rip.toString(16)}`,
    `RSP: 002b:${r(Reg.RSP)} EFLAGS: ${(cpu.rflags >>> 0).toString(16).padStart(8, '0')} ORIG_RAX: ${hex(BigInt.asUintN(64, BigInt(current?.origAx ?? -1)))}`,
    `RAX: ${r(Reg.RAX)} RBX: ${r(Reg.RBX)} RCX: ${r(Reg.RCX)}`,
    `RDX: ${r(Reg.RDX)} RSI: ${r(Reg.RSI)} RDI: ${r(Reg.RDI)}`,
    `RBP: ${r(Reg.RBP)} R08: ${r(Reg.R8)} R09: ${r(Reg.R9)}`,
    `R10: ${r(Reg.R10)} R11: ${r(Reg.R11)} R12: ${r(Reg.R12)}`,
    `R13: ${r(Reg.R13)} R14: ${r(Reg.R14)} R15: ${r(Reg.R15)}`,
    ...(trace ? ['Call Trace:', ...trace.split('\n').map((line) => ` ${line.trim()}`)] : []),
    `---[ end Kernel panic - not syncing: ${reason} ]---`,
  ];
  return lines.map((line) => at + line).join('\n');
}
