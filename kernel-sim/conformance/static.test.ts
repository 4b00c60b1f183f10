/**
 * Programs that somebody else's compiler made: linked statically with musl and with glibc, they run unmodified in the simulator, to the
 * same standard output and exit status as on this machine's Linux. Several share a boot, started one after another by the guest's shell.
 */
import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { constants } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, test } from 'vitest';
import { hostServices } from '../lab/host-services';
import { LinuxSession } from '../lab/linux';
import { has, onLinux, workFolder } from './native';
import { programs } from './programs';
import { simAssets } from './simulated';

const FOLDER = fileURLToPath(new URL('./static/', import.meta.url));
const CPUS = 2;
const PER_BOOT = 8;
const ENVIRONMENT = { PATH: '/bin:/usr/bin', HOME: '/root', TZ: 'UTC0' };

/** Static glibc loads shared NSS modules for getpwnam, and files of /usr/lib/locale for UTF-8: nothing of that is in the guest. */
const ONLY_MUSL = ['ids_limits', 'wide_characters'];

interface Subject {
  name: string;
  path: string;
}

const own = (): Subject[] =>
  readdirSync(FOLDER)
    .filter((name) => name.endsWith('.c'))
    .sort()
    .map((name) => ({ name: basename(name, '.c'), path: join(FOLDER, name) }));

/** The differential programs of these subjects, by the other compilers; those that need arguments or a keyboard are left to their own test. */
const differential = (pattern: RegExp): Subject[] =>
  programs()
    .filter((p) => pattern.test(p.name) && !p.needs && !p.args.length && !p.stdin)
    .map(({ name, path }) => ({ name: name.replace('/', '-'), path }));

interface Suite {
  compiler: string;
  flags: readonly string[];
  /** How many the suite promises at least. */
  atLeast: number;
  subjects: () => Subject[];
}

const SUITES: readonly Suite[] = [
  {
    compiler: 'musl-gcc',
    flags: ['-O2'],
    atLeast: 40,
    subjects: () => [...own(), ...differential(/^lang\/[d-m]|^net\/tcp/)],
  },
  {
    compiler: 'gcc',
    flags: ['-O2'],
    atLeast: 20,
    subjects: () => own().filter(({ name }) => !ONLY_MUSL.includes(name)),
  },
];

const work = workFolder();
afterAll(work.dispose);

/** Compiles two at a time. */
async function build(suite: Suite): Promise<Map<string, string>> {
  const queue = suite.subjects();
  const built = new Map<string, string>();
  const compile = async (): Promise<void> => {
    for (let next = queue.shift(); next; next = queue.shift()) {
      const { name, path } = next;
      const out = join(work.path, `${suite.compiler}-${name}`);
      const args = ['-std=gnu11', '-w', '-static', '-s', ...suite.flags, '-o', out, path, '-lm', '-pthread', '-lutil'];
      const gcc = spawn(suite.compiler, args, { stdio: 'ignore' });
      const status = await new Promise((resolve) => gcc.on('close', resolve));
      if (status !== 0) throw new Error(`${suite.compiler} ${name}: status ${status}`);
      built.set(name, out);
    }
  };
  await Promise.all([compile(), compile()]);
  return built;
}

function native(binary: string): string {
  const cwd = join(work.path, `cwd-${basename(binary)}`);
  mkdirSync(cwd);
  const ran = spawnSync(binary, [], { cwd, input: '', timeout: 20_000, env: ENVIRONMENT as never });
  const status = ran.signal ? 128 + constants.signals[ran.signal] : ran.status;
  return `${ran.stdout.toString('latin1')}\n== ${status}\n`;
}

/** What each prints in one boot, in their order. */
function simulated(names: readonly string[], built: ReadonlyMap<string, string>): string[] {
  const { initramfs, sysroot } = simAssets();
  const script = names
    .map((n) => `mkdir /tmp/w; cd /tmp/w; /p/${n} 2>/dev/null </dev/null; printf "\\n== $?\\n"; cd /; rm -rf /tmp/w`)
    .join('\n');
  const session = new LinuxSession({
    initramfs,
    seed: 1,
    cpus: CPUS,
    hostServices: hostServices(sysroot),
    limits: { instructions: 2e10, output: 1 << 20, tasks: 128 },
    files: names.map((name) => ({ path: `/p/${name}`, mode: 0o755, data: readFileSync(built.get(name) ?? '') })),
    program: {
      path: '/bin/sh',
      argv: [],
      env: Object.entries(ENVIRONMENT).map(([key, value]) => `${key}=${value}`),
      stdin: new TextEncoder().encode(`${script}\n`),
    },
    output: () => {},
  });
  while (!session.end) session.advance(50_000_000);
  const text = Buffer.from(session.view().stdout, 'utf8').toString('latin1');
  return text.split(/(?<=^== \d+\n)/m);
}

describe.each(SUITES)('$compiler -static', (suite) => {
  const missing = !onLinux || !has(suite.compiler);
  if (missing) console.log(`skipped: no ${suite.compiler} on this machine`);

  test.skipIf(missing)(`at least ${suite.atLeast} programs run as natively`, { timeout: 120_000 }, async () => {
    const built = await build(suite);
    const names = [...built.keys()].sort();
    expect(names.length).toBeGreaterThanOrEqual(suite.atLeast);
    for (let i = 0; i < names.length; i += PER_BOOT) {
      const batch = names.slice(i, i + PER_BOOT);
      const ours = simulated(batch, built);
      batch.forEach((name, n) => {
        expect.soft(ours[n], name).toBe(native(built.get(name) ?? ''));
      });
    }
    console.log(`${suite.compiler}: ${names.length} programs`);
  });
});
