/** Helpers about the current task. Follows kernel/bpf/helpers.c and kernel/trace/bpf_trace.c. */
import { EINVAL, ENOENT } from '../../errno';
import { utf8Encode } from '../../fs/text';
import { userRegsAddress } from '../../trace/user-registers';
import type { HelperCall } from '../interp/program';
import type { BpfSystem } from '../system';

export function taskHelpers(system: BpfSystem): readonly (readonly [number, HelperCall])[] {
  const { kernel } = system;
  return [
    [14, (vm) => vm.retWide(system.current?.pid ?? 0, system.current?.tgid ?? 0)],
    [
      15,
      (vm) => {
        const cred = system.current?.cred;
        if (cred) vm.retWide(cred.uid | 0, cred.gid | 0);
        else vm.ret(-EINVAL);
      },
    ],
    [
      16,
      (vm) => {
        const size = vm.arg(2);
        const bytes = new Uint8Array(size);
        // strscpy_pad: the name, a NUL and zeros to the end.
        bytes.set(utf8Encode(system.current?.comm ?? `swapper/${kernel.cpu.index}`).subarray(0, Math.max(0, size - 1)));
        vm.store(1, bytes);
        vm.ret(0);
      },
    ],
    [35, (vm) => vm.ret(system.currentTaskAddress())],
    [158, (vm) => vm.ret(system.currentTaskAddress())],
    [175, (vm) => vm.ret(userRegsAddress(system.current?.pid ?? 0))],
    [80, (vm) => vm.retBig(system.currentCgroupId())],
    [123, (vm) => vm.retBig(system.ancestorCgroupId(vm.signed(1) | 0))],
    [186, (vm) => vm.ret(system.retval)],
    [
      187,
      (vm) => {
        system.retval = vm.signed(1) | 0;
        vm.ret(0);
      },
    ],
    [
      37,
      (vm) => {
        const under = system.underCgroup(vm.lo[1], vm.arg(2));
        vm.ret(under);
      },
    ],
    [
      120,
      (vm) => {
        // One pid namespace: its nsfs numbers are not checked beyond zero.
        const bytes = new Uint8Array(8);
        const view = new DataView(bytes.buffer);
        const { current } = system;
        if (vm.arg(4) !== 8) {
          vm.ret(-EINVAL);
          return;
        }
        view.setUint32(0, current?.pid ?? 0, true);
        view.setUint32(4, current?.tgid ?? 0, true);
        vm.store(3, bytes);
        vm.ret(current ? 0 : -ENOENT);
      },
    ],
  ];
}
