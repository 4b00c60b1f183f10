/**
 * Instructions that TypeScript carries out: privileged ones, port input and output, and a few rare ones. Each handler gets the
 * decoded record; it throws GuestFault before it changes anything, or returns how to go on. SDM 2 for each.
 */
import { GuestFault } from './fault';
import { GP, type Handler, HostOutcome, need0, sizeOf, UD, unknown, writeOperand } from './host/common';
import * as control from './host/control';
import * as flow from './host/flow';
import * as fpu from './host/fpu';
import * as media from './host/mmx';
import * as ports from './host/ports';
import * as rare from './host/rare';
import * as segments from './host/segments';
import { soft } from './host/soft-sse';
import * as vector from './host/vector';
import { wait, x87 } from './host/x87/index';
import { HOST_HANDLERS, type HostHandlerName } from './host-names';
import { type Record, State } from './state';

export { HostOutcome };

const { DONE, HALT, TRAP } = HostOutcome;

const BY_NAME: Record<HostHandlerName, Handler> = {
  soft,
  undefined: () => {
    throw new GuestFault(UD);
  },
  deviceNotAvailable: () => {
    throw new GuestFault(7);
  },
  breakpoint: (cpu) => {
    cpu.setWord(State.FAULT_VECTOR, 3);
    cpu.setWord(State.FAULT_ERROR, 0);
    return TRAP;
  },
  interrupt: flow.interrupt,
  portIn: ports.portIn,
  portOut: ports.portOut,
  stringIn: ports.once(true),
  repeatStringIn: ports.repeated(true),
  stringOut: ports.once(false),
  repeatStringOut: ports.repeated(false),
  halt: (cpu) => {
    need0(cpu);
    return HALT;
  },
  clearInterrupts: flow.clearInterrupts,
  setInterrupts: flow.setInterrupts,
  interruptReturn: flow.interruptReturn,
  cpuid: control.identify,
  timeStamp: control.timeStamp,
  swapGs: control.swapGs,
  sysReturn: flow.sysReturn,
  writeMsr: control.writeMsrHandler,
  readMsr: control.readMsrHandler,
  clearTaskSwitched: (cpu) => {
    need0(cpu);
    cpu.cr0 &= ~8;
    return DONE;
  },
  flushCaches: (cpu) => {
    need0(cpu);
    return DONE;
  },
  readControl: control.readControl,
  writeControl: control.writeControl,
  readDebug: control.readDebug,
  writeDebug: control.writeDebug,
  setAccess: flow.accessFlag(true),
  clearAccess: flow.accessFlag(false),
  storeSelector: segments.storeSelector,
  loadSelector: segments.loadSelector,
  storeTable: segments.storeTable,
  loadTable: segments.loadTable,
  storeMachineStatus: (cpu, record) => {
    writeOperand(cpu, record, sizeOf(cpu, record), BigInt(cpu.cr0), 16);
    return DONE;
  },
  invalidatePage: (cpu, record) => {
    need0(cpu);
    const page = Number((cpu.effectiveAddress(record) >> 12n) & 0xfffn);
    cpu.shared.translations.flushPage(page);
    return DONE;
  },
  readSegment: segments.readSegment,
  writeSegment: segments.writeSegment,
  farReturn: flow.farReturn,
  saveFpu: fpu.saveFpu,
  restoreFpu: fpu.restoreFpu,
  loadMxcsr: fpu.loadMxcsr,
  storeMxcsr: (cpu, record) => {
    cpu.writeMemory(cpu.effectiveAddress(record), 4, BigInt(cpu.mxcsr));
    return DONE;
  },
  x87,
  wait,
  mmx: media.mmx,
  emms: media.emms,
  movq2dq: media.movq2dq,
  movdq2q: media.movdq2q,
  cvtpi2ps: media.cvtpi2ps,
  cvtpi2pd: media.cvtpi2pd,
  cvtps2pi: media.cvtps2pi,
  cvttps2pi: media.cvttps2pi,
  cvtpd2pi: media.cvtpd2pi,
  cvttpd2pi: media.cvttpd2pi,
  rcpps: vector.rcpps,
  rcpss: vector.rcpss,
  rsqrtps: vector.rsqrtps,
  rsqrtss: vector.rsqrtss,
  maskmovdqu: vector.maskmovdqu,
  narrowString: rare.narrowString,
  narrowLoop: rare.narrowLoop,
  nestedEnter: rare.nestedEnter,
  pushSegment: rare.pushSegment,
  popSegment: rare.popSegment,
  loadFarPointer: rare.loadFarPointer,
  farJump: rare.farJump,
  farCall: rare.farCall,
  verify: rare.verify,
  aboutSelector: rare.aboutSelector,
  int1: rare.int1,
  loadMachineStatus: rare.loadMachineStatus,
  unknown,
  tooLong: () => {
    throw new GuestFault(GP);
  },
};

/** By the number that records hold. */
export const HANDLERS: readonly Handler[] = HOST_HANDLERS.map((name) => BY_NAME[name]);
