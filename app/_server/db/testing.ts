/** A fresh, migrated SQLite file for a test, in the folder for temporary files. Applied as the SQL files are, in order. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createClient } from '@libsql/client';

const MIGRATIONS = path.join(process.cwd(), 'prisma', 'migrations', 'sqlite');

export interface TestDatabase {
  url: string;
  file: string;
  remove(): void;
}

/** Makes one; call `remove()` when done. */
export async function testDatabase(): Promise<TestDatabase> {
  const folder = mkdtempSync(path.join(tmpdir(), 'ringzero-db-'));
  const file = path.join(folder, 'test.db');
  const client = createClient({ url: `file:${file}` });
  const names = readdirSync(MIGRATIONS, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  for (const { name } of names.sort((a, b) => a.name.localeCompare(b.name))) {
    await client.executeMultiple(readFileSync(path.join(MIGRATIONS, name, 'migration.sql'), 'utf8'));
  }
  client.close();
  return { url: `file:${file}`, file, remove: () => rmSync(folder, { recursive: true, force: true }) };
}
