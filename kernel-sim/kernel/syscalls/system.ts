/** uname, host name, reboot, sysinfo, getrandom. Follows kernel/{sys,reboot}.c and drivers/char/random.c. */
import { CAP_SYS_ADMIN, CAP_SYS_BOOT } from '../abi/capability';
import * as R from '../abi/reboot';
import { EFAULT, EINVAL, EPERM } from '../errno';
import { utf8Decode } from '../fs/text';
import type { RunningKernel } from '../kernel';
import { capable, nsCapable } from '../sched/cred';
import type { TaskStruct } from '../sched/task';
import { toTimeSpec } from '../time/units';
import type { SyscallRow } from '../types';
import { arg, coreRow, out } from './row';
import { Struct } from './struct';
import { UTS } from './uts';

function uname(kernel: RunningKernel, task: TaskStruct, address: number): number {
  const { nodename, domainname } = task.nsproxy.uts.names;
  const fields = [UTS.sysname, nodename, UTS.release, UTS.version, UTS.machine, domainname];
  const struct = new Struct(390);
  for (const [index, text] of fields.entries()) struct.text(index * 65, text.slice(0, 64));
  return struct.put(kernel, task, address);
}

function setName(which: 'nodename' | 'domainname') {
  return (kernel: RunningKernel, task: TaskStruct, address: number, length: number): number => {
    const { uts } = task.nsproxy;
    if (!nsCapable(task.cred, CAP_SYS_ADMIN, uts.owner)) return -EPERM;
    if (length < 0 || length > 64) return -EINVAL;
    const bytes = new Uint8Array(length);
    if (kernel.copyFromUser(task, address, bytes) < 0) return -EFAULT;
    uts.names[which] = utf8Decode(bytes);
    return 0;
  };
}

const MAGIC2 = [R.LINUX_REBOOT_MAGIC2, R.LINUX_REBOOT_MAGIC2A, R.LINUX_REBOOT_MAGIC2B, R.LINUX_REBOOT_MAGIC2C];

/** Restart ends the machine too: the lab boots a new one. */
function reboot(kernel: RunningKernel, task: TaskStruct, magic1: number, magic2: number, command: number): number {
  if (!capable(task.cred, CAP_SYS_BOOT)) return -EPERM;
  if (magic1 >>> 0 !== R.LINUX_REBOOT_MAGIC1 || !MAGIC2.includes(magic2 >>> 0)) return -EINVAL;
  switch (command >>> 0) {
    case R.LINUX_REBOOT_CMD_CAD_ON:
    case R.LINUX_REBOOT_CMD_CAD_OFF:
      return 0;
    case R.LINUX_REBOOT_CMD_POWER_OFF:
      return end(kernel, 'reboot: Power down');
    case R.LINUX_REBOOT_CMD_HALT:
      return end(kernel, 'reboot: System halted');
    case R.LINUX_REBOOT_CMD_RESTART:
    case R.LINUX_REBOOT_CMD_RESTART2:
      return end(kernel, 'reboot: Restarting system');
    default:
      return -EINVAL;
  }
}

function end(kernel: RunningKernel, message: string): number {
  kernel.printk(6, message);
  kernel.powerOff();
  return 0;
}

function sysinfo(kernel: RunningKernel, task: TaskStruct, address: number): number {
  const { frames } = kernel;
  const [uptime] = toTimeSpec(kernel.now);
  const struct = new Struct(112).setI64(0, uptime);
  for (const [index, load] of kernel.sched.loads().entries()) struct.setI64(8 + index * 8, load);
  struct.setI64(32, (frames.total - frames.reserved) * 4096).setI64(40, frames.free * 4096);
  struct.bytes[80] = kernel.tasks.size & 255;
  struct.bytes[81] = kernel.tasks.size >> 8;
  struct.setI32(104, 1);
  return struct.put(kernel, task, address);
}

const GRND_NONBLOCK = 1;
const GRND_RANDOM = 2;
const GRND_INSECURE = 4;

function getrandom(kernel: RunningKernel, task: TaskStruct, address: number, length: number, flags: number): number {
  if (flags & ~(GRND_NONBLOCK | GRND_RANDOM | GRND_INSECURE)) return -EINVAL;
  if ((flags & (GRND_RANDOM | GRND_INSECURE)) === (GRND_RANDOM | GRND_INSECURE)) return -EINVAL;
  const io = kernel.userBuffer(task, address, Math.min(length, 0x1ffffff));
  const chunk = new Uint8Array(256);
  while (io.remaining > 0) {
    kernel.randomBytes(chunk);
    if (io.put(chunk, 0, Math.min(256, io.remaining)) === 0 && io.fault !== 0) return io.done > 0 ? io.done : -EFAULT;
  }
  return io.done;
}

export const systemSyscalls: readonly SyscallRow[] = [
  coreRow(63, 'uname', [out('name', 'utsname')], 60, uname),
  coreRow(99, 'sysinfo', [out('info', 'sysinfo')], 150, sysinfo),
  coreRow(
    169,
    'reboot',
    [arg('magic1', 'int'), arg('magic2', 'int'), arg('cmd', 'reboot-cmd'), arg('arg', 'ptr')],
    100,
    reboot,
  ),
  coreRow(170, 'sethostname', [arg('name', 'str'), arg('len', 'size')], 60, setName('nodename')),
  coreRow(171, 'setdomainname', [arg('name', 'str'), arg('len', 'size')], 60, setName('domainname')),
  coreRow(318, 'getrandom', [out('buf', 'buf', 'result'), arg('count', 'size'), arg('flags', 'uint')], 100, getrandom),
];
