/** GET: what ties a class to platforms, and which grades have not arrived. POST: takes the platform's list, or sends grades again. Teachers of the class. */
import { z } from 'zod';
import { requireAccount } from '@/app/_server/auth/person';
import { requireClass } from '@/app/_server/classes/access';
import { db } from '@/app/_server/db/client';
import { endpoint } from '@/app/_server/http/endpoint';
import { jsonBody } from '@/app/_server/http/json-body';
import { classLinks } from '@/app/_server/lti/class-links';
import { importNames } from '@/app/_server/lti/names';
import { noteClass } from '@/app/_server/lti/scores';
import { sendAgain } from '@/app/_server/lti/send';
import { speaking } from '@/app/_server/lti/speaking';
import { SMALL } from '@/app/_server/validation/classes';

interface Params {
  id: string;
}
const wish = z.strictObject({ do: z.enum(['names', 'scores']) });

export const GET = endpoint<Params>(async ({ person, params }) => {
  await requireClass(db(), requireAccount(person), params.id, 'manage', { evenArchived: true });
  return classLinks(db(), params.id);
});

export const POST = endpoint<Params>(async ({ request, person, params }) => {
  const teacher = requireAccount(person);
  await requireClass(db(), teacher, params.id, 'manage');
  const { do: what } = await jsonBody(request, wish, SMALL);
  if (what === 'names') return { taken: await speaking(() => importNames(db(), teacher, params.id)) };
  await noteClass(db(), params.id);
  return { waiting: await sendAgain(db(), params.id) };
});
