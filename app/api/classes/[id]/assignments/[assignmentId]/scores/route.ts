/** GET: everybody's score at one assignment, for teachers and assistants. */
import { assignmentScores } from '@/app/_server/assignments/scores';
import { requirePerson } from '@/app/_server/auth/person';
import { db } from '@/app/_server/db/client';
import { endpoint } from '@/app/_server/http/endpoint';

export const GET = endpoint<{ id: string; assignmentId: string }>(async ({ person, params }) =>
  assignmentScores(db(), requirePerson(person), params.id, params.assignmentId),
);
