/** `npm start`: from a bare checkout to a running site. PORT (3000), HOST (127.0.0.1), DATABASE_URL, SITE_URL: docs/operations.md. */
import { main } from './lib/house.mjs';
import { ensureInstalled } from './lib/install.mjs';
import { buildSimulator, buildSite, generateClient, prepareDatabase, settings } from './lib/prepare.mjs';
import { address, requireFreePort, serve } from './lib/serve.mjs';

main(async () => {
  const where = address();
  await requireFreePort(where);
  await ensureInstalled();
  const env = settings();
  await generateClient();
  await prepareDatabase(env);
  await buildSimulator();
  await buildSite(env);
  serve('start', where, env);
});
