/**
 * Unit tests: "unit" is everything, with SQLite where a database is needed; "postgresql" is all of app/_server once more on
 * a PostgreSQL server of the run's own. `npx vitest run --project unit` leaves the second out.
 */
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import { findPostgres, NO_POSTGRES } from './scripts/lib/postgres.mjs';

const postgresql = {
  extends: true as const,
  test: {
    name: 'postgresql',
    include: ['app/_server/**/*.test.ts'],
    exclude: ['app/_server/grader/pool.test.ts'], // it has no database
    env: { RINGZERO_TEST_DATABASE: 'postgresql' },
    globalSetup: ['app/_server/testing/postgres-setup.ts'],
  },
};
const installed = findPostgres() !== null;
if (!installed) console.warn(NO_POSTGRES);

export default defineConfig({
  resolve: { alias: { '@': fileURLToPath(new URL('.', import.meta.url)) } },
  test: {
    testTimeout: 60_000,
    silent: 'passed-only',
    slowTestThreshold: 5_000,
    maxWorkers: 2,
    projects: [
      {
        extends: true,
        test: { name: 'unit', include: ['{app,content,kernel-sim,prisma,scripts}/**/*.test.{ts,tsx}'] },
      },
      ...(installed ? [postgresql] : []),
    ],
  },
});
