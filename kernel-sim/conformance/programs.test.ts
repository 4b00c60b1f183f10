import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { compileProgram } from '../lab';
import type { CompileResult } from '../toolchain';
import { buildNative, has, onLinux, runNative, workFolder } from './native';
import { programs } from './programs';
import { runSimulated, simAssets } from './simulated';

const work = workFolder();
afterAll(work.dispose);
const gcc = onLinux && has('gcc');
const musl = onLinux && has('musl-gcc');
if (!gcc) console.warn('gcc is missing: programs are compared with what was recorded');

describe.each(programs())('$name', (program) => {
  const binary = join(work.path, program.name.replace('/', '-'));
  let compiled: Pick<CompileResult, 'debug'> & { elf: Uint8Array };
  const compile = () => {
    compiled ??= build();
    return compiled;
  };
  const build = () => {
    const result = compileProgram(
      [{ path: `${program.name}.c`, text: program.source }, ...program.headers],
      simAssets().sysroot,
    );
    if (!result.elf) throw new Error(JSON.stringify(result.diagnostics.slice(0, 5), null, 1));
    return { elf: result.elf, debug: result.debug };
  };

  const beyondLibc = program.needs === 'tls';
  // What only root may do is done natively only by root.
  const native = program.needs !== 'root' || process.getuid?.() === 0;

  test.skipIf(!native || (program.needs === 'musl' ? !musl : !gcc))(
    'built by gcc and run natively, it does what was recorded',
    () => {
      buildNative(program.needs === 'musl' ? 'musl-gcc' : 'gcc', program.path, `${binary}.gcc`);
      expect(runNative(`${binary}.gcc`, program)).toBe(program.expected);
    },
  );

  test.skipIf(!native || !onLinux || beyondLibc)('built by our compiler and run natively, it does the same', () => {
    writeFileSync(`${binary}.ours`, compile().elf, { mode: 0o755 });
    expect(runNative(`${binary}.ours`, program)).toBe(program.expected);
  });

  test.skipIf(beyondLibc)('built by our compiler and run in the simulator, it does the same', () => {
    const { elf, debug } = compile();
    expect(runSimulated(elf, program, debug)).toBe(program.expected);
    expect(runSimulated(elf, program, debug, 2), 'on two CPUs').toBe(program.expected);
  });
});
