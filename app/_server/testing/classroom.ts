/** A class with everybody who may come to it, for tests: browsers that are signed in, and a class that they are in. */

import type { ClassRole } from '@/app/_shared/api';
import { POST as authRoute } from '@/app/api/auth/[...all]/route';
import { db } from '../db/client';
import { Browser } from './site';

export interface Somebody {
  browser: Browser;
  id: string;
  email: string;
}

let count = 0;

/** An account that is signed in. `verified`: its address is proved. */
export async function somebody(
  name: string,
  { instructor = false, verified = false, email = `p${++count}.${process.pid}@example.org` } = {},
): Promise<Somebody> {
  const browser = new Browser();
  await browser.call((request) => authRoute(request), 'POST', '/api/auth/sign-up/email', {
    json: { email, name, password: 'correct horse' },
  });
  const { id } = await db().user.update({
    where: { email },
    data: { role: instructor ? 'instructor' : 'learner', emailVerified: verified },
  });
  return { browser, id, email };
}

/** A class with these members. */
export async function classWith(
  members: Readonly<Partial<Record<ClassRole, readonly Somebody[]>>>,
  name = 'OS 1',
): Promise<string> {
  const memberships = (Object.entries(members) as [ClassRole, readonly Somebody[]][]).flatMap(([role, people]) =>
    people.map(({ id }) => ({ userId: id, role })),
  );
  const { id } = await db().class.create({
    data: { name, joinCode: `T${process.pid}X${++count}`, memberships: { create: memberships } },
  });
  return id;
}
