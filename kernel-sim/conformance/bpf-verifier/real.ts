/**
 * The verdicts of the machine's own kernel: compiles load.c and feeds it programs. Null where bpf(2) is refused or gcc is missing.
 */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { encodeInsns } from '../../kernel/bpf/insn';
import { has, onLinux, workFolder } from '../native';
import type { Generated } from './generate';

export interface RealVerdict {
  readonly ok: number;
  readonly errno: number;
  readonly log: string;
  readonly run?: number;
  readonly retval?: number;
}

function record({ type, insns, run }: Generated): Uint8Array {
  const bytes = new Uint8Array(12 + insns.length * 8);
  new Uint32Array(bytes.buffer, 0, 3).set([type, insns.length, run ? 1 : 0]);
  bytes.set(encodeInsns(insns), 12);
  return bytes;
}

/** Why not, or the verdicts. */
export function realVerdicts(programs: readonly Generated[]): RealVerdict[] | string {
  if (!onLinux || !has('gcc')) return 'no gcc on x86-64 Linux';
  const folder = workFolder();
  try {
    const binary = join(folder.path, 'load');
    const made = spawnSync('gcc', ['-O1', '-w', '-o', binary, join(import.meta.dirname, 'load.c')], {
      encoding: 'utf8',
    });
    if (made.status !== 0) return `gcc: ${made.stderr.slice(0, 200)}`;
    const input = Buffer.concat(programs.map(record));
    const ran = spawnSync(binary, { input, encoding: 'utf8', maxBuffer: 1 << 28, timeout: 300_000 });
    const lines = ran.stdout.trim().split('\n');
    if (lines[0]?.startsWith('{"refused"')) return `bpf(2) is refused here: ${lines[0]}`;
    if (lines.length !== programs.length)
      return `the loader ended after ${lines.length} programs (${ran.signal ?? ran.status})`;
    return lines.map((line) => JSON.parse(line) as RealVerdict);
  } finally {
    folder.dispose();
  }
}
