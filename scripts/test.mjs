/**
 * `npm test`: everything, in the order in which a failure is cheapest to learn: format and lint, types, unit tests, the
 * proofs of the course, the build, the browser. Installs what it needs. A failing step does not stop the next ones, and
 * none goes on for ever. The last line is `N passed, N failed, N skipped` over all of them.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { findChromium } from './lib/chromium.mjs';
import { add, contentCount, playwrightCount, single, vitestCount } from './lib/count.mjs';
import { bin, main, run, say, TSX } from './lib/house.mjs';
import { ensureInstalled } from './lib/install.mjs';
import { ensurePostgres } from './lib/postgres.mjs';
import { buildSimulator, buildSite, generateClient, settings } from './lib/prepare.mjs';

main(async () => {
  await ensureInstalled();
  const chromium = await findChromium();
  await ensurePostgres();
  await generateClient();
  const reports = mkdtempSync(path.join(tmpdir(), 'ringzero-test-'));
  let total = { passed: 0, failed: 0, skipped: 0 };

  const step = async (name, body) => {
    say(name);
    const started = Date.now();
    const count = await body().catch((error) => {
      console.error(error.message ?? error);
      return single(false);
    });
    total = add(total, count);
    const seconds = ((Date.now() - started) / 1000).toFixed(1);
    say(`${name}: ${count.passed} passed, ${count.failed} failed, ${count.skipped} skipped (${seconds} s)`);
    return count.failed === 0;
  };
  const holds = async (args) => single((await run(args)).code === 0);

  await step('simulator and course', () => buildSimulator().then(() => single(true)));
  await step('format and lint', () => holds([bin('@biomejs/biome', 'bin/biome'), 'ci', '.']));
  await step('types', () => holds([bin('typescript', 'bin/tsc'), '--noEmit', '-p', '.']));
  await step('unit tests', async () => {
    const file = path.join(reports, 'vitest.json');
    const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${file}`];
    const { code } = await run([bin('vitest', 'vitest.mjs'), 'run', ...reporters], { minutes: 30 });
    return vitestCount(file, code);
  });
  await step('course', async () => {
    const { code, output } = await run([...TSX, 'content/cli.ts', 'check'], { collect: true, minutes: 12 });
    return contentCount(output, code);
  });
  const built = await step('build', () => buildSite(settings()).then(() => single(true)));
  await step('browser', async () => {
    if (!built) throw new Error('not run: the build failed');
    const file = path.join(reports, 'playwright.json');
    const { code } = await run([bin('@playwright/test', 'cli.js'), 'test'], {
      minutes: 30,
      env: { PLAYWRIGHT_JSON_OUTPUT_NAME: file, ...(chromium ? { CHROMIUM_PATH: chromium } : {}) },
    });
    return playwrightCount(file, code);
  });

  rmSync(reports, { recursive: true, force: true });
  console.log(`\n${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`);
  process.exit(total.failed === 0 ? 0 : 1);
});
