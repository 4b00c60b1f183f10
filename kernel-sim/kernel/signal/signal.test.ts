import { describe, expect, test } from 'vitest';
import { SIGINT, SIGKILL, SIGSEGV, SIGTERM, signalName } from '../abi/signal';
import { sigInfoText } from '../trace/siginfo';
import { firstSignal, hasSignal, sigmask, signalsOf, sigsetOf, UNBLOCKABLE } from './set';
import { decodeSigInfo, encodeSigInfo } from './siginfo';
import { SigPending } from './struct';

describe('sets', () => {
  test('bit n − 1 is signal n, up to 64', () => {
    expect(sigmask(1)).toBe(1n);
    expect(sigmask(64)).toBe(1n << 63n);
    expect(signalsOf(sigsetOf(SIGTERM, 64, SIGINT))).toEqual([SIGINT, SIGTERM, 64]);
    expect(firstSignal(0n)).toBe(0);
    expect(hasSignal(UNBLOCKABLE, SIGKILL)).toBe(true);
  });
});

describe('pending signals', () => {
  const info = (signal: number, value = 0n) => ({ signal, code: 0, pid: 1, uid: 0, value });
  test('ordinary ones wait once, real-time ones queue', () => {
    const pending = new SigPending();
    expect(pending.add(info(SIGTERM))).toBe(true);
    expect(pending.add(info(SIGTERM))).toBe(false);
    for (const value of [1n, 2n]) expect(pending.add(info(40, value))).toBe(true);
    expect(pending.take(40).value).toBe(1n);
    expect(hasSignal(pending.set, 40)).toBe(true);
    expect(pending.take(40).value).toBe(2n);
    expect(hasSignal(pending.set, 40)).toBe(false);
    pending.flush(sigsetOf(SIGTERM));
    expect(pending).toMatchObject({ set: 0n, queue: [] });
  });
});

describe('siginfo', () => {
  test('faults carry an address, others a sender', () => {
    const fault = encodeSigInfo({ signal: SIGSEGV, code: 1, pid: 0, uid: 0, address: 0x1234 });
    expect(new DataView(fault.buffer).getBigUint64(16, true)).toBe(0x1234n);
    const sent = encodeSigInfo({ signal: SIGTERM, code: 0, pid: 77, uid: 5 });
    expect(new DataView(sent.buffer).getInt32(16, true)).toBe(77);
    expect(decodeSigInfo(40, encodeSigInfo({ signal: 40, code: -1, pid: 9, uid: 8, value: 5n }))).toMatchObject({
      signal: 40,
      code: -1,
      pid: 9,
      uid: 8,
      value: 5n,
    });
  });

  test('as strace prints it', () => {
    expect(sigInfoText({ signal: SIGSEGV, code: 1, pid: 0, uid: 0, address: 0 })).toBe(
      'SIGSEGV {si_signo=SIGSEGV, si_code=SEGV_MAPERR, si_addr=NULL}',
    );
    expect(sigInfoText({ signal: SIGINT, code: 0x80, pid: 0, uid: 0 })).toBe(
      'SIGINT {si_signo=SIGINT, si_code=SI_KERNEL}',
    );
    expect(signalName(34)).toBe('SIGRT_2');
  });
});
