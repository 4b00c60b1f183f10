/** Where PostgreSQL's programs are: Debian's newest version, or POSTGRES_BIN. For the tests and for backups. */
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { run, say } from './house.mjs';

const DEBIAN = '/usr/lib/postgresql';

/** The folder that holds all of `programs`, or null. */
export function findPostgres(programs = ['initdb', 'postgres', 'pg_dump', 'pg_restore']) {
  const versions = existsSync(DEBIAN) ? readdirSync(DEBIAN).sort((a, b) => Number(b) - Number(a)) : [];
  const folders = [
    ...(process.env.POSTGRES_BIN ? [process.env.POSTGRES_BIN] : []),
    ...versions.map((version) => path.join(DEBIAN, version, 'bin')),
    ...(process.env.PATH ?? '').split(path.delimiter),
  ];
  return folders.find((folder) => programs.every((program) => existsSync(path.join(folder, program)))) ?? null;
}

/** For `npm test`: installs it where that can be done without asking (root on Debian); else its tests are skipped. */
export async function ensurePostgres() {
  if (findPostgres() !== null || process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) return;
  say('installing PostgreSQL for the tests (apt-get install postgresql) …');
  const apt = (args) => run(args, { command: 'apt-get', quiet: true, env: { DEBIAN_FRONTEND: 'noninteractive' } });
  await apt(['update', '-q']);
  await apt(['install', '-y', '-q', '--no-install-recommends', 'postgresql']);
}

/** What to say where it is missing. */
export const NO_POSTGRES =
  'PostgreSQL is not installed: its tests are skipped (Debian: apt-get install -y postgresql; else POSTGRES_BIN).';
