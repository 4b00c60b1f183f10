/**
 * The sample modules of `modules/`, as `.ko` files under /lib/modules/RELEASE/kernel/samples, with modules.dep beside them, as
 * depmod(8) would write it.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { compile } from '../toolchain/compile';
import { type CpioEntry, S_IFDIR, S_IFREG } from './cpio';
import { filesUnder, HERE } from './objects';

/** uname -r; the same words stand in kernel-include/linux/vermagic.h. */
const RELEASE = '6.1.0-ringzero-amd64';
const ROOT = `lib/modules/${RELEASE}`;
const SAMPLES = 'kernel/samples';
/** Symbols that a sample has from another one; all others are the kernel's. */
const OWNERS: Readonly<Record<string, string>> = { greet: 'greeter' };

function header(path: string) {
  const full = join(HERE, 'kernel-include', path);
  return existsSync(full) ? { path: `/usr/src/linux/include/${path}`, text: readFileSync(full, 'utf8') } : undefined;
}

/** Name → bytes of the `.ko`. */
export function buildSampleModules(): Map<string, Uint8Array> {
  const modules = new Map<string, Uint8Array>();
  const exports = new Proxy<Record<string, string>>({}, { get: (_target, name) => OWNERS[String(name)] ?? 'vmlinux' });
  for (const path of filesUnder('modules', /\.c$/)) {
    const file = path.replace(/^.*\//, '');
    const source = { path: file, text: readFileSync(join(HERE, path), 'utf8') };
    const built = compile([source], { target: 'module', include: header, module: { exports } });
    const [problem] = built.diagnostics.filter(({ severity }) => severity === 'error');
    if (!built.elf || problem)
      throw new Error(`${path}: ${problem?.code ?? 'no module'} ${JSON.stringify(problem?.at)}`);
    modules.set(file.replace(/\.c$/, ''), built.elf);
  }
  return modules;
}

function depends(module: Uint8Array): string[] {
  const found = /depends=([\w,]*)/.exec(Buffer.from(module).toString('latin1'));
  return (found?.[1] ?? '').split(',').filter((name) => name !== '');
}

export function moduleEntries(): CpioEntry[] {
  const modules = buildSampleModules();
  const entries: CpioEntry[] = [ROOT, `${ROOT}/kernel`, `${ROOT}/${SAMPLES}`].map((path) => ({
    path,
    mode: S_IFDIR | 0o755,
  }));
  let dep = '';
  for (const [name, data] of modules) {
    entries.push({ path: `${ROOT}/${SAMPLES}/${name}.ko`, mode: S_IFREG | 0o644, data });
    dep += `${SAMPLES}/${name}.ko:${depends(data)
      .map((other) => ` ${SAMPLES}/${other}.ko`)
      .join('')}\n`;
  }
  const text = new TextEncoder().encode(dep);
  entries.push({ path: `${ROOT}/modules.dep`, mode: S_IFREG | 0o644, data: text });
  entries.push({
    path: `${ROOT}/modules.alias`,
    mode: S_IFREG | 0o644,
    data: new TextEncoder().encode('# Aliases extracted from modules themselves.\n'),
  });
  return entries;
}
