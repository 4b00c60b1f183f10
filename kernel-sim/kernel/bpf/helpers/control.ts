/** Helpers that steer the program itself: loops, locks, probes. Follows kernel/bpf/bpf_iter.c (bpf_loop) and kernel/bpf/helpers.c. */
import { E2BIG, EINVAL } from '../../errno';
import { functionOf, type HelperCall } from '../interp/program';
import type { BpfSystem } from '../system';

const BPF_MAX_LOOPS = 8 * 1024 * 1024;

export function controlHelpers(system: BpfSystem): readonly (readonly [number, HelperCall])[] {
  return [
    [
      181,
      (vm) => {
        const count = vm.arg(1);
        if (vm.arg(4) !== 0 || count > BPF_MAX_LOOPS) {
          vm.ret(vm.arg(4) !== 0 ? -EINVAL : -E2BIG);
          return;
        }
        const callback = functionOf(vm.lo[2]);
        const context = [vm.lo[3], vm.hi[3]];
        let done = 0;
        while (done < count) if (vm.callback(callback, [done++, 0, ...context]) !== 0) break;
        vm.ret(done);
      },
    ],
    // One CPU at a time runs a program: the lock is always free. Its word is kept, so that what looks at it sees it.
    [93, (vm) => lock(vm, 1)],
    [94, (vm) => lock(vm, 0)],
    [
      58,
      (vm) => {
        system.overrideReturn(vm.signed(2));
        vm.ret(0);
      },
    ],
    [173, (vm) => vm.ret(system.functionAddress())],
    [174, (vm) => vm.retBig(system.attachCookie())],
  ];
}

const lock = (vm: Parameters<HelperCall>[0], held: number): void => {
  vm.store(1, Uint8Array.of(held, 0, 0, 0));
  vm.ret(0);
};
