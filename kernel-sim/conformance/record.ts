/** `npm run conformance -- record [name…]`: builds the programs with gcc, runs them on this Linux, and writes what they did as NAME.expect. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildNative, runNative, workFolder } from './native';
import { programs } from './programs';

export function record(names: readonly string[]): number {
  const work = workFolder();
  for (const program of programs()) {
    if (names.length && !names.includes(program.name)) continue;
    const binary = join(work.path, program.name.replace('/', '-'));
    buildNative(program.needs === 'musl' ? 'musl-gcc' : 'gcc', program.path, binary);
    const first = runNative(binary, program);
    if (runNative(binary, program) !== first) console.error(`${program.name}: two runs differ, not recorded`);
    else writeFileSync(program.path.replace(/\.c$/, '.expect'), first);
  }
  work.dispose();
  return 0;
}
