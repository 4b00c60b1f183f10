/** The steps between a checkout and a running site, in order; each is skipped when nothing it reads has changed. */
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fingerprint, unlessDone } from './fingerprint.mjs';
import { at, bin, must, say, Trouble, TSX } from './house.mjs';

const PRISMA = bin('prisma', 'build/index.js');
const NEXT = bin('next', 'dist/bin/next');
const DATABASE_CODE = ['prisma', 'prisma.config.ts', 'app/_server/db', 'package-lock.json'];
const SITE = [
  'app',
  'content',
  'kernel-sim',
  'public',
  'prisma',
  'scripts/lib/code-theme.mjs',
  'scripts/service-worker.mjs',
  'mdx-components.tsx',
  'proxy.ts',
  'instrumentation.ts',
  'next.config.mjs',
  'tsconfig.json',
  'package-lock.json',
];

/** The database clients, one a provider, generated from the schema. */
export function generateClient() {
  const mark = 'prisma/generated/inputs';
  return unlessDone(mark, fingerprint(DATABASE_CODE), async () => {
    say('generating the database clients …');
    for (const provider of ['sqlite', 'postgresql'])
      await must([PRISMA, 'generate'], 'prisma generate failed: see above.', { env: { RINGZERO_PROVIDER: provider } });
  });
}

/** The userland (libc, shell, commands), compiled by our own compiler; and the course's registry. */
export async function buildSimulator() {
  await unlessDone('kernel-sim/userland/dist/inputs', fingerprint(['kernel-sim', 'package-lock.json']), async () => {
    say("building the machine's userland with its own compiler …");
    await must([...TSX, 'kernel-sim/userland/build.ts'], 'npm run build:sim failed: see above.');
    await must([...TSX, 'kernel-sim/lab/publish.ts'], 'npm run build:sim failed: see above.');
  });
  await must([...TSX, 'content/cli.ts', 'build'], 'The course has problems: see above (npm run content -- build).');
}

/** The settings that the site needs and a person need not know: made once, kept in data/. */
export function settings() {
  const env = { NEXT_TELEMETRY_DISABLED: '1' };
  if (process.env.BETTER_AUTH_SECRET) return env;
  const file = at('data', 'secret');
  if (!existsSync(file)) {
    mkdirSync(at('data'), { recursive: true });
    writeFileSync(file, randomBytes(32).toString('hex'), { mode: 0o600, flag: 'wx' });
  }
  return { ...env, BETTER_AUTH_SECRET: readFileSync(file, 'utf8').trim() };
}

/** Looks at the database before anything touches it, brings its tables up to date, tidies. */
export async function prepareDatabase(env = {}) {
  await must([...TSX, 'scripts/database.ts', 'check'], 'The site was not started.', { env });
  const output = await must([PRISMA, 'migrate', 'deploy'], 'The database could not be brought up to date: see above.', {
    env: { ...env, CHECKPOINT_DISABLE: '1' },
  });
  const applied = output.match(/[└├]─ \d{14}_\w+/g) ?? [];
  if (applied.length > 0) say(`database: ${applied.length} migration(s) applied`);
  await must([...TSX, 'scripts/database.ts', 'tidy'], 'The database could not be tidied: see above.', { env });
}

/** The built site. */
export async function buildSite(env = {}) {
  const print = fingerprint(SITE);
  const ran = await unlessDone('.next/ringzero-inputs', print, async () => {
    say('building the site, about a minute the first time …');
    const named = { ...env, RINGZERO_BUILD: print.slice(0, 16) };
    await must([NEXT, 'build'], 'next build failed: see above.', { env: named });
    removeMaps(at('.next/static'));
    await must([at('scripts/script-hashes.mjs')], 'The hashes of inline scripts could not be computed: see above.');
    await must([at('scripts/service-worker.mjs')], 'The service worker could not be built: see above.');
  });
  if (!ran && !existsSync(at('.next/BUILD_ID')))
    throw new Trouble('The build in .next/ is damaged: delete that folder and start again.');
}

/** Source maps are switched off; the bundler leaves empty ones for chunks without source. */
function removeMaps(folder) {
  for (const name of readdirSync(folder, { recursive: true }))
    if (String(name).endsWith('.map')) rmSync(path.join(folder, String(name)));
}

export { NEXT };
