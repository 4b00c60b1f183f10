/** `npm run dev`: the same as `npm start`, with pages rebuilt as their files change. */
import { main, say } from './lib/house.mjs';
import { ensureInstalled } from './lib/install.mjs';
import { buildSimulator, generateClient, prepareDatabase, settings } from './lib/prepare.mjs';
import { address, requireFreePort, serve } from './lib/serve.mjs';

main(async () => {
  const where = address();
  await requireFreePort(where);
  await ensureInstalled();
  const env = settings();
  await generateClient();
  await prepareDatabase(env);
  await buildSimulator();
  say(`http://${where.host}:${where.port}/ (Ctrl+C ends it)`);
  serve('dev', where, env);
});
