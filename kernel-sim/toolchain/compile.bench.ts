/**
 * How fast the toolchain is, and how good its code: hello world with our libc, warm; kernels run natively against gcc -O0
 * and -O1. Ratios are what counts, the machine is shared.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { frontEnd } from './c';
import { compile } from './compile';
import { linker } from './link';
import type { CompileOptions } from './types';
import { backEnd } from './x86';
import { haveGcc, inTemporaryDirectory, runNatively } from './x86/testing/native';

const CASES = join(import.meta.dirname, 'x86/cases');
const SYSROOT = join(import.meta.dirname, '../userland/dist/sysroot.bin');
/** Processor time: the machine is shared. */
const milliseconds = () => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
};

const HELLO = `#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
int main(int argc, char **argv) {
  for (int i = 0; i < argc; i++) printf("Hello, %s %d\\n", argv[i], i);
  return 0;
}
`;

/** The files of sysroot.bin (the format is described in userland/sysroot.ts). */
function readSysroot(): Map<string, Uint8Array> {
  const bytes = new Uint8Array(readFileSync(SYSROOT));
  const view = new DataView(bytes.buffer);
  const files = new Map<string, Uint8Array>();
  let at = 12;
  for (let i = view.getUint32(8, true); i > 0; i--) {
    const path = view.getUint32(at, true);
    const data = view.getUint32(at + 4, true);
    files.set(
      Buffer.from(bytes.subarray(at + 8, at + 8 + path)).toString(),
      bytes.subarray(at + 8 + path, at + 8 + path + data),
    );
    at += 8 + path + data;
  }
  return files;
}

/** Median of the last rounds of a repeated action. */
function warm(rounds: number, action: () => void): number {
  const times: number[] = [];
  for (let i = 0; i < rounds; i++) {
    const start = milliseconds();
    action();
    times.push(milliseconds() - start);
  }
  const last = times.slice(rounds >> 1).sort((a, b) => a - b);
  return last[last.length >> 1];
}

function helloWorld(): void {
  if (!existsSync(SYSROOT)) {
    console.log('hello world: the sysroot is not built (npm run build:sim)');
    return;
  }
  const files = readSysroot();
  const options: CompileOptions = {
    target: 'linux',
    libraries: [files.get('lib/crt1.o')!, files.get('lib/libc.a')!],
    include: (path) => {
      const text = files.get(`include/${path}`);
      return text && { path: `/usr/include/${path}`, text: Buffer.from(text).toString() };
    },
  };
  const source = { path: 'hello.c', text: HELLO };
  const first = milliseconds();
  const result = compile([source], options);
  const cold = milliseconds() - first;
  if (!result.ok) throw new Error(JSON.stringify(result.diagnostics));
  const front = warm(60, () => frontEnd.toIr(source, options));
  const { module } = frontEnd.toIr(source, options);
  const back = warm(60, () => backEnd.toObject(module!));
  const { object } = backEnd.toObject(module!);
  const link = warm(60, () => linker.link([object!], options.libraries!, { target: 'linux' }));
  const whole = warm(60, () => compile([source], options));
  console.log(
    `hello world: ${whole.toFixed(1)} ms warm (wanted: under 40), ${cold.toFixed(0)} ms cold; front end ${front.toFixed(1)}, back end ${back.toFixed(1)}, link ${link.toFixed(1)}; ${result.elf!.length} bytes`,
  );
}

interface Measured {
  name: string;
  result: string;
  microseconds: number;
}

function measure(elf: Uint8Array): Measured[] {
  const lines = runNatively(elf, { timeout: 60_000 }).stdout.toString().trim().split('\n');
  const out: Measured[] = [];
  for (let i = 0; i + 1 < lines.length; i += 2) {
    const [name, result] = lines[i].split(' ');
    out.push({ name, result, microseconds: Number(lines[i + 1].split(' ')[1]) });
  }
  return out;
}

function gcc(level: string): Uint8Array {
  return inTemporaryDirectory((dir) => {
    const out = join(dir, 'a.out');
    execFileSync('gcc', [
      '-w',
      level,
      '-ffreestanding',
      '-nostdlib',
      '-static',
      '-fno-pic',
      '-no-pie',
      '-fno-stack-protector',
      '-fcf-protection=none',
      '-o',
      out,
      join(CASES, 'support.c'),
      join(CASES, 'kernels.c'),
    ]);
    return new Uint8Array(readFileSync(out));
  });
}

function codeQuality(): void {
  if (!haveGcc) {
    console.log('code quality: gcc is not installed');
    return;
  }
  const read = (path: string) => ({ path, text: readFileSync(join(CASES, path), 'utf8') });
  const built = compile([read('support.c'), read('kernels.c')], { target: 'linux', include: (path) => read(path) });
  if (!built.ok) throw new Error(JSON.stringify(built.diagnostics));
  // In turns, and the best of each: others use this machine too.
  const programs = [built.elf!, gcc('-O0'), gcc('-O1')];
  const rounds = [0, 1, 2].map(() => programs.map(measure));
  const [ours, o0, o1] = programs.map((_, p) =>
    rounds[0][p].map((k, i) => ({ ...k, microseconds: Math.min(...rounds.map((r) => r[p][i].microseconds)) })),
  );
  let product = 1;
  ours.forEach((k, i) => {
    const ratio = k.microseconds / o1[i].microseconds;
    product *= ratio;
    const wrong = k.result === o1[i].result ? '' : `  WRONG RESULT ${k.result}, gcc ${o1[i].result}`;
    console.log(
      `${k.name.padEnd(8)} ours ${(k.microseconds / 1e3).toFixed(0).padStart(5)} ms; gcc -O0 ${(o0[i].microseconds / 1e3).toFixed(0).padStart(5)}, -O1 ${(o1[i].microseconds / 1e3).toFixed(0).padStart(5)}; ours / -O1 = ${ratio.toFixed(2)}${wrong}`,
    );
  });
  console.log(`geometric mean, ours / -O1: ${(product ** (1 / ours.length)).toFixed(2)}`);
}

helloWorld();
codeQuality();
