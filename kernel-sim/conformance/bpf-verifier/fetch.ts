/**
 * Fetches the selftests: Debian's linux-source-6.1, only tools/, and a C program (dump.c) that prints the test table.
 */
import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const FOLDER = resolve('.conformance', 'bpf-verifier');
const PARTS = ['testing/selftests/bpf', 'include', 'lib/bpf', 'arch/x86/include'];

function run(command: string, args: string[], cwd: string): boolean {
  const { status, stderr } = spawnSync(command, args, { cwd, encoding: 'utf8', maxBuffer: 1 << 28 });
  if (status !== 0) console.log(`verifier: ${command} failed: ${(stderr ?? '').slice(-300)}`);
  return status === 0;
}

/** The list that the kernel's Makefile makes of all files in verifier/. */
function writeTestList(selftests: string): void {
  const files = readdirSync(join(selftests, 'verifier')).filter((name) => name.endsWith('.c'));
  const lines = files.sort().map((name) => `#include "${name}"`);
  writeFileSync(join(selftests, 'verifier', 'tests.h'), `#ifdef FILL_ARRAY\n${lines.join('\n')}\n#endif\n`);
}

export function fetchSuite(): boolean {
  mkdirSync(FOLDER, { recursive: true });
  const deb = () => readdirSync(FOLDER).find((name) => name.startsWith('linux-source-6.1') && name.endsWith('.deb'));
  if (!deb() && !run('apt-get', ['download', 'linux-source-6.1'], FOLDER)) {
    console.log('verifier: skipped, linux-source-6.1 cannot be downloaded');
    return false;
  }
  if (!run('dpkg-deb', ['-x', deb() as string, 'deb'], FOLDER)) return false;
  const members = PARTS.map((part) => `linux-source-6.1/tools/${part}`);
  if (!run('tar', ['-xf', 'deb/usr/src/linux-source-6.1.tar.xz', ...members], FOLDER)) return false;
  const tools = join(FOLDER, 'linux-source-6.1', 'tools');
  const selftests = join(tools, 'testing', 'selftests', 'bpf');
  writeTestList(selftests);
  copyFileSync(join(import.meta.dirname, 'dump.c'), join(selftests, 'dump.c'));
  const includes = ['include', 'include/uapi', 'lib', 'arch/x86/include', 'testing/selftests/bpf', 'testing/selftests'];
  const flags = includes.flatMap((path) => ['-I', join(tools, path)]);
  const link = ['-no-pie', '-Wl,--unresolved-symbols=ignore-all'];
  if (!run('gcc', ['-w', '-O0', ...flags, '-o', 'dump', 'dump.c', ...link], selftests)) return false;
  const { stdout, status } = spawnSync(join(selftests, 'dump'), { encoding: 'utf8', maxBuffer: 1 << 28 });
  if (status !== 0) return false;
  writeFileSync(join(FOLDER, 'tests.jsonl'), stdout);
  return existsSync(join(FOLDER, 'tests.jsonl')) && readFileSync(join(FOLDER, 'tests.jsonl')).length > 0;
}
