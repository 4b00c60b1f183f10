/** The crash proof in small, with the API alone; `npm run prove -- crash` is the whole of it, with the built site. */
import { describe, expect, it } from 'vitest';
import { PROVIDERS } from '../../app/_server/db/database-url';
import { findPostgres } from '../lib/postgres.mjs';
import { type CrashReport, holds, proveCrash } from './crash';

const SUBMISSIONS = 60;

describe('kill -9', () => {
  for (const provider of PROVIDERS) {
    const missing = provider === 'postgresql' && findPostgres() === null;
    it.skipIf(missing)(`on ${provider}: nothing lost, nothing judged twice`, { timeout: 400_000 }, async () => {
      const options = { provider, submissions: SUBMISSIONS, learners: 6, built: false, every: 1500, kills: 4 };
      const report: CrashReport = await proveCrash({ ...options, seed: 20261125 });
      expect(report).toMatchObject({ stored: SUBMISSIONS, verified: SUBMISSIONS, judgedTwice: 0, unjudged: 0 });
      expect(holds(report)).toBe(true);
      expect(Object.values(report.kills).every((kills) => kills > 0)).toBe(true);
    });
  }
});
