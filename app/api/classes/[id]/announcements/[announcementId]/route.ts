/** PATCH: another text. DELETE: gone. */
import { requirePerson } from '@/app/_server/auth/person';
import { deleteAnnouncement, editAnnouncement } from '@/app/_server/classes/announcements';
import { db } from '@/app/_server/db/client';
import { endpoint } from '@/app/_server/http/endpoint';
import { jsonBody } from '@/app/_server/http/json-body';
import { ANNOUNCEMENT_BYTES, announcement } from '@/app/_server/validation/classes';

type Params = { id: string; announcementId: string };

export const PATCH = endpoint<Params>(async ({ request, person, params }) => {
  const author = requirePerson(person);
  const { text } = await jsonBody(request, announcement, ANNOUNCEMENT_BYTES);
  return editAnnouncement(db(), author, params.id, params.announcementId, text);
});

export const DELETE = endpoint<Params>(async ({ person, params }) => {
  await deleteAnnouncement(db(), requirePerson(person), params.id, params.announcementId);
  return new Response(null, { status: 204 });
});
