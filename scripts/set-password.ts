/** `npm run set-password -- EMAIL`: sets a new password, read from the terminal (or a pipe); signs the account out everywhere. */
import { createInterface } from 'node:readline/promises';
import { hashPassword } from '../app/_server/auth/password-hash';
import { isWeak } from '../app/_server/auth/weak-password';
import { db } from '../app/_server/db/client';

const email = process.argv[2]?.trim().toLowerCase();

async function main(): Promise<string | null> {
  if (!email) return 'usage: npm run set-password -- EMAIL';
  const user = await db().user.findFirst({ where: { email, isAnonymous: false } });
  if (!user) return `There is no account with the address ${email}.`;
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  const password = (await terminal.question(`New password for ${email} (shown as you type): `)).trim();
  terminal.close();
  if (password.length < 8 || password.length > 128) return 'A password has 8 to 128 characters. Nothing was changed.';
  if (isWeak(password, user)) return 'This password is among the first that anybody would try. Nothing was changed.';
  await db().account.updateMany({
    where: { userId: user.id, providerId: 'credential' },
    data: { password: await hashPassword(password) },
  });
  await db().session.deleteMany({ where: { userId: user.id } });
  console.log(`${email} has a new password.`);
  return null;
}

const trouble = await main();
await db().$disconnect();
if (trouble !== null) {
  console.error(trouble);
  process.exitCode = 1;
}
