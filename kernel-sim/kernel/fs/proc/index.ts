/**
 * procfs: what the kernel knows, as files. Follows fs/proc/.
 */
import { PROC_SUPER_MAGIC } from '../../abi/mount';
import type { FileSystemType, Kernel, StatFs } from '../../types';
import { contextOf } from '../context';
import { BaseSuperBlock } from '../inode';
import { type PidNamespaceView, pidNsOf, type WithPidNamespace } from './pids';
import { ProcRoot } from './root';

class ProcSuperBlock extends BaseSuperBlock implements WithPidNamespace {
  pidNs: PidNamespaceView | undefined;
  override readonly blockSize = 1024;

  statfs(): StatFs {
    return { type: PROC_SUPER_MAGIC, bsize: 4096, blocks: 0, bfree: 0, bavail: 0, files: 0, ffree: 0, namelen: 255 };
  }
}

export function procType(): FileSystemType {
  const type: FileSystemType = {
    name: 'proc',
    nodev: true,
    mount(kernel: Kernel) {
      const sb = new ProcSuperBlock(kernel, type, contextOf(kernel).anonymousDevice());
      // Numbers are those of who mounts it (proc_fs_info.pid_ns).
      sb.pidNs = pidNsOf(kernel.current);
      sb.root = new ProcRoot(sb);
      return sb;
    },
  };
  return type;
}
