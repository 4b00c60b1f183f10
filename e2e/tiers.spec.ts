/**
 * The browser's engine and Node's run the same programs to the same states, in each tier: hashes of registers and memory at random
 * instruction counts. `POINTS=50` looks at more of them.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test } from '@playwright/test';
import { build } from 'esbuild';
import type * as StateHash from '../kernel-sim/machine/conformance/state-hash';

const POINTS = Number(process.env.POINTS ?? 3);
const SEED = Number(process.env.SEED ?? 20_261_125);
const folder = mkdtempSync(path.join(tmpdir(), 'ringzero-tiers-'));
const bundle = path.join(folder, 'state-hash.mjs');
const programs = path.join(folder, 'programs.mjs');
test.afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Source files of the simulator as one module. */
function bundled(entry: string, outfile: string, format: 'esm' | 'iife') {
  return build({ entryPoints: [entry], outfile, format, bundle: true, globalName: 'machine', logLevel: 'error' });
}

const gcc = process.arch === 'x64' && spawnSync('gcc', ['--version']).error === undefined;
/** Need what the course's compiler does not have: __int128, long double. */
const GCC_ONLY = ['wide', 'floats'];

/** Built by gcc, or where it is missing by the course's own compiler. */
function compile(name: string, source: string): Uint8Array {
  const [from, to] = [path.join(folder, `${name}.c`), path.join(folder, name)];
  writeFileSync(from, source);
  const { status, stderr } = gcc
    ? spawnSync('gcc', ['-O2', '-static', '-o', to, from, '-lm'], { encoding: 'utf8' })
    : spawnSync(process.execPath, ['--import', 'tsx', 'kernel-sim/cli/main.ts', 'cc', '-o', to, from], {
        encoding: 'utf8',
      });
  expect(status, stderr).toBe(0);
  return new Uint8Array(readFileSync(to));
}

test('the same states in Chromium and in Node, in every tier', async ({ page }) => {
  await bundled('kernel-sim/machine/conformance/state-hash.ts', bundle, 'esm');
  await bundled('kernel-sim/machine/hot/programs.ts', programs, 'esm');
  const script = path.join(folder, 'state-hash.js');
  await bundled('kernel-sim/machine/conformance/state-hash.ts', script, 'iife');
  const here: typeof StateHash = await import(pathToFileURL(bundle).href);
  const { PROGRAMS }: { PROGRAMS: Record<string, string> } = await import(pathToFileURL(programs).href);

  // An answer of the API has no policy that stops a test's script; Web Crypto is there on loopback.
  await page.goto('/favicon.ico');
  await page.evaluate(readFileSync(script, 'utf8').replace(/^"use strict";\s*var machine =/, 'globalThis.machine ='));
  const sources = Object.entries(PROGRAMS).filter(([name]) => gcc || !GCC_ONLY.includes(name));
  for (const [index, [name, source]] of sources.entries()) {
    const file = compile(name, source);
    const points = here.pointsOf(here.totalOf(file, [name, '3']), POINTS, SEED + index);
    const expected = await here.hashesAlong(file, [name, '3'], 'cold', points, SEED);
    // String instructions one by one: minutes of translating for "memory".
    for (const tiers of name === 'memory' ? (['cold', 'mixed'] as const) : (['cold', 'mixed', 'hot'] as const)) {
      const found = await page.evaluate(
        ({ file, name, tiers, points, seed }) => {
          const { machine } = globalThis as unknown as { machine: typeof StateHash };
          return machine.hashesAlong(new Uint8Array(file), [name, '3'], tiers, points, seed);
        },
        { file: [...file], name, tiers, points, seed: SEED + 1 },
      );
      expect(found, `${name}, ${tiers}, seed ${SEED + index}`).toEqual(expected);
    }
  }
});
