/** /proc/sys/net: settings of the reader's network namespace. Follows net/sysctl_net.c. */
import { CAP_NET_ADMIN } from '../../abi/capability';
import { EINVAL, EPERM } from '../../errno';
import { netNsOf, netOf } from '../../net/index';
import { defaultSysctl } from '../../net/sysctl';
import { capable } from '../permission';
import { parseNumber, type Show, type Store } from './node';

interface Setting {
  show: Show;
  store: Store;
}
/** What sysctl.ts takes: names of folders and settings. */
export interface SettingTree {
  [name: string]: SettingTree | Setting;
}

function settingOf(path: string): Setting {
  return {
    show: (kernel, reader) => `${netNsOf(reader, netOf(kernel)).sysctl[path]}\n`,
    store(kernel, writer, text) {
      if (!capable(writer.cred, CAP_NET_ADMIN)) return -EPERM;
      const { sysctl } = netNsOf(writer, netOf(kernel));
      if (typeof sysctl[path] === 'number') {
        const value = parseNumber(text);
        if (value === null || value < 0 || value > 0x7fffffff) return -EINVAL;
        sysctl[path] = value;
        return text.length;
      }
      const words = text.trim().split(/\s+/);
      const old = String(sysctl[path]).split(/\s+/);
      const numbers = /^\d/.test(old[0]);
      if (
        numbers
          ? words.length !== old.length || words.some((word) => !/^\d+$/.test(word))
          : text.trim() !== sysctl[path]
      )
        return -EINVAL;
      sysctl[path] = words.join('\t');
      return text.length;
    },
  };
}

export function netSettings(): SettingTree {
  const tree: SettingTree = {};
  for (const path of Object.keys(defaultSysctl())) {
    const [folder, name] = path.split('/');
    tree[folder] ??= {};
    (tree[folder] as SettingTree)[name] = settingOf(path);
  }
  return tree;
}
