/** PUT: all assignments of the class in a new order. */
import { orderAssignments } from '@/app/_server/assignments/assignments';
import { requirePerson } from '@/app/_server/auth/person';
import { db } from '@/app/_server/db/client';
import { endpoint } from '@/app/_server/http/endpoint';
import { jsonBody } from '@/app/_server/http/json-body';
import { assignmentOrder } from '@/app/_server/validation/classes';

/** Bytes: hundreds of ids. */
const LIMIT = 50_000;

export const PUT = endpoint<{ id: string }>(async ({ request, person, params }) => {
  const teacher = requirePerson(person);
  const { ids } = await jsonBody(request, assignmentOrder, LIMIT);
  return { assignments: await orderAssignments(db(), teacher, params.id, ids) };
});
