/**
 * Prisma's command line (`generate`, `migrate deploy`, `migrate diff`), without an engine binary: it works off-line.
 * The schema is one file of models with a thin header per provider; the two are put together here into
 * prisma/generated/PROVIDER/schema.prisma, beside which the client is generated. Migrations are plain SQL files, a folder
 * per provider. Which provider: DATABASE_URL says it, or RINGZERO_PROVIDER where no database is meant (`generate`).
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'prisma/config';
import { databaseUrl, isProvider, type Provider, providerOf } from './app/_server/db/database-url';
import { MigratePg } from './app/_server/db/migrate-pg';
import { MigrateLibSql } from './app/_server/db/safe-libsql';

const root = path.dirname(fileURLToPath(import.meta.url));
const url = databaseUrl(root);
const wanted = process.env.RINGZERO_PROVIDER;
const provider = isProvider(wanted) ? wanted : providerOf(url);

function composeSchema(): string {
  const folder = path.join(root, 'prisma', 'generated', provider);
  const part = (name: string) => readFileSync(path.join(root, 'prisma', name), 'utf8');
  mkdirSync(folder, { recursive: true });
  const schema = path.join(folder, 'schema.prisma');
  const text = `${part(`headers/${provider}.prisma`)}\n${part('models.prisma')}`;
  // A container's files cannot be written; there it is as it should be.
  if (!existsSync(schema) || readFileSync(schema, 'utf8') !== text) writeFileSync(schema, text);
  return schema;
}

const adapters: Readonly<Record<Provider, () => MigrateLibSql | MigratePg>> = {
  sqlite: () => new MigrateLibSql({ url }),
  postgresql: () => new MigratePg(url),
};

export default defineConfig({
  experimental: { adapter: true },
  engine: 'js',
  adapter: async () => adapters[provider](),
  schema: composeSchema(),
  migrations: { path: path.join(root, 'prisma', 'migrations', provider) },
});
