/** PATCH: dates, points, what late work costs. DELETE: the assignment goes, the work stays. */
import { changeAssignment, deleteAssignment } from '@/app/_server/assignments/assignments';
import { requirePerson } from '@/app/_server/auth/person';
import { db } from '@/app/_server/db/client';
import { endpoint } from '@/app/_server/http/endpoint';
import { jsonBody } from '@/app/_server/http/json-body';
import { assignmentPatch, SMALL } from '@/app/_server/validation/classes';

type Params = { id: string; assignmentId: string };

export const PATCH = endpoint<Params>(async ({ request, person, params }) => {
  const teacher = requirePerson(person);
  return changeAssignment(
    db(),
    teacher,
    params.id,
    params.assignmentId,
    await jsonBody(request, assignmentPatch, SMALL),
  );
});

export const DELETE = endpoint<Params>(async ({ person, params }) => {
  await deleteAssignment(db(), requirePerson(person), params.id, params.assignmentId);
  return new Response(null, { status: 204 });
});
