/**
 * insmod and rmmod of hello as commands, in host time and a warm process, beside two commands that do nothing.
 * The aim is under 10 ms for the module's part. `npx tsx kernel-sim/kernel/module/insmod.bench.ts` after `npm run build:sim`.
 */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { createCore } from '../../machine/core';
import { boot } from '../boot';

const DIST = fileURLToPath(new URL('../../userland/dist/', import.meta.url));
const NO_DEVICES = { portIn: () => 0xff, portOut() {}, mmioRead: () => 0n, mmioWrite() {} };
const initramfs = new Uint8Array(readFileSync(`${DIST}initramfs.cpio`));
const ROUNDS = 40;

function once(script: string): number {
  const core = createCore({ ramBytes: 64 << 20, cpus: 1, bus: NO_DEVICES });
  const init = ['/bin/sh', '-c', script];
  const kernel = boot({
    core,
    initramfs,
    seed: 1,
    bootTime: 1_700_000_000,
    init,
    env: ['PATH=/bin'],
    stdio: 'pipes',
    console: { write() {} },
  });
  kernel.stdio?.closeInput();
  const before = performance.now();
  kernel.run(2_000_000_000);
  return performance.now() - before;
}

const loop = (body: string) =>
  `cd /lib/modules/*/kernel/samples; i=0; while [ $i -lt ${ROUNDS} ]; do ${body}; i=$((i+1)); done`;
once(loop('insmod hello.ko; rmmod hello'));
const median = (list: number[]) => list.sort((a, b) => a - b)[list.length >> 1];
const runs = (body: string) => median(Array.from({ length: 5 }, () => once(loop(body)))) / ROUNDS;
const whole = runs('insmod hello.ko; rmmod hello');
const programs = runs('/bin/true; /bin/true');
console.log(`insmod + rmmod of hello, as commands  ${whole.toFixed(2)} ms`);
console.log(`  of that two processes as such       ${programs.toFixed(2)} ms`);
