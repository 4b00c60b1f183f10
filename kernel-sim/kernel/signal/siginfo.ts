/**
 * siginfo_t in memory: 128 bytes, a union by kind of signal. Follows include/uapi/asm-generic/siginfo.h.
 */
import {
  SI_KERNEL,
  SI_QUEUE,
  SI_TIMER,
  SI_USER,
  SIGBUS,
  SIGCHLD,
  SIGFPE,
  SIGILL,
  SIGSEGV,
  SIGTRAP,
} from '../abi/signal';
import type { SigInfo } from './struct';

const FAULTS = [SIGILL, SIGFPE, SIGSEGV, SIGBUS, SIGTRAP];

/** `numberOf`: what the receiver calls a process, where that differs from the kernel. */
export function encodeSigInfo(info: SigInfo, numberOf?: (pid: number) => number): Uint8Array {
  if (info.raw) return info.raw;
  const bytes = new Uint8Array(128);
  const view = new DataView(bytes.buffer);
  view.setInt32(0, info.signal, true);
  view.setInt32(8, info.code, true);
  if (hasAddress(info)) {
    view.setBigUint64(16, BigInt.asUintN(64, BigInt(info.address ?? 0)), true);
    return bytes;
  }
  view.setInt32(16, numberOf ? numberOf(info.pid) : info.pid, true);
  view.setUint32(20, info.uid, true);
  if (info.signal === SIGCHLD && info.code > 0 && info.code < SI_KERNEL) {
    view.setInt32(24, info.status ?? 0, true);
    view.setBigInt64(32, BigInt(info.utime ?? 0), true);
    view.setBigInt64(40, BigInt(info.stime ?? 0), true);
  } else if (info.value !== undefined) {
    view.setBigUint64(24, BigInt.asUintN(64, info.value), true);
  }
  return bytes;
}

/** A fault's si_addr lies where other signals have pid and uid. */
export function hasAddress(info: SigInfo): boolean {
  return FAULTS.includes(info.signal) && info.code !== SI_USER && info.code > 0 && info.code !== SI_KERNEL
    ? true
    : info.signal === SIGSEGV && info.code === SI_KERNEL;
}

/** From rt_sigqueueinfo: the kernel's view of the user's bytes. */
export function decodeSigInfo(signal: number, raw: Uint8Array): SigInfo {
  const bytes = raw.slice();
  const view = new DataView(bytes.buffer);
  view.setInt32(0, signal, true);
  const code = view.getInt32(8, true);
  const withValue = code === SI_QUEUE || code === SI_TIMER;
  return {
    signal,
    code,
    pid: view.getInt32(16, true),
    uid: view.getUint32(20, true),
    value: withValue ? view.getBigUint64(24, true) : undefined,
    raw: bytes,
  };
}
