/**
 * `npm run lti -- list`                         the registered platforms
 * `npm run lti -- add --name … --issuer … --client-id … --auth-url … --token-url … --jwks-url … --deployment … [--deployment …] [--token-audience …]`
 * `npm run lti -- deployment PLATFORM ID`       one more deployment of a platform (its id is in the list)
 * `npm run lti -- remove PLATFORM`              its people and classes stay
 * `npm run lti -- ticket`                       an address for dynamic registration, good once within a day (needs SITE_URL)
 * The same can be done at /en/admin/lti.
 */
import { parseArgs } from 'node:util';
import { siteUrl } from '../app/_server/auth/site-url';
import { db } from '../app/_server/db/client';
import { addPlatform, listPlatforms, platformInput, removePlatform } from '../app/_server/lti/platforms';
import { LtiProblem } from '../app/_server/lti/problem';
import { makeTicket } from '../app/_server/lti/registration';

const text = { type: 'string' } as const;
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    name: text,
    issuer: text,
    'client-id': text,
    'auth-url': text,
    'token-url': text,
    'jwks-url': text,
    'token-audience': text,
    deployment: { type: 'string', multiple: true },
  },
});

class Usage extends Error {}

async function main(): Promise<void> {
  const [command, id = '', deploymentId = ''] = positionals;
  switch (command) {
    case 'list':
      return console.log(JSON.stringify(await listPlatforms(db()), null, 2));
    case 'add': {
      const read = platformInput.safeParse({
        name: values.name,
        issuer: values.issuer,
        clientId: values['client-id'],
        authUrl: values['auth-url'],
        tokenUrl: values['token-url'],
        jwksUrl: values['jwks-url'],
        tokenAudience: values['token-audience'] ?? null,
        deployments: values.deployment ?? [],
      });
      if (!read.success) {
        throw new Usage(read.error.issues.map((one) => `${one.path.join('.')}: ${one.message}`).join('\n'));
      }
      const made = await addPlatform(db(), read.data);
      return console.log(`registered: ${made.id}`);
    }
    case 'deployment': {
      if (!(await db().ltiPlatform.findUnique({ where: { id } }))) throw new Usage(`there is no platform ${id}`);
      if (!deploymentId) throw new Usage('which deployment? npm run lti -- deployment PLATFORM ID');
      await db().ltiDeployment.create({ data: { platformId: id, deploymentId } });
      return console.log(`deployment ${deploymentId} of ${id}`);
    }
    case 'remove':
      if (!(await removePlatform(db(), id))) throw new Usage(`there is no platform ${id}`);
      return console.log(`removed: ${id}`);
    case 'ticket': {
      const base = siteUrl();
      if (base === null) throw new Usage('set SITE_URL to the address of the site, https://…');
      return console.log(await makeTicket(db(), base));
    }
    default:
      throw new Usage('usage: npm run lti -- list | add … | deployment PLATFORM ID | remove PLATFORM | ticket');
  }
}

try {
  await main();
} catch (error) {
  if (!(error instanceof Usage || error instanceof LtiProblem)) throw error;
  console.error(error.message);
  process.exitCode = error instanceof Usage ? 2 : 1;
} finally {
  await db().$disconnect();
}
