/** `npm run build`: everything that a server needs and that does not depend on a database: clients, simulator, course, site. */
import { main, say } from './lib/house.mjs';
import { ensureInstalled } from './lib/install.mjs';
import { buildSimulator, buildSite, generateClient } from './lib/prepare.mjs';

main(async () => {
  await ensureInstalled();
  await generateClient();
  await buildSimulator();
  await buildSite({ NEXT_TELEMETRY_DISABLED: '1' });
  say('built');
});
