/** GET: learners × exercises, for teachers and assistants of the class; `If-None-Match` answers 304. */
import { requirePerson } from '@/app/_server/auth/person';
import { db } from '@/app/_server/db/client';
import { endpoint } from '@/app/_server/http/endpoint';
import { jsonWithTag } from '@/app/_server/insight/etag';
import { classMatrix } from '@/app/_server/insight/matrix';

export const GET = endpoint<{ id: string }>(async ({ request, person, params }) => {
  const again = request.headers.has('if-none-match');
  return jsonWithTag(request, await classMatrix(db(), requirePerson(person), params.id, { again }));
});
