/** `npm run make-instructor -- EMAIL [--remove]`: lets an account make classes (or no longer). */
import { db } from '../app/_server/db/client';

const email = process.argv[2]?.trim().toLowerCase();
const role = process.argv.includes('--remove') ? 'learner' : 'instructor';

if (!email || email.startsWith('-')) {
  console.error('usage: npm run make-instructor -- EMAIL [--remove]');
  process.exitCode = 2;
} else {
  const { count } = await db().user.updateMany({
    where: { email, isAnonymous: false, role: { not: 'admin' } },
    data: { role },
  });
  await db().$disconnect();
  if (count === 1) console.log(`${email} is now: ${role}`);
  else {
    console.error(
      `There is no account with the address ${email}. Sign up on the site first (/en/account), then run this again.`,
    );
    process.exitCode = 1;
  }
}
