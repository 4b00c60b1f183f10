/** Where exercises are and how they are solved, from the course itself (solutions-cli.ts, in a process of its own). */
import { spawnSync } from 'node:child_process';

export interface Solved {
  /** `/bare-metal/one-program`, without the language. */
  page: string;
  files: { path: string; text: string; editable?: boolean }[];
}

/** By exercise id; ids that the course does not have are left out. */
export function solutions(ids: readonly string[]): Record<string, Solved> {
  const args = ['--import', 'tsx', 'e2e/support/solutions-cli.ts', ...ids];
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout);
}
