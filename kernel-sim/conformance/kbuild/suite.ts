/**
 * `npm run conformance -- kbuild`: the sample modules built by kbuild against Debian's 6.1 headers, run in Debian's own kernel
 * under QEMU, and those very .ko files, and the ones of our compiler, in ours. Output and log must agree.
 */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { boot } from '../../kernel';
import { createCore } from '../../machine';
import { buildSampleModules } from '../../userland/kmodules';
import { build, MARK, missing, prepare, runInQemu, scriptOf } from './debian';
import { normalise, SCENARIOS } from './scenarios';

const SOURCES = fileURLToPath(new URL('../../userland/modules/', import.meta.url));
const INITRAMFS = fileURLToPath(new URL('../../userland/dist/initramfs.cpio', import.meta.url));
const NO_DEVICES = { portIn: () => 0xff, portOut() {}, mmioRead: () => 0n, mmioWrite() {} };

function runInOurs(modules: ReadonlyMap<string, Uint8Array>): string {
  const script = ['exec 2>&1', 'K=/ko', ...SCENARIOS.map(scriptOf), `echo "${MARK} end"`].join('\n');
  const kernel = boot({
    core: createCore({ ramBytes: 64 << 20, cpus: 1, bus: NO_DEVICES }),
    initramfs: new Uint8Array(readFileSync(INITRAMFS)),
    files: [...modules].map(([name, data]) => ({ path: `/ko/${name}.ko`, mode: 0o644, data })),
    seed: 1,
    bootTime: 1_700_000_000,
    init: ['/bin/sh', '-c', script],
    env: ['PATH=/bin:/sbin'],
    stdio: 'pipes',
    console: { write() {} },
  });
  let out = '';
  kernel.stdio!.onOutput = (_stream, bytes) => {
    out += new TextDecoder().decode(bytes);
  };
  kernel.stdio!.closeInput();
  kernel.run(4_000_000_000);
  return kernel.panicReport ? `${out}\n${kernel.panicReport}` : out;
}

/** Per scenario: what programs printed (their own error texts aside, which differ between busybox and kmod), and the shared log. */
function parts(text: string): Map<string, { output: string[]; log: string[] }> {
  const found = new Map<string, { output: string[]; log: string[] }>();
  for (const { name } of SCENARIOS) {
    const from = text.indexOf(`${MARK} ${name}\n`);
    const middle = text.indexOf(`${MARK} log\n`, from);
    const end = text.indexOf(`${MARK} `, middle + MARK.length + 4);
    const output = from < 0 ? [] : text.slice(from, middle).split('\n').slice(1);
    const printed = output.filter((line) => line !== '' && !/^(insmod|rmmod|ping|.*: can't)/.test(line));
    found.set(name, {
      output: printed,
      log: middle < 0 ? [] : normalise(text.slice(middle, end < 0 ? undefined : end)),
    });
  }
  return found;
}

export function kbuildConformance(): number {
  const reason = missing();
  const debian = reason === null ? prepare() : reason;
  if (typeof debian === 'string') {
    console.log(`skipped: ${debian}`);
    return 0;
  }
  const built = build(debian, SOURCES);
  if (typeof built === 'string') {
    console.log(built);
    return 1;
  }
  const truth = parts(runInQemu(debian, built, SCENARIOS));
  let [passed, failed] = [0, 0];
  for (const [who, modules] of [
    ['kbuild', built],
    ['our compiler', buildSampleModules()],
  ] as const) {
    const ours = parts(runInOurs(modules));
    for (const { name } of SCENARIOS) {
      const [want, got] = [truth.get(name)!, ours.get(name)!].map(({ output, log }) => [...output, ...log].join('\n'));
      if (want === got && want !== '') passed++;
      else {
        failed++;
        console.log(`--- ${name} (${who}): Debian 6.1 in QEMU\n${want}\n+++ ours\n${got}\n`);
      }
    }
  }
  console.log(`${passed} passed, ${failed} failed, 0 skipped`);
  return failed === 0 ? 0 : 1;
}
