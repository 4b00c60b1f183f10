/**
 * `npm run start:web`: one stateless web process, without a grader. It builds nothing and changes no tables: `npm run build`
 * and `npm run migrate` come first, once. HOST, PORT, DATABASE_URL, BETTER_AUTH_SECRET: docs/operations.md.
 */
import { existsSync } from 'node:fs';
import { at, main, Trouble } from './lib/house.mjs';
import { settings } from './lib/prepare.mjs';
import { address } from './lib/serve.mjs';
import { startWeb } from './lib/web-server.mjs';

main(async () => {
  if (!existsSync(at('.next/BUILD_ID'))) throw new Trouble('The site is not built: npm run build');
  process.env.NODE_ENV = 'production';
  process.env.RINGZERO_ROLE ??= 'web';
  Object.assign(process.env, settings());
  await startWeb(address());
});
