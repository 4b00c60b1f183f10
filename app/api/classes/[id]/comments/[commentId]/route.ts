/** PATCH: its author changes a comment. DELETE: its author or a teacher takes it away. */
import { requirePerson } from '@/app/_server/auth/person';
import { db } from '@/app/_server/db/client';
import { endpoint } from '@/app/_server/http/endpoint';
import { jsonBody } from '@/app/_server/http/json-body';
import { deleteComment, editComment } from '@/app/_server/insight/comments';
import { commentPatch } from '@/app/_server/insight/validation';

interface Params {
  id: string;
  commentId: string;
}

export const PATCH = endpoint<Params>(async ({ request, person, params }) => {
  const known = requirePerson(person);
  const { text } = await jsonBody(request, commentPatch);
  return editComment(db(), known, params.id, params.commentId, text);
});

export const DELETE = endpoint<Params>(async ({ person, params }) => {
  await deleteComment(db(), requirePerson(person), params.id, params.commentId);
  return new Response(null, { status: 204 });
});
