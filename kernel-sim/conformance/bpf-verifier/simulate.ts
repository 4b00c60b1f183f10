/**
 * The same programs here: our verifier's verdict, and a run in our interpreter over the packet that load.c uses. Maps are the plainest
 * that will do.
 */
import { rulesOf } from '../../kernel/bpf/context';
import { BpfMemory, REGION_BASE, type Region, type Wide } from '../../kernel/bpf/interp/memory';
import { Program } from '../../kernel/bpf/interp/program';
import { BpfVm } from '../../kernel/bpf/interp/vm';
import { type BpfMapInfo, MapType, type VerifyResult } from '../../kernel/bpf/types';
import { verify } from '../../kernel/bpf/verifier';
import { ARRAY, type Generated, HASH, XDP } from './generate';

const map = (id: number, type: number, keySize: number, valueSize: number, maxEntries: number): BpfMapInfo => ({
  id,
  type,
  keySize,
  valueSize,
  maxEntries,
  flags: 0,
  name: `map${id}`,
  frozen: false,
  spinLockOffset: -1,
  timerOffset: -1,
  inner: null,
});

export const MAPS: readonly BpfMapInfo[] = [
  map(1, MapType.HASH, 4, 16, 8),
  map(2, MapType.ARRAY, 4, 48, 4),
  map(3, MapType.RINGBUF, 0, 0, 4096),
];

export function verdict({ type, insns }: Generated, logLevel = 1): VerifyResult {
  return verify({
    insns,
    rules: rulesOf(type)!,
    expectedAttachType: 0,
    gplCompatible: true,
    privileged: true,
    flags: 0,
    logLevel,
    map: (fd) => MAPS[fd] ?? -9,
  });
}

const ENOENT = 2;
const E2BIG = 7;
const STEPS = 2_000_000;

class Maps {
  private readonly values: Map<number, Region>[] = [new Map(), new Map(), new Map()];

  constructor(private readonly memory: BpfMemory) {
    for (let key = 0; key < 4; key++) this.add(ARRAY, key);
  }

  add(index: number, key: number): Region {
    const region = this.memory.add('value', new Uint8Array(MAPS[index].valueSize));
    this.values[index].set(key, region);
    return region;
  }

  lookup(vm: BpfVm): void {
    const region = this.values[vm.lo[1]].get(key(vm));
    if (region) vm.retWide(region.base, region.high);
    else vm.ret(0);
  }

  update(vm: BpfVm): void {
    const known = this.values[HASH].get(key(vm));
    if (!known && this.values[HASH].size >= MAPS[HASH].maxEntries) vm.ret(-E2BIG);
    else {
      const value = vm.bytesAt(3, MAPS[HASH].valueSize);
      (known ?? this.add(HASH, key(vm))).bytes!.set(value);
      vm.ret(0);
    }
  }

  remove(vm: BpfVm): void {
    vm.ret(this.values[HASH].delete(key(vm)) ? 0 : -ENOENT);
  }

  reserve(vm: BpfVm): void {
    const region = this.memory.add('record', new Uint8Array(vm.arg(2)));
    vm.retWide(region.base, region.high);
  }
}

const key = (vm: BpfVm): number => new DataView(vm.bytesAt(2, 4).buffer).getUint32(0, true);

function helpers(maps: Maps): (id: number) => (vm: BpfVm) => void {
  const table: Readonly<Record<number, (vm: BpfVm) => void>> = {
    1: (vm) => maps.lookup(vm),
    2: (vm) => maps.update(vm),
    3: (vm) => maps.remove(vm),
    7: (vm) => vm.ret(4),
    131: (vm) => maps.reserve(vm),
    132: () => {},
    133: () => {},
  };
  return (id) => table[id] ?? (() => {});
}

/** r0's low half. Throws where the interpreter's own checks find an access that the verifier let through. */
export function simulate(program: Generated): number {
  const memory = new BpfMemory();
  const packet = Uint8Array.from({ length: 64 }, (_, i) => i * 37 + 11);
  const region = memory.add('packet', packet);
  const vm = new BpfVm(memory);
  vm.limit = STEPS;
  const ctx = memory.addSlow('ctx', 192, {
    load: (offset, size, out: Wide) => {
      const pointer = program.type === XDP && size === 4 && offset < 8;
      out.lo = pointer ? REGION_BASE + (offset === 4 ? 64 : 0) : 0;
      out.hi = pointer ? region.high : 0;
      return true;
    },
    store: () => true,
  });
  const code = new Program(
    'generated',
    program.insns,
    (insn) => ({ lo: insn.imm, hi: 0x1234 }),
    helpers(new Maps(memory)),
  );
  vm.run(code, ctx.base, ctx.high);
  return vm.out.lo >>> 0;
}
