/** Running programs in the simulator, as `sim run` does: under init, standard input and output as pipes. */
import { LinuxSession } from '../lab';
import { loadAssets } from '../lab/node-assets';
import type { DebugInfo } from '../toolchain';
import { outcome, type Program } from './programs';

let assets: ReturnType<typeof loadAssets> | undefined;
export const simAssets = () => (assets ??= loadAssets());

export function runSimulated(
  elf: Uint8Array,
  { args, stdin }: Pick<Program, 'args' | 'stdin'>,
  debug?: DebugInfo,
  cpus = 1,
): string {
  const session = new LinuxSession({
    initramfs: simAssets().initramfs,
    seed: 1,
    cpus,
    limits: { instructions: 4_000_000_000, tasks: 512 },
    files: [{ path: '/tmp/main', mode: 0o755, data: elf }],
    program: {
      path: '/tmp/main',
      argv: args,
      debug,
      stdin: new TextEncoder().encode(stdin),
      env: ['PATH=/bin:/usr/bin', 'HOME=/root'],
    },
    output: () => {},
  });
  while (!session.end) session.advance(50_000_000);
  const { stdout, exit, reason } = session.view();
  if (reason !== 'exit' && reason !== 'signal') return `${stdout}\n${reason}\n${session.booted.panicReport ?? ''}`;
  return outcome(stdout, exit.code, exit.signal);
}
