/** What a person may do with the account: change name and language. (Taking everything along and deleting it: privacy/.) */
import type { MePatch, Person } from '@/app/_shared/api';
import type { PrismaClient } from '@/prisma/generated/sqlite/client/client';
import { toPerson } from './person';

export async function changeAccount(db: PrismaClient, person: Person, patch: MePatch): Promise<Person> {
  return toPerson(await db.user.update({ where: { id: person.id }, data: patch }));
}
