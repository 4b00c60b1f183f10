/** Where PostgreSQL's programs are: Debian's newest version, or POSTGRES_BIN. For the tests and for backups. */
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';

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

/** What to say where it is missing. */
export const NO_POSTGRES =
  'PostgreSQL is not installed: its tests are skipped (Debian: apt-get install -y postgresql; else POSTGRES_BIN).';
