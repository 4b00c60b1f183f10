/**
 * The interpreter: one instruction after the other, RFC 9669 with the instructions of Linux 6.1 and the later sign-extending ones.
 * Follows kernel/bpf/core.c: ___bpf_prog_run. Cases are opcode bytes; immediates have become registers (program.ts).
 */
import { BUG } from '../../bug';
import { div, high, mod, mul, sar, sdiv, shl, shr, smod, swap16, swap32 } from './arithmetic';
import { atomic } from './atomic';
import { loadLegacy } from './legacy';
import { hex, MAX_TAIL_CALL_CNT } from './limits';
import { REGION_HIGH, type Region } from './memory';
import { Op } from './program';
import type { BpfVm } from './vm';

/** No verified program gets here. */
function fault(vm: BpfVm, pc: number, what: string, hi: number, lo: number): never {
  return BUG(`BPF program ${vm.program.name}: insn ${pc}: ${what} at ${hex(hi)}${hex(lo)}`);
}

/** Loads from what is not a plain array of bytes. */
function slowLoad(vm: BpfVm, pc: number, hi: number, at: number, size: number): void {
  const region = vm.memory.find(hi);
  const offset = at - region.base;
  if (region.slow && offset >= 0 && offset + size <= region.size && region.slow.load(offset, size, vm.out)) return;
  const bytes = new Uint8Array(8);
  if (region.size > 0 || !vm.memory.outside) fault(vm, pc, `load of ${size} bytes`, hi, at);
  // PROBE_MEM: a pointer of BTF that leads nowhere reads as zero.
  vm.memory.outside.read(hi, at, bytes.subarray(0, size));
  const view = new DataView(bytes.buffer);
  vm.out.lo = view.getInt32(0, true);
  vm.out.hi = view.getInt32(4, true);
}

function slowStore(vm: BpfVm, pc: number, hi: number, at: number, size: number, lo: number, high: number): void {
  const region = vm.memory.find(hi);
  const offset = at - region.base;
  const fits = region.writable && offset >= 0 && offset + size <= region.size;
  if (!fits || !region.slow?.store(offset, size, lo, high)) fault(vm, pc, `store of ${size} bytes`, hi, at);
}

/** Runs until the activation that called (vm.depth) exits; r0 is left in the registers. */
export function runLoop(vm: BpfVm, start: number): void {
  const bottom = vm.depth;
  const { regions } = vm.memory;
  const none: Region = vm.memory.find(0);
  let { program, lo, hi } = vm;
  let { op, dst, src, off } = program;
  let pc = start;
  let steps = 0;
  const more = vm.limit - vm.steps;
  for (;;) {
    if (++steps > more) BUG(`BPF program ${program.name} does not end`);
    const d = dst[pc];
    const s = src[pc];
    switch (op[pc]) {
      // ---------------------------------------------------------------- 64-bit arithmetic
      case 0x0f: {
        const sum = (lo[d] >>> 0) + (lo[s] >>> 0);
        hi[d] = hi[d] + hi[s] + (sum > 0xffffffff ? 1 : 0);
        lo[d] = sum;
        break;
      }
      case 0x1f: {
        const difference = (lo[d] >>> 0) - (lo[s] >>> 0);
        hi[d] = hi[d] - hi[s] - (difference < 0 ? 1 : 0);
        lo[d] = difference;
        break;
      }
      case 0x2f:
        lo[d] = mul(lo[d], hi[d], lo[s], hi[s]);
        hi[d] = high();
        break;
      case 0x3f:
        lo[d] = div(lo[d], hi[d], lo[s], hi[s]);
        hi[d] = high();
        break;
      case 0x4f:
        hi[d] |= hi[s];
        lo[d] |= lo[s];
        break;
      case 0x5f:
        hi[d] &= hi[s];
        lo[d] &= lo[s];
        break;
      case 0x6f:
        lo[d] = shl(lo[d], hi[d], lo[s] & 63);
        hi[d] = high();
        break;
      case 0x7f:
        lo[d] = shr(lo[d], hi[d], lo[s] & 63);
        hi[d] = high();
        break;
      case 0x8f:
      case 0x87:
        hi[d] = ~hi[d] + (lo[d] === 0 ? 1 : 0);
        lo[d] = -lo[d];
        break;
      case 0x9f:
        lo[d] = mod(lo[d], hi[d], lo[s], hi[s]);
        hi[d] = high();
        break;
      case 0xaf:
        hi[d] ^= hi[s];
        lo[d] ^= lo[s];
        break;
      case 0xbf:
        hi[d] = hi[s];
        lo[d] = lo[s];
        break;
      case 0xcf:
        lo[d] = sar(lo[d], hi[d], lo[s] & 63);
        hi[d] = high();
        break;
      case Op.SDIV:
        lo[d] = sdiv(lo[d], hi[d], lo[s], hi[s]);
        hi[d] = high();
        break;
      case Op.SMOD:
        lo[d] = smod(lo[d], hi[d], lo[s], hi[s]);
        hi[d] = high();
        break;
      case Op.MOVSX8:
        lo[d] = (lo[s] << 24) >> 24;
        hi[d] = lo[d] >> 31;
        break;
      case Op.MOVSX16:
        lo[d] = (lo[s] << 16) >> 16;
        hi[d] = lo[d] >> 31;
        break;
      case Op.MOVSX32:
        lo[d] = lo[s];
        hi[d] = lo[d] >> 31;
        break;
      // ---------------------------------------------------------------- 32-bit arithmetic: the high half becomes zero
      case 0x0c:
        lo[d] = lo[d] + lo[s];
        hi[d] = 0;
        break;
      case 0x1c:
        lo[d] = lo[d] - lo[s];
        hi[d] = 0;
        break;
      case 0x2c:
        lo[d] = Math.imul(lo[d], lo[s]);
        hi[d] = 0;
        break;
      case 0x3c:
        lo[d] = lo[s] === 0 ? 0 : (lo[d] >>> 0) / (lo[s] >>> 0);
        hi[d] = 0;
        break;
      case 0x4c:
        lo[d] |= lo[s];
        hi[d] = 0;
        break;
      case 0x5c:
        lo[d] &= lo[s];
        hi[d] = 0;
        break;
      case 0x6c:
        lo[d] = lo[d] << (lo[s] & 31);
        hi[d] = 0;
        break;
      case 0x7c:
        lo[d] = lo[d] >>> (lo[s] & 31);
        hi[d] = 0;
        break;
      case 0x8c:
      case 0x84:
        lo[d] = -lo[d];
        hi[d] = 0;
        break;
      case 0x9c:
        if (lo[s] !== 0) lo[d] = (lo[d] >>> 0) % (lo[s] >>> 0);
        hi[d] = 0;
        break;
      case 0xac:
        lo[d] ^= lo[s];
        hi[d] = 0;
        break;
      case 0xbc:
        lo[d] = lo[s];
        hi[d] = 0;
        break;
      case 0xcc:
        lo[d] = lo[d] >> (lo[s] & 31);
        hi[d] = 0;
        break;
      case Op.SDIV32:
        lo[d] = lo[s] === 0 ? 0 : lo[d] / lo[s];
        hi[d] = 0;
        break;
      case Op.SMOD32:
        if (lo[s] !== 0) lo[d] = lo[d] % lo[s];
        hi[d] = 0;
        break;
      case Op.MOVSX8_32:
        lo[d] = (lo[s] << 24) >> 24;
        hi[d] = 0;
        break;
      case Op.MOVSX16_32:
        lo[d] = (lo[s] << 16) >> 16;
        hi[d] = 0;
        break;
      // ---------------------------------------------------------------- byte order
      case Op.BE16:
      case Op.SWAP16:
        lo[d] = swap16(lo[d]);
        hi[d] = 0;
        break;
      case Op.BE32:
      case Op.SWAP32:
        lo[d] = swap32(lo[d]);
        hi[d] = 0;
        break;
      case Op.BE64:
      case Op.SWAP64: {
        const low = swap32(hi[d]);
        hi[d] = swap32(lo[d]);
        lo[d] = low;
        break;
      }
      case Op.LE16:
        lo[d] &= 0xffff;
        hi[d] = 0;
        break;
      case Op.LE32:
        hi[d] = 0;
        break;
      case Op.NOP:
        break;
      case 0x18:
        lo[d] = lo[s];
        hi[d] = hi[s];
        pc++;
        break;
      // ---------------------------------------------------------------- jumps
      case 0x05:
        pc += off[pc];
        break;
      case 0x1d:
        if (lo[d] === lo[s] && hi[d] === hi[s]) pc += off[pc];
        break;
      case 0x2d:
        if (hi[d] === hi[s] ? lo[d] >>> 0 > lo[s] >>> 0 : hi[d] >>> 0 > hi[s] >>> 0) pc += off[pc];
        break;
      case 0x3d:
        if (hi[d] === hi[s] ? lo[d] >>> 0 >= lo[s] >>> 0 : hi[d] >>> 0 > hi[s] >>> 0) pc += off[pc];
        break;
      case 0x4d:
        if ((lo[d] & lo[s]) !== 0 || (hi[d] & hi[s]) !== 0) pc += off[pc];
        break;
      case 0x5d:
        if (lo[d] !== lo[s] || hi[d] !== hi[s]) pc += off[pc];
        break;
      case 0x6d:
        if (hi[d] === hi[s] ? lo[d] >>> 0 > lo[s] >>> 0 : hi[d] > hi[s]) pc += off[pc];
        break;
      case 0x7d:
        if (hi[d] === hi[s] ? lo[d] >>> 0 >= lo[s] >>> 0 : hi[d] > hi[s]) pc += off[pc];
        break;
      case 0xad:
        if (hi[d] === hi[s] ? lo[d] >>> 0 < lo[s] >>> 0 : hi[d] >>> 0 < hi[s] >>> 0) pc += off[pc];
        break;
      case 0xbd:
        if (hi[d] === hi[s] ? lo[d] >>> 0 <= lo[s] >>> 0 : hi[d] >>> 0 < hi[s] >>> 0) pc += off[pc];
        break;
      case 0xcd:
        if (hi[d] === hi[s] ? lo[d] >>> 0 < lo[s] >>> 0 : hi[d] < hi[s]) pc += off[pc];
        break;
      case 0xdd:
        if (hi[d] === hi[s] ? lo[d] >>> 0 <= lo[s] >>> 0 : hi[d] < hi[s]) pc += off[pc];
        break;
      case 0x1e:
        if (lo[d] === lo[s]) pc += off[pc];
        break;
      case 0x2e:
        if (lo[d] >>> 0 > lo[s] >>> 0) pc += off[pc];
        break;
      case 0x3e:
        if (lo[d] >>> 0 >= lo[s] >>> 0) pc += off[pc];
        break;
      case 0x4e:
        if ((lo[d] & lo[s]) !== 0) pc += off[pc];
        break;
      case 0x5e:
        if (lo[d] !== lo[s]) pc += off[pc];
        break;
      case 0x6e:
        if (lo[d] > lo[s]) pc += off[pc];
        break;
      case 0x7e:
        if (lo[d] >= lo[s]) pc += off[pc];
        break;
      case 0xae:
        if (lo[d] >>> 0 < lo[s] >>> 0) pc += off[pc];
        break;
      case 0xbe:
        if (lo[d] >>> 0 <= lo[s] >>> 0) pc += off[pc];
        break;
      case 0xce:
        if (lo[d] < lo[s]) pc += off[pc];
        break;
      case 0xde:
        if (lo[d] <= lo[s]) pc += off[pc];
        break;
      // ---------------------------------------------------------------- loads
      case 0x71: {
        const i = hi[s] - REGION_HIGH;
        const r = i >= 0 && i < regions.length ? regions[i] : none;
        const at = (lo[s] >>> 0) + off[pc] - r.base;
        if (r.view !== null && at >= 0 && at < r.size) {
          lo[d] = r.view.getUint8(at);
          hi[d] = 0;
        } else {
          slowLoad(vm, pc, hi[s], (lo[s] >>> 0) + off[pc], 1);
          lo[d] = vm.out.lo & 0xff;
          hi[d] = 0;
        }
        break;
      }
      case 0x69: {
        const i = hi[s] - REGION_HIGH;
        const r = i >= 0 && i < regions.length ? regions[i] : none;
        const at = (lo[s] >>> 0) + off[pc] - r.base;
        if (r.view !== null && at >= 0 && at + 2 <= r.size) {
          lo[d] = r.view.getUint16(at, true);
          hi[d] = 0;
        } else {
          slowLoad(vm, pc, hi[s], (lo[s] >>> 0) + off[pc], 2);
          lo[d] = vm.out.lo & 0xffff;
          hi[d] = 0;
        }
        break;
      }
      case 0x61: {
        const i = hi[s] - REGION_HIGH;
        const r = i >= 0 && i < regions.length ? regions[i] : none;
        const at = (lo[s] >>> 0) + off[pc] - r.base;
        if (r.view !== null && at >= 0 && at + 4 <= r.size) {
          lo[d] = r.view.getInt32(at, true);
          hi[d] = 0;
        } else {
          // A context field that is a pointer to programs is wider than its 4 bytes.
          slowLoad(vm, pc, hi[s], (lo[s] >>> 0) + off[pc], 4);
          lo[d] = vm.out.lo;
          hi[d] = vm.out.hi;
        }
        break;
      }
      case 0x79: {
        const i = hi[s] - REGION_HIGH;
        const r = i >= 0 && i < regions.length ? regions[i] : none;
        const at = (lo[s] >>> 0) + off[pc] - r.base;
        if (r.view !== null && at >= 0 && at + 8 <= r.size) {
          const { view } = r;
          lo[d] = view.getInt32(at, true);
          hi[d] = view.getInt32(at + 4, true);
        } else {
          slowLoad(vm, pc, hi[s], (lo[s] >>> 0) + off[pc], 8);
          lo[d] = vm.out.lo;
          hi[d] = vm.out.hi;
        }
        break;
      }
      case 0x91:
      case 0x89:
      case 0x81: {
        const size = op[pc] === 0x91 ? 1 : op[pc] === 0x89 ? 2 : 4;
        const region = vm.memory.find(hi[s]);
        const at = (lo[s] >>> 0) + off[pc] - region.base;
        if (region.view !== null && at >= 0 && at + size <= region.size) {
          const { view } = region;
          lo[d] = size === 1 ? view.getInt8(at) : size === 2 ? view.getInt16(at, true) : view.getInt32(at, true);
        } else {
          slowLoad(vm, pc, hi[s], (lo[s] >>> 0) + off[pc], size);
          lo[d] = size === 4 ? vm.out.lo : (vm.out.lo << (32 - 8 * size)) >> (32 - 8 * size);
        }
        hi[d] = lo[d] >> 31;
        break;
      }
      case 0x20:
      case 0x28:
      case 0x30:
      case 0x40:
      case 0x48:
      case 0x50: {
        // LD_ABS and LD_IND leave the program with 0 when the packet is too short.
        if (loadLegacy(vm, pc)) break;
        lo[0] = 0;
        hi[0] = 0;
        if (vm.depth === bottom) {
          vm.steps += steps;
          return;
        }
        pc = vm.pop();
        ({ program, lo, hi } = vm);
        ({ op, dst, src, off } = program);
        break;
      }
      // ---------------------------------------------------------------- stores
      case 0x73: {
        const i = hi[d] - REGION_HIGH;
        const r = i >= 0 && i < regions.length ? regions[i] : none;
        const at = (lo[d] >>> 0) + off[pc] - r.base;
        if (r.view !== null && r.writable && at >= 0 && at < r.size) r.view.setInt8(at, lo[s]);
        else slowStore(vm, pc, hi[d], (lo[d] >>> 0) + off[pc], 1, lo[s], hi[s]);
        break;
      }
      case 0x6b: {
        const i = hi[d] - REGION_HIGH;
        const r = i >= 0 && i < regions.length ? regions[i] : none;
        const at = (lo[d] >>> 0) + off[pc] - r.base;
        if (r.view !== null && r.writable && at >= 0 && at + 2 <= r.size) r.view.setInt16(at, lo[s], true);
        else slowStore(vm, pc, hi[d], (lo[d] >>> 0) + off[pc], 2, lo[s], hi[s]);
        break;
      }
      case 0x63: {
        const i = hi[d] - REGION_HIGH;
        const r = i >= 0 && i < regions.length ? regions[i] : none;
        const at = (lo[d] >>> 0) + off[pc] - r.base;
        if (r.view !== null && r.writable && at >= 0 && at + 4 <= r.size) r.view.setInt32(at, lo[s], true);
        else slowStore(vm, pc, hi[d], (lo[d] >>> 0) + off[pc], 4, lo[s], hi[s]);
        break;
      }
      case 0x7b: {
        const i = hi[d] - REGION_HIGH;
        const r = i >= 0 && i < regions.length ? regions[i] : none;
        const at = (lo[d] >>> 0) + off[pc] - r.base;
        if (r.view !== null && r.writable && at >= 0 && at + 8 <= r.size) {
          const { view } = r;
          view.setInt32(at, lo[s], true);
          view.setInt32(at + 4, hi[s], true);
        } else slowStore(vm, pc, hi[d], (lo[d] >>> 0) + off[pc], 8, lo[s], hi[s]);
        break;
      }
      case 0xc3:
      case 0xdb:
        atomic(vm, pc);
        break;
      // ---------------------------------------------------------------- calls
      case 0x85: {
        const helper = program.helpers[pc];
        if (helper === undefined) fault(vm, pc, `helper ${program.imm[pc]} is not there`, 0, 0);
        helper(vm);
        break;
      }
      case Op.CALL_LOCAL:
        vm.push(pc);
        pc += off[pc];
        break;
      case Op.TAIL_CALL: {
        const target = vm.tailCalls < MAX_TAIL_CALL_CNT ? vm.tailTarget(vm, lo[2], hi[2], lo[3]) : null;
        if (target === null) break;
        vm.tailCalls++;
        vm.jumpTo(target);
        ({ program, lo, hi } = vm);
        ({ op, dst, src, off } = program);
        pc = -1;
        break;
      }
      case 0x95:
        if (vm.depth === bottom) {
          vm.steps += steps;
          return;
        }
        pc = vm.pop();
        if (program !== vm.program) {
          ({ program, lo, hi } = vm);
          ({ op, dst, src, off } = program);
        }
        break;
      default:
        fault(vm, pc, `unknown opcode ${op[pc].toString(16)}`, 0, 0);
    }
    pc++;
  }
}
