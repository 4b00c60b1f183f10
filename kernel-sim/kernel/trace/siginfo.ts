/** siginfo_t as strace prints it: `SIGSEGV {si_signo=SIGSEGV, si_code=SEGV_MAPERR, si_addr=NULL}`. Follows strace's printsiginfo.c. */
import * as S from '../abi/signal';
import { hasAddress } from '../signal/siginfo';
import type { SigInfo } from '../signal/struct';

export const COMMON: ReadonlyMap<number, string> = new Map([
  [S.SI_USER, 'SI_USER'],
  [S.SI_KERNEL, 'SI_KERNEL'],
  [S.SI_QUEUE, 'SI_QUEUE'],
  [S.SI_TIMER, 'SI_TIMER'],
  [S.SI_TKILL, 'SI_TKILL'],
]);
export const BY_SIGNAL: ReadonlyMap<number, readonly string[]> = new Map([
  [S.SIGILL, ['', 'ILL_ILLOPC', 'ILL_ILLOPN', 'ILL_ILLADR', 'ILL_ILLTRP', 'ILL_PRVOPC', 'ILL_PRVREG']],
  [S.SIGFPE, ['', 'FPE_INTDIV', 'FPE_INTOVF', 'FPE_FLTDIV', 'FPE_FLTOVF', 'FPE_FLTUND', 'FPE_FLTRES', 'FPE_FLTINV']],
  [S.SIGSEGV, ['', 'SEGV_MAPERR', 'SEGV_ACCERR']],
  [S.SIGBUS, ['', 'BUS_ADRALN', 'BUS_ADRERR', 'BUS_OBJERR']],
  [S.SIGTRAP, ['', 'TRAP_BRKPT', 'TRAP_TRACE']],
  [S.SIGCHLD, ['', 'CLD_EXITED', 'CLD_KILLED', 'CLD_DUMPED', 'CLD_TRAPPED', 'CLD_STOPPED', 'CLD_CONTINUED']],
]);

export function siCodeName(signal: number, code: number): string {
  return COMMON.get(code) ?? BY_SIGNAL.get(signal)?.[code] ?? String(code);
}

export function hexPointer(address: number): string {
  if (address === 0) return 'NULL';
  return `0x${(address < 0 ? BigInt.asUintN(64, BigInt(address)) : address).toString(16)}`;
}

export function sigInfoText(info: SigInfo): string {
  const name = S.signalName(info.signal);
  const fields = [`si_signo=${name}`, `si_code=${siCodeName(info.signal, info.code)}`];
  if (hasAddress(info)) fields.push(`si_addr=${hexPointer(info.address ?? 0)}`);
  else if (info.code !== S.SI_KERNEL) {
    fields.push(`si_pid=${info.pid}`, `si_uid=${info.uid}`);
    if (info.signal === S.SIGCHLD && info.status !== undefined) {
      const status = info.code === S.CLD_EXITED ? String(info.status) : S.signalName(info.status);
      fields.push(`si_status=${status}`, `si_utime=${ticks(info.utime)}`, `si_stime=${ticks(info.stime)}`);
    }
    if (info.value !== undefined)
      fields.push(`si_value={int=${BigInt.asIntN(32, info.value)}, ptr=${pointerValue(info.value)}}`);
  }
  return `${name} {${fields.join(', ')}}`;
}

function ticks(value: number | undefined): string {
  return String(value ?? 0);
}

function pointerValue(value: bigint): string {
  return value === 0n ? 'NULL' : `0x${value.toString(16)}`;
}
