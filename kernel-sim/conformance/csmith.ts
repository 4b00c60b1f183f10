/**
 * `npm run conformance -- csmith [--count N] [--seed N] [--levels O0,O2]`: random C programs (csmith, from Debian) built static by gcc at
 * two levels; the checksum that each prints must be the same natively and on the simulated machine.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runBatch } from './batch';
import { has } from './native';

const BATCH = 20;
const BUDGET = 20_000_000_000;
const SINGLE_BUDGET = 20_000_000_000;
/** Some random programs never end; natively they get this long. */
const NATIVE_MS = 2000;
const INCLUDE = '/usr/include/csmith';

interface Made {
  name: string;
  elf: Uint8Array;
  expected: string;
}

function make(seed: number, level: string, compiler: string, work: string): Made | undefined {
  const source = join(work, `${seed}.c`);
  const out = join(work, 'program');
  if (!existsSync(source)) {
    const made = spawnSync('csmith', ['--seed', String(seed)], { encoding: 'utf8', timeout: 20_000, cwd: work });
    if (made.status !== 0) return undefined;
    writeFileSync(source, made.stdout);
  }
  const args = ['-w', `-${level}`, '-static', '-s', '-I', INCLUDE, '-o', out, source];
  if (spawnSync(compiler, args, { stdio: 'ignore' }).status !== 0) return undefined;
  const ran = spawnSync(out, [], { encoding: 'utf8', timeout: NATIVE_MS });
  if (ran.status !== 0) return undefined;
  return { name: `seed ${seed} -${level}`, elf: new Uint8Array(readFileSync(out)), expected: ran.stdout.trim() };
}

export function csmith(args: readonly string[]): number {
  const number = (name: string, otherwise: number) => {
    const at = args.indexOf(`--${name}`);
    return at >= 0 ? Number(args[at + 1]) : otherwise;
  };
  if (!has('csmith') || !existsSync(INCLUDE)) {
    console.log('skipped: csmith is not installed (apt-get install csmith libcsmith-dev)');
    return 0;
  }
  const count = number('count', 500);
  const at = args.indexOf('--levels');
  const levels = (at >= 0 ? args[at + 1] : 'O0,O2').split(',');
  const work = mkdtempSync(join(tmpdir(), 'csmith-'));
  let [programs, equal, different] = [0, 0, 0];
  try {
    let waiting: Made[] = [];
    const flush = () => {
      const results = runBatch(
        waiting.map((m) => m.elf),
        BUDGET,
      );
      waiting.forEach((m, i) => {
        const r = results[i] ?? runBatch([m.elf], SINGLE_BUDGET)[0];
        if (r?.stdout.trim() === m.expected) equal++;
        else {
          different++;
          console.log(`${m.name}: ${r ? `status ${r.status}, ${r.stdout.trim()}` : 'no end'} for ${m.expected}`);
        }
      });
      waiting = [];
    };
    for (let seed = number('seed', 1); programs < count; seed++) {
      const made = levels.map((level) => make(seed, level, 'gcc', work));
      rmSync(join(work, `${seed}.c`), { force: true });
      if (made.some((m) => m === undefined)) continue;
      programs++;
      waiting.push(...made.filter((m): m is Made => m !== undefined));
      if (waiting.length >= BATCH) flush();
    }
    if (waiting.length > 0) flush();
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
  console.log(`${programs} programs, ${equal} checksums equal, ${different} different`);
  return different === 0 ? 0 : 1;
}
