/**
 * `npm run conformance -- torture-machine FOLDER [--compilers gcc,musl-gcc] [--levels O0,O1,O2,O3,Os] [--part N/M] [--only NAME]`:
 * gcc.c-torture/execute built by real compilers, static, and run on the simulated machine: the same exit status as natively is wanted
 * from every program that exits with 0 natively. (`torture` builds the same suite with our compiler.)
 */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runBatch } from './batch';

const BATCH = 24;
const BATCH_BUDGET = 6_000_000_000;
const SINGLE_BUDGET = 4_000_000_000;
const AT_ONCE = 2;

/** Programs that cannot agree, with the reason; one that does is reported. */
const EXCEPTIONS: Readonly<Record<string, string>> = {};

interface Built {
  name: string;
  elf: Uint8Array;
}

const option = (args: readonly string[], name: string, otherwise: string) => {
  const at = args.indexOf(`--${name}`);
  return at >= 0 ? (args[at + 1] ?? otherwise) : otherwise;
};

function compile(compiler: string, level: string, source: string, out: string): Promise<boolean> {
  const text = readFileSync(source, 'utf8');
  const flags = [...text.matchAll(/dg-(?:additional-)?options "([^"]*)"/g)].flatMap((m) => m[1].split(/\s+/));
  // Options of the test itself, except those that choose another optimisation or processor.
  const own = flags.filter((f) => /^-(D|f|std)/.test(f));
  const args = ['-std=gnu99', '-w', ...own, `-${level}`, '-static', '-s', '-o', out, source, '-lm'];
  return new Promise((resolve) => {
    const child = spawn(compiler, args, { stdio: 'ignore' });
    child.on('error', () => resolve(false));
    child.on('exit', (code) => resolve(code === 0));
  });
}

/** Compiled programs of the batch that exit with 0 natively. */
async function build(folder: string, names: readonly string[], compiler: string, level: string, work: string) {
  const built: Built[] = [];
  let at = 0;
  const worker = async () => {
    while (at < names.length) {
      const name = names[at++];
      const out = join(work, name.replace(/\W/g, '_'));
      if (!(await compile(compiler, level, join(folder, name), out))) continue;
      const ran = spawnSync(out, [], { timeout: 10_000, stdio: 'ignore', cwd: work });
      if (ran.status === 0) built.push({ name, elf: new Uint8Array(readFileSync(out)) });
      rmSync(out, { force: true });
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return built;
}

/** Statuses in the simulator; those that a batch did not answer are run alone. */
function simulate(built: readonly Built[]): (number | undefined)[] {
  const results = runBatch(
    built.map((b) => b.elf),
    BATCH_BUDGET,
  );
  return results.map((r, i) => (r ?? runBatch([built[i].elf], SINGLE_BUDGET)[0])?.status);
}

export async function tortureMachine([folder = '', ...args]: readonly string[]): Promise<number> {
  if (!existsSync(folder)) {
    console.log('skipped: gcc.c-torture/execute is not at hand (apt-get download gcc-12-source)');
    return 0;
  }
  const ieee = join(folder, 'ieee');
  const all = [...readdirSync(folder), ...(existsSync(ieee) ? readdirSync(ieee).map((n) => `ieee/${n}`) : [])];
  const only = option(args, 'only', '');
  const [part, parts] = option(args, 'part', '1/1').split('/').map(Number);
  const names = all.filter((n) => n.endsWith('.c') && n.includes(only)).filter((_, i) => i % parts === part - 1);
  const work = mkdtempSync(join(tmpdir(), 'torture-'));
  let [passed, total] = [0, 0];
  const failed: string[] = [];
  try {
    for (const compiler of option(args, 'compilers', 'gcc,musl-gcc').split(',')) {
      for (const level of option(args, 'levels', 'O0,O1,O2,O3,Os').split(',')) {
        let [good, tried] = [0, 0];
        for (let from = 0; from < names.length; from += BATCH) {
          const built = await build(folder, names.slice(from, from + BATCH), compiler, level, work);
          const statuses = simulate(built);
          built.forEach(({ name }, i) => {
            tried++;
            if (statuses[i] === 0) good++;
            else failed.push(`${name} (${compiler} -${level}): ${statuses[i] ?? 'no end'} ${EXCEPTIONS[name] ?? ''}`);
          });
        }
        console.log(`${compiler} -${level}: ${good} of ${tried} that exit with 0 natively`);
        passed += good;
        total += tried;
      }
    }
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
  for (const line of failed) console.log(line);
  console.log(`${passed} passed, ${total - passed} failed, ${((passed / total) * 100).toFixed(2)} %`);
  return passed / total >= 0.995 ? 0 : 1;
}
