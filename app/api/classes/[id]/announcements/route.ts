/** GET: the announcements of the class, the newest first. POST: a new one. */
import { requirePerson } from '@/app/_server/auth/person';
import { announce, listAnnouncements } from '@/app/_server/classes/announcements';
import { db } from '@/app/_server/db/client';
import { endpoint } from '@/app/_server/http/endpoint';
import { jsonBody } from '@/app/_server/http/json-body';
import { ANNOUNCEMENT_BYTES, announcement } from '@/app/_server/validation/classes';

type Params = { id: string };

export const GET = endpoint<Params>(async ({ person, params }) => ({
  announcements: await listAnnouncements(db(), requirePerson(person), params.id),
}));

export const POST = endpoint<Params>(async ({ request, person, params }) => {
  const author = requirePerson(person);
  const { text } = await jsonBody(request, announcement, ANNOUNCEMENT_BYTES);
  return Response.json(await announce(db(), author, params.id, text), { status: 201 });
});
