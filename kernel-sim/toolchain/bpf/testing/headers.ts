/** For tests: the eBPF headers of the sysroot, straight from the sources. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CompileOptions } from '../../types';

const USERLAND = join(import.meta.dirname, '../../../userland');
const FOLDERS = [join(USERLAND, 'bpf-include'), join(USERLAND, 'libc/include')];

export const bpfInclude: CompileOptions['include'] = (path) => {
  for (const folder of FOLDERS) {
    const file = join(folder, path);
    if (existsSync(file)) return { path: `/usr/include/${path}`, text: readFileSync(file, 'utf8') };
  }
  return undefined;
};
