/** Helpers about time, chance and the machine. Times are virtual: one instruction takes 10 ns. */
import type { HelperCall } from '../interp/program';
import type { BpfSystem } from '../system';

const NS_PER_INSTRUCTION = 10;
const INSTRUCTIONS_PER_JIFFY = 400_000;
/** INITIAL_JIFFIES: five minutes before 32 bits wrap. */
const INITIAL_JIFFIES = 4294892296;

export function timeHelpers(system: BpfSystem): readonly (readonly [number, HelperCall])[] {
  const { kernel } = system;
  const ns: HelperCall = (vm) => vm.ret(kernel.now * NS_PER_INSTRUCTION);
  const realtime: HelperCall = (vm) => {
    const [seconds, nanoseconds] = kernel.realtime();
    vm.retBig(BigInt(seconds) * 1_000_000_000n + BigInt(nanoseconds));
  };
  return [
    [5, ns],
    [125, ns],
    [
      160,
      (vm) => vm.ret(Math.floor(kernel.now / INSTRUCTIONS_PER_JIFFY) * INSTRUCTIONS_PER_JIFFY * NS_PER_INSTRUCTION),
    ],
    [208, realtime],
    [118, (vm) => vm.ret(INITIAL_JIFFIES + Math.floor(kernel.now / INSTRUCTIONS_PER_JIFFY))],
    [
      7,
      (vm) => {
        const bytes = new Uint8Array(4);
        kernel.randomBytes(bytes);
        vm.ret(new DataView(bytes.buffer).getUint32(0, true));
      },
    ],
    [8, (vm) => vm.ret(kernel.cpu.index)],
    [42, (vm) => vm.ret(0)],
  ];
}
