/** BPF_OBJ_GET_INFO_BY_FD: struct bpf_map_info, bpf_prog_info, bpf_link_info, bpf_btf_info. Follows kernel/bpf/syscall.c. */
import { E2BIG, EFAULT, EINVAL } from '../../errno';
import type { RunningKernel } from '../../kernel';
import type { TaskStruct } from '../../sched/task';
import { Struct } from '../../syscalls/struct';
import { encodeInsns } from '../insn';
import type { BpfMap } from '../maps/map';
import type { BpfProgram } from '../program';
import { type BpfLink, bpfOf } from '../system';
import type { Attr } from './attr';
import { anyFromFd } from './objects';

export const MAP_INFO_BYTES = 88;
export const PROG_INFO_BYTES = 232;
const LINK_INFO_BYTES = 40;
const BTF_INFO_BYTES = 32;

export function getInfo(kernel: RunningKernel, task: TaskStruct, attr: Attr): number {
  if (attr.only(16) < 0) return -EINVAL;
  const object = anyFromFd(task, attr.i32(0));
  if (typeof object === 'number') return object;
  const length = attr.u32(4);
  const address = attr.pointer(8);
  const size = { map: MAP_INFO_BYTES, prog: PROG_INFO_BYTES, link: LINK_INFO_BYTES, btf: BTF_INFO_BYTES, stats: 0 }[
    object.kind
  ];
  if (size === 0) return -EINVAL;
  const given = new Uint8Array(length);
  if (kernel.copyFromUser(task, address, given) < 0) return -EFAULT;
  if (given.subarray(size).some((byte) => byte !== 0)) return -E2BIG;
  const asked = new Struct(size);
  asked.bytes.set(given.subarray(0, size));
  let answer: Struct | number;
  if (object.kind === 'map') answer = mapInfo(object.map);
  else if (object.kind === 'prog') answer = progInfo(kernel, task, object.program, asked);
  else if (object.kind === 'link') answer = linkInfo(object.link);
  else if (object.kind === 'btf') answer = btfInfo(kernel, task, object.btf, asked);
  else answer = -EINVAL;
  if (typeof answer === 'number') return answer;
  const shown = answer.bytes.subarray(0, Math.min(length, size));
  if (kernel.copyToUser(task, address, shown) < 0) return -EFAULT;
  return attr.put32(kernel, task, 4, shown.length);
}

function mapInfo(map: BpfMap): Struct {
  const info = new Struct(MAP_INFO_BYTES);
  info.setI32(0, map.type).setI32(4, map.id).setI32(8, map.keySize).setI32(12, map.valueSize);
  info.setI32(16, map.maxEntries).setI32(20, map.flags).text(24, map.name).setI32(40, map.attributes.ifindex);
  const { btfId, btfKeyTypeId, btfValueTypeId, mapExtra } = map.attributes;
  return info.setI32(64, btfId).setI32(68, btfKeyTypeId).setI32(72, btfValueTypeId).setI64(80, mapExtra);
}

/** Fields that are filled into arrays of the caller when it gives room: xlated instructions, map ids, infos. */
function progInfo(kernel: RunningKernel, task: TaskStruct, program: BpfProgram, asked: Struct): Struct | number {
  const { attributes, verified } = program;
  const info = new Struct(PROG_INFO_BYTES);
  const xlated = encodeInsns(verified.insns.map((insn) => shownInsn(program, insn)));
  info.setI32(0, attributes.type).setI32(4, program.id);
  info.bytes.set(program.tag, 8);
  info.setI32(20, xlated.length);
  const fill = (lengthAt: number, pointerAt: number, bytes: Uint8Array, record: number): number => {
    const room = asked.u32(lengthAt);
    info.setI32(lengthAt, bytes.length / record).setI64(pointerAt, asked.i64(pointerAt));
    if (room === 0 || asked.i64(pointerAt) === 0) return 0;
    const kept = bytes.subarray(0, Math.min(room * record, bytes.length));
    return kernel.copyToUser(task, asked.i64(pointerAt), kept);
  };
  const ids = new Uint8Array(Uint32Array.from(program.maps, (map) => map.id).buffer);
  const error =
    fill(20, 32, xlated, 1) ||
    fill(52, 56, ids, 4) ||
    fill(144, 136, attributes.funcInfo, Math.max(8, attributes.funcInfoRecord)) ||
    fill(160, 152, attributes.lineInfo, Math.max(16, attributes.lineInfoRecord));
  if (error < 0) return error;
  info.setI64(40, attributes.loadTime).setI32(48, attributes.uid).text(64, attributes.name);
  info
    .setI32(84, attributes.gpl ? 1 : 0)
    .setI32(128, attributes.btfId)
    .setI32(132, attributes.funcInfoRecord);
  info.setI32(164, 0).setI32(176, attributes.lineInfoRecord);
  if (bpfOf(kernel).statistics > 0) info.setI64(192, program.runNs).setI64(200, program.runs);
  info.setI32(216, verified.statistics.processed);
  return info;
}

/** Instructions as Linux shows them: map numbers instead of addresses. */
function shownInsn(program: BpfProgram, insn: BpfProgram['insns'][number]): BpfProgram['insns'][number] {
  const isMap = insn.code === 0x18 && (insn.src === 1 || insn.src === 2);
  return isMap ? { ...insn, imm: program.maps[insn.imm].id } : insn;
}

function linkInfo(link: BpfLink): Struct {
  const info = new Struct(LINK_INFO_BYTES);
  info.setI32(0, link.type).setI32(4, link.id).setI32(8, link.program.id);
  info.bytes.set(link.info?.() ?? new Uint8Array(), 16);
  return info;
}

function btfInfo(
  kernel: RunningKernel,
  task: TaskStruct,
  btf: import('../btf/object').BtfObject,
  asked: Struct,
): Struct | number {
  const info = new Struct(BTF_INFO_BYTES);
  const room = asked.u32(8);
  const address = asked.i64(0);
  if (room > 0 && address !== 0 && kernel.copyToUser(task, address, btf.data.subarray(0, room)) < 0) return -EFAULT;
  return info.setI64(0, address).setI32(8, btf.data.length).setI32(12, btf.id);
}
