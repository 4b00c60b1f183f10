/** GET ?attempt=…: comments on an attempt. POST: writes one. */
import { requirePerson } from '@/app/_server/auth/person';
import { db } from '@/app/_server/db/client';
import { endpoint } from '@/app/_server/http/endpoint';
import { jsonBody } from '@/app/_server/http/json-body';
import { ApiProblem } from '@/app/_server/http/problem';
import { listComments, writeComment } from '@/app/_server/insight/comments';
import { commentRequest } from '@/app/_server/insight/validation';

export const GET = endpoint<{ id: string }>(async ({ request, person, params }) => {
  const attemptId = new URL(request.url).searchParams.get('attempt');
  if (!attemptId) throw new ApiProblem('bad-request', { field: 'attempt' });
  return listComments(db(), requirePerson(person), params.id, attemptId);
});

export const POST = endpoint<{ id: string }>(async ({ request, person, params }) => {
  const known = requirePerson(person);
  const comment = await writeComment(db(), known, params.id, await jsonBody(request, commentRequest));
  return Response.json(comment, { status: 201 });
});
