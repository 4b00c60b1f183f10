/**
 * `npm run make-instructor -- EMAIL [--remove]`: lets an account make classes (or no longer).
 * `npm run make-admin -- EMAIL [--remove]`: lets an account run the site (/en/admin). The first admin is made this way; the
 * others can be made on that page. Whoever gets or loses a role signs in again: sessions from before it end.
 */
import { changeRole } from '../app/_server/auth/roles';
import { db } from '../app/_server/db/client';

const args = process.argv.slice(2);
const email = args
  .find((arg) => !arg.startsWith('-'))
  ?.trim()
  .toLowerCase();
const wanted = args.includes('--admin') ? 'admin' : 'instructor';
const role = args.includes('--remove') ? 'learner' : wanted;

async function main(): Promise<string | null> {
  if (!email) return `usage: npm run make-${wanted} -- EMAIL [--remove]`;
  const user = await db().user.findFirst({ where: { email, isAnonymous: false } });
  if (!user) {
    return `There is no account with the address ${email}. Sign up on the site first (/en/account), then run this again.`;
  }
  if (user.role === 'admin' && wanted === 'instructor')
    return `${email} is an admin: npm run make-admin -- ${email} --remove`;
  await changeRole(db(), { actorId: null, userId: user.id, role });
  console.log(`${email} is now: ${role}`);
  return null;
}

const trouble = await main();
await db().$disconnect();
if (trouble !== null) {
  console.error(trouble);
  process.exitCode = 1;
}
