/**
 * /proc/PID/mounts and mountinfo. Follows fs/proc_namespace.c. Blanks in names are written as octal escapes.
 */
import type { Kernel, Path } from '../../types';
import { ascend, type MountNode } from '../dcache';
import { majorOf, minorOf } from '../inode';
import { type MountLine, mountOptions, namespaceOf } from '../mount';

export function mountsText(lines: readonly MountLine[]): string {
  let text = '';
  for (const { source, target, type, options } of lines) {
    text += `${mangle(source)} ${mangle(target)} ${type} ${options} 0 0\n`;
  }
  return text;
}

/** id, parent id, device, root within the file system, mount point, options, -, type, source, super options. */
export function mountInfoText(kernel: Kernel, root: Path): string {
  let text = '';
  for (const mount of namespaceOf(kernel, root).mounts) {
    const { text: target, reached } = ascend({ mount, dentry: mount.root }, root);
    if (!reached && mount !== root.mount) continue;
    text += `${mount.id} ${mount.parent?.id ?? 0} ${device(mount)} ${mangle(insideRoot(mount))} ${mangle(target)} ${mountOptions(mount).own}${peers(mount)} - ${mount.sb.type.name} ${mangle(mount.source)} ${mountOptions(mount).super}\n`;
  }
  return text;
}

/** Optional fields: the peer group, and the one that it hears of. */
function peers(mount: MountNode): string {
  const shared = mount.peers === null ? '' : ` shared:${mount.peers.id}`;
  const slave = mount.master === null ? '' : ` master:${mount.master.id}`;
  return `${shared}${slave}${mount.unbindable ? ' unbindable' : ''}`;
}

const device = ({ sb }: MountNode): string => `${majorOf(sb.dev)}:${minorOf(sb.dev)}`;

/** Which part of the file system a bind mount shows. */
function insideRoot(mount: MountNode): string {
  let text = '';
  for (let at = mount.root; at.parent !== null; at = at.parent) text = `/${at.name}${text}`;
  return text || '/';
}

function mangle(text: string): string {
  return text.replace(/[ \t\n\\#]/g, (c) => `\\${c.charCodeAt(0).toString(8).padStart(3, '0')}`);
}
