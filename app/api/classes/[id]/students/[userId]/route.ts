/** GET ?before=…&exercise=…: what a student has run, newest first. */
import { requirePerson } from '@/app/_server/auth/person';
import { db } from '@/app/_server/db/client';
import { endpoint } from '@/app/_server/http/endpoint';
import { ApiProblem } from '@/app/_server/http/problem';
import { studentHistory } from '@/app/_server/insight/history';

export const GET = endpoint<{ id: string; userId: string }>(async ({ request, person, params }) => {
  const query = new URL(request.url).searchParams;
  const before = query.has('before') ? Number(query.get('before')) : undefined;
  if (before !== undefined && !Number.isSafeInteger(before)) throw new ApiProblem('bad-request', { field: 'before' });
  const exerciseId = query.get('exercise') ?? undefined;
  return studentHistory(db(), requirePerson(person), params.id, params.userId, { before, exerciseId });
});
