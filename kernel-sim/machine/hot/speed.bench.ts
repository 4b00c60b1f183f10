/**
 * Speed of the machine beside its peers in one run: the same C natively, here, and (as 32-bit code) in v86.
 * Processor time of the process, the best of a few rounds, because a shared machine makes elapsed time noise; the first round, translation
 * included, stands beside it. What is missing on this machine (gcc, 32-bit code, v86's BIOS) is skipped with the reason.
 * `npm run bench -- machine`; a word behind the file's name picks a part: integer, v86 (beside integer), many, float, pauses.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startElf } from '../conformance/user-process';
import type { Tiers } from '../types';
import { manySource } from './bench/many.fixture';

const FOLDER = fileURLToPath(new URL('./bench/', import.meta.url));
const scratch = mkdtempSync(join(tmpdir(), 'speed-'));
const INTEGER = ['sieve', 'crc', 'recursion', 'chase', 'copy', 'heapsort', 'wide', 'interpreter'];
const FLOAT = ['n-body', 'spectral norm', 'mandelbrot', 'x87'];
const ROUNDS = 6;
/** Scalar code on all sides: v86's has no SSE. */
const PLAIN = ['-fno-tree-vectorize', '-fno-tree-slp-vectorize', '-fno-tree-loop-distribute-patterns'];

interface Times {
  first: number;
  best: number;
}

const wanted = process.argv.slice(2);
const chosen = (part: string) => wanted.length === 0 || wanted.includes(part);
const has = (command: string) => spawnSync(command, ['--version']).error === undefined && process.arch === 'x64';

function processorTime(work: () => void): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

function build(source: string, level: string, more: readonly string[] = []): string {
  const out = join(scratch, `${source}${level}${more.length}`);
  const args = [level, ...PLAIN, ...more, '-static', '-o', out, join(FOLDER, `${source}.c`), '-lm'];
  const built = spawnSync('gcc', args, { encoding: 'utf8' });
  if (built.status !== 0) throw new Error(built.stderr);
  return out;
}

function native(file: string, kernel: number): Times {
  const { stdout } = spawnSync(file, [String(kernel), String(ROUNDS)], { encoding: 'utf8' });
  const times = stdout
    .trim()
    .split('\n')
    .slice(0, ROUNDS)
    .map((ns) => Number(ns) / 1e6);
  return { first: times[0], best: Math.min(...times) };
}

function simulated(file: string, kernel: number, tiers: Tiers = 'mixed', rounds = ROUNDS): Times & { mips: number } {
  const bytes = new Uint8Array(readFileSync(file));
  const length = (n: number) => startElf(bytes, ['kernels', String(kernel), String(n)], 'mixed')(1e12, 1e6).retired;
  const once = length(1);
  const each = length(2) - once;
  const run = startElf(bytes, ['kernels', String(kernel), String(rounds)], tiers);
  const times = Array.from({ length: rounds }, (_, i) => processorTime(() => run(once + i * each, 1e6)));
  const best = Math.min(...times.slice(1));
  return { first: times[0], best, mips: each / best / 1000 };
}

const mean = (ratios: readonly number[]) => Math.exp(ratios.reduce((sum, r) => sum + Math.log(r), 0) / ratios.length);
const ms = (t: number) => t.toFixed(1).padStart(7);
const times = (r: number) => `${r.toFixed(2).padStart(6)}×`;

function table(
  source: string,
  names: readonly string[],
  level: string,
  peers?: readonly Times[],
  more?: string[],
): void {
  const file = build(source, level, more);
  console.log(
    `\n${source} ${level}: native, here first and best (ms), times native, MIPS${peers ? ', v86 first and best, v86 ÷ here' : ''}`,
  );
  const rows = names.map((name, k) => ({ name, real: native(file, k), ours: simulated(file, k), peer: peers?.[k] }));
  for (const { name, real, ours, peer } of rows) {
    const beside = peer ? ` ${ms(peer.first)} ${ms(peer.best)} ${times(peer.best / ours.best)}` : '';
    const mips = ours.mips.toFixed(0).padStart(6);
    console.log(
      `${name.padEnd(14)} ${ms(real.best)} ${ms(ours.first)} ${ms(ours.best)} ${times(ours.best / real.best)} ${mips}${beside}`,
    );
  }
  const counted = rows.filter(({ name }) => name !== 'x87');
  const toNative = times(mean(counted.map(({ real, ours }) => ours.best / real.best)));
  const compared = rows.filter((r) => r.peer);
  const toPeer = (pick: (t: Times) => number) =>
    times(mean(compared.map(({ ours, peer }) => pick(peer!) / pick(ours))));
  const peerText = compared.length
    ? `, v86 needs ${toPeer((t) => t.best)} our time, first runs ${toPeer((t) => t.first)}`
    : '';
  console.log(`geometric mean: ${toNative} native${peerText}`);
}

/** The kernels in v86; undefined with a printed reason where it cannot run. */
async function inV86(level: string, options: readonly string[] = []): Promise<Times[] | undefined> {
  const bios = '/usr/share/seabios/bios-256k.bin';
  const image = join(scratch, `guest32${level}`);
  const flags =
    '-m32 -ffreestanding -nostdlib -static -march=i686 -fno-pie -no-pie -fno-pic -fno-stack-protector -fcf-protection=none';
  const more =
    '-fno-asynchronous-unwind-tables -mno-sse -mno-mmx -msoft-float -w -Wl,--build-id=none,--no-warn-rwx-segments';
  const args = [level, ...PLAIN, ...options, ...flags.split(' '), ...more.split(' '), `-DROUNDS=${ROUNDS}`];
  const built = spawnSync('gcc', [...args, '-T', join(FOLDER, 'guest32.ld'), '-o', image, join(FOLDER, 'guest32.c')]);
  const skip = (reason: string) => {
    console.log(`v86 skipped: ${reason}`);
    return undefined;
  };
  if (built.status !== 0) return skip('gcc makes no 32-bit code here');
  if (!existsSync(bios)) return skip(`no ${bios} (Debian package seabios)`);
  const child = spawnSync(process.execPath, [join(FOLDER, 'v86.mjs'), image, bios], {
    encoding: 'utf8',
    timeout: 300_000,
  });
  if (child.status !== 0) return skip(child.stderr.split('\n')[0] || 'it did not come to an end');
  return JSON.parse(child.stdout) as Times[];
}

/** How long the page would stand still: every translation and compilation of a run. */
function pauses(): void {
  const file = new Uint8Array(readFileSync(build('kernels', '-O0')));
  const spans: number[] = [];
  const real = WebAssembly.Module;
  let began = 0;
  WebAssembly.Module = new Proxy(real, {
    construct(target, args) {
      began = performance.now();
      const module = Reflect.construct(target, args) as WebAssembly.Module;
      spans.push(performance.now() - began);
      return module;
    },
  });
  const counters = INTEGER.map((_, k) => startElf(file, ['kernels', String(k), '1'], 'mixed')(1e12, 1e6).core.hotTier!);
  WebAssembly.Module = real;
  spans.sort((a, b) => a - b);
  const sum = (pick: (c: (typeof counters)[0]) => number) => counters.reduce((total, c) => total + pick(c), 0);
  console.log(
    `\ncompile pauses: ${spans.length} modules with ${sum((c) => c.regions)} regions of ${sum((c) => c.instructions)} instructions`,
  );
  console.log(
    `median ${spans[spans.length >> 1].toFixed(2)} ms, longest ${spans[spans.length - 1].toFixed(2)} ms (the limit is 50 ms)`,
  );
}

async function main(): Promise<void> {
  if (!has('gcc')) {
    console.log('skipped: no gcc for x86-64 on this machine');
    return;
  }
  for (const level of ['-O2', '-O0']) {
    if (!chosen('integer')) break;
    table('kernels', INTEGER, level, chosen('v86') ? await inV86(level) : undefined);
  }
  if (chosen('many')) {
    writeFileSync(join(scratch, 'many.h'), manySource());
    const options = ['-DMANY', `-I${scratch}`];
    for (const level of ['-O2', '-O0']) table('kernels', ['many regions'], level, await inV86(level, options), options);
  }
  if (chosen('float')) for (const level of ['-O2', '-O0']) table('floats', FLOAT, level);
  if (chosen('pauses')) pauses();
}

try {
  await main();
} finally {
  rmSync(scratch, { recursive: true });
}
