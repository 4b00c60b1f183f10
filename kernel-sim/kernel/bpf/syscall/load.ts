/**
 * BPF_PROG_LOAD. Follows kernel/bpf/syscall.c: bpf_prog_load, and kernel/bpf/log.c for what becomes of the verifier's log.
 */

import { E2BIG, EFAULT, EINVAL, ENOSPC, EPERM } from '../../errno';
import type { RunningKernel } from '../../kernel';
import type { TaskStruct } from '../../sched/task';
import { loadsFor } from '../attach/cgroup';
import { sha1 } from '../btf/sha1';
import { rulesOf } from '../context/index';
import { decodeInsns, INSN_BYTES, LD_IMM64 } from '../insn';
import { functionAddress, Program } from '../interp/program';
import { ProgArray } from '../maps/holders';
import type { BpfMap } from '../maps/map';
import { BpfProgram, type ProgramAttributes } from '../program';
import { type BpfSystem, bpfOf } from '../system';
import { type BpfInsn, ProgType, type VerifiedProgram, type VerifyResult } from '../types';
import { verify } from '../verifier/index';
import { type Attr, objectName } from './attr';
import { LineTable } from './line-info';
import { fromFd, newFd } from './objects';
import { bpfCapable, NET_TYPES, netCapable, PERF_TYPES, perfmonCapable } from './rights';

const BPF_MAXINSNS = 4096;
const COMPLEXITY_LIMIT = 1_000_000;
const KNOWN_FLAGS = 0x3f;
const GPL_LICENCES = ['GPL', 'GPL v2', 'GPL and additional rights', 'Dual BSD/GPL', 'Dual MIT/GPL', 'Dual MPL/GPL'];

export function progLoad(kernel: RunningKernel, task: TaskStruct, attr: Attr): number {
  if (attr.only(140) < 0) return -EINVAL;
  const flags = attr.u32(44);
  if (flags & ~KNOWN_FLAGS) return -EINVAL;
  const licence = kernel.strncpyFromUser(task, attr.pointer(16), 127);
  if (typeof licence === 'number') return -EFAULT;
  const count = attr.u32(4);
  const capable = bpfCapable(task.cred);
  if (count === 0 || count > (capable ? COMPLEXITY_LIMIT : BPF_MAXINSNS)) return -E2BIG;
  const type = attr.u32(0);
  const denied = mayLoad(task, type, capable);
  if (denied < 0) return denied;
  const name = objectName(attr.bytes.subarray(48, 64));
  if (typeof name === 'number') return name;
  const bytes = new Uint8Array(count * INSN_BYTES);
  if (kernel.copyFromUser(task, attr.pointer(8), bytes) < 0) return -EFAULT;
  const attributes = readAttributes(kernel, task, attr, name, GPL_LICENCES.includes(licence));
  if (typeof attributes === 'number') return attributes;
  return verifyAndAdd(kernel, task, attr, attributes, decodeInsns(bytes));
}

function mayLoad(task: TaskStruct, type: number, capable: boolean): number {
  if (type !== ProgType.SOCKET_FILTER && type !== ProgType.CGROUP_SKB && !capable) return -EPERM;
  if (type !== ProgType.SOCKET_FILTER && NET_TYPES.includes(type) && !netCapable(task.cred)) return -EPERM;
  return PERF_TYPES.includes(type) && !perfmonCapable(task.cred) ? -EPERM : 0;
}

function readAttributes(
  kernel: RunningKernel,
  task: TaskStruct,
  attr: Attr,
  name: string,
  gpl: boolean,
): ProgramAttributes | number {
  const table = (address: number, records: number, size: number): Uint8Array | number => {
    if (records === 0) return new Uint8Array();
    if (size < 8 || size > 4096 || size % 4 !== 0) return -EINVAL;
    const bytes = new Uint8Array(records * size);
    return kernel.copyFromUser(task, address, bytes) < 0 ? -EFAULT : bytes;
  };
  const funcInfo = table(attr.pointer(80), attr.u32(88), attr.u32(76));
  const lineInfo = table(attr.pointer(96), attr.u32(104), attr.u32(92));
  if (typeof funcInfo === 'number') return funcInfo;
  if (typeof lineInfo === 'number') return lineInfo;
  let btfId = 0;
  if (funcInfo.length + lineInfo.length > 0) {
    const btf = fromFd(task, attr.i32(72), 'btf');
    if (typeof btf === 'number') return btf;
    btfId = btf.btf.id;
  }
  return {
    type: attr.u32(0),
    // Before there were attach types, CGROUP_SOCK meant the making of sockets.
    expectedAttachType: attr.u32(0) === ProgType.CGROUP_SOCK && attr.u32(68) === 0 ? 2 : attr.u32(68),
    name,
    gpl,
    flags: attr.u32(44),
    uid: task.cred.uid,
    loadTime: kernel.now * 10,
    btfId,
    attachBtfId: attr.u32(108),
    funcInfo,
    lineInfo,
    funcInfoRecord: attr.u32(76),
    lineInfoRecord: attr.u32(92),
  };
}

function verifyAndAdd(
  kernel: RunningKernel,
  task: TaskStruct,
  attr: Attr,
  attributes: ProgramAttributes,
  insns: readonly BpfInsn[],
): number {
  const level = attr.u32(24);
  const size = attr.u32(28);
  const buffer = attr.pointer(32);
  const wantsLog = level !== 0 || size !== 0 || buffer !== 0;
  if (wantsLog && (size < 128 || size > 0x3fffffff || level === 0 || buffer === 0 || level & ~7)) return -EINVAL;
  if (!loadsFor(attributes.type, attributes.expectedAttachType)) return -EINVAL;
  const system = bpfOf(kernel);
  const rules = rulesOf(attributes.type);
  if (!rules) return -EINVAL;
  const lines = new LineTable(system, attributes);
  const result = verify({
    insns,
    rules,
    expectedAttachType: attributes.expectedAttachType,
    gplCompatible: attributes.gpl,
    privileged: bpfCapable(task.cred) && perfmonCapable(task.cred),
    flags: attributes.flags,
    logLevel: level,
    map: (fd) => mapOf(task, fd),
    line: (insn) => lines.line(insn),
    functionName: (insn) => lines.functionName(insn),
    hasHelper: (id) => system.helpers.has(id),
  });
  kernel.charge(result.ok ? result.program.statistics.processed : 1000);
  const logged = level === 0 ? 0 : writeLog(kernel, task, buffer, size, result.log);
  if (!result.ok) {
    reportRejection(system, attributes, result);
    return logged < 0 ? logged : result.errno;
  }
  if (logged < 0) return logged;
  const program = makeProgram(system, attributes, insns, result.program);
  if (typeof program === 'number') return program;
  system.addProgram(program);
  system.emit({ op: 'load', id: program.id, name: program.name });
  const fd = newFd(kernel, task, { kind: 'prog', program });
  return fd;
}

function mapOf(task: TaskStruct, fd: number): BpfMap | number {
  const found = fromFd(task, fd, 'map');
  return typeof found === 'number' ? found : found.map;
}

/** The log with its NUL; -ENOSPC when it had to be cut, -EFAULT when it cannot be written. */
function writeLog(kernel: RunningKernel, task: TaskStruct, buffer: number, size: number, log: string): number {
  const bytes = Uint8Array.from(log, (letter) => letter.charCodeAt(0) & 255);
  const kept = bytes.subarray(0, size - 1);
  const all = new Uint8Array(kept.length + 1);
  all.set(kept);
  if (kernel.copyToUser(task, buffer, all) < 0) return -EFAULT;
  return kept.length < bytes.length ? -ENOSPC : 0;
}

function reportRejection(
  system: BpfSystem,
  attributes: ProgramAttributes,
  result: Extract<VerifyResult, { ok: false }>,
): void {
  system.lastRejection = { name: attributes.name, log: result.log, rejection: result.rejection };
  system.emit({ op: 'reject', id: 0, name: attributes.name, detail: result.rejection.code, result: result.errno });
}

/** Ready to run: maps held, addresses in place of descriptors. */
function makeProgram(
  system: BpfSystem,
  attributes: ProgramAttributes,
  given: readonly BpfInsn[],
  verified: VerifiedProgram,
): BpfProgram | number {
  const maps = verified.maps as readonly BpfMap[];
  for (const map of maps) if (map instanceof ProgArray && !map.compatible(String(attributes.type))) return -EINVAL;
  for (const map of maps) map.refs++;
  const code = new Program(
    attributes.name,
    verified.insns,
    (insn, index, next) => {
      if (insn.src === 4) return functionAddress(index + insn.imm + 1);
      const map = maps[insn.imm];
      return insn.src === 2 ? (map.directAddress(next.imm) ?? map.address) : map.address;
    },
    (id) => system.helpers.get(id),
  );
  return new BpfProgram(attributes, given, verified, maps, code, tagOf(given), (program) =>
    system.freeProgram(program),
  );
}

/** bpf_prog_calc_tag. */
function tagOf(insns: readonly BpfInsn[]): Uint8Array {
  const bytes = new Uint8Array(insns.length * INSN_BYTES);
  const view = new DataView(bytes.buffer);
  let second = false;
  insns.forEach((insn, index) => {
    const at = index * INSN_BYTES;
    const isMap = insn.code === LD_IMM64 && (insn.src === 1 || insn.src === 2);
    bytes[at] = insn.code;
    bytes[at + 1] = (insn.src << 4) | insn.dst;
    view.setInt16(at + 2, insn.off, true);
    view.setInt32(at + 4, isMap || second ? 0 : insn.imm, true);
    second = isMap;
  });
  return sha1(bytes).slice(0, 8);
}
