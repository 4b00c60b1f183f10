/** `npm run migrate`: looks at the database, brings its tables up to date, tidies. Once per version, before the servers start. */
import { main, say } from './lib/house.mjs';
import { prepareDatabase } from './lib/prepare.mjs';

main(async () => {
  await prepareDatabase();
  say('the database is up to date');
});
