/**
 * A PostgreSQL server of a test's own: Debian's programs, as their own user when we are root, on a free loopback port, with
 * the data in a folder for temporary files. It ends with the process that started it, however that one ends: a shell
 * holds our pipe and stops the server when the pipe closes.
 */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { chownSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Client } from 'pg';
import { findPostgres, NO_POSTGRES } from '../../../scripts/lib/postgres.mjs';

/** A test's data may be lost with the machine's power. */
const QUICK = [
  'fsync=off',
  'synchronous_commit=off',
  'full_page_writes=off',
  'shared_buffers=64MB',
  'max_connections=200',
];

export interface Postgres {
  /** Of a database; it need not exist. */
  url(database: string): string;
  stop(): Promise<void>;
}

/** Starts one. Throws where PostgreSQL is missing: ask `findPostgres` first. */
export async function startPostgres(): Promise<Postgres> {
  const bin = findPostgres();
  if (bin === null) throw new Error(NO_POSTGRES);
  const folder = mkdtempSync(path.join(tmpdir(), 'ringzero-pg-'));
  const user = serverUser();
  if (user) chownSync(folder, user.uid, user.gid);
  const data = path.join(folder, 'data');
  const initdb = ['-D', data, '-U', 'ringzero', '--auth=trust', '--no-sync', '-E', 'UTF8', '--locale=C'];
  execFileSync(path.join(bin, 'initdb'), initdb, { ...user, cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] });
  const port = await freePort();
  const settings = [...QUICK, `port=${port}`, 'listen_addresses=127.0.0.1', 'unix_socket_directories='];
  const server = [path.join(bin, 'postgres'), '-D', data, ...settings.flatMap((one) => ['-c', one])];
  const script = '"$@" </dev/null & server=$!; cat >/dev/null; kill -INT $server; wait $server';
  const shell = spawn('/bin/sh', ['-c', script, 'sh', ...server], {
    ...user,
    cwd: folder,
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true, // Ctrl+C goes to us first: clients close before their server
  });
  const url = (database: string) => `postgresql://ringzero@127.0.0.1:${port}/${database}`;
  await answering(url('postgres'), shell);
  return {
    url,
    async stop() {
      const ended = new Promise((resolve) => shell.once('close', resolve));
      shell.stdin?.end();
      await ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** The server refuses to run as root: the user that Debian's package made, else nobody. */
function serverUser(): { uid: number; gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const id = (flag: string) => Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' }));
  return { uid: id('-u'), gid: id('-g') };
}

async function answering(url: string, shell: ChildProcess): Promise<void> {
  for (let tries = 0; tries < 200 && shell.exitCode === null; tries++) {
    const client = new Client({ connectionString: url });
    try {
      await client.connect();
      await client.end();
      return;
    } catch {
      await new Promise((done) => setTimeout(done, 50));
    }
  }
  shell.stdin?.end();
  throw new Error('PostgreSQL did not start');
}

export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => (address !== null && typeof address === 'object' ? resolve(address.port) : reject(address)));
    });
  });
}

/** Runs statements on a database, with a connection of its own. */
export async function runSql(url: string, ...statements: readonly string[]): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    for (const statement of statements) await client.query(statement);
  } finally {
    await client.end();
  }
}
