/** GET: my regrades. POST: runs attempts again, as a dry run: a teacher for a class, an admin for everybody. */
import { z } from 'zod';
import { requireAccount } from '@/app/_server/auth/person';
import { requireClass } from '@/app/_server/classes/access';
import { exercisePlaces, isExercise } from '@/app/_server/course/ids';
import { db } from '@/app/_server/db/client';
import { endpoint } from '@/app/_server/http/endpoint';
import { jsonBody } from '@/app/_server/http/json-body';
import { ApiProblem } from '@/app/_server/http/problem';
import { createRegrade } from '@/app/_server/regrade/create';
import { listRegrades, summaryOf } from '@/app/_server/regrade/report';
import { requireVersions } from '@/app/_server/regrade/versions';
import type { CreateRegradeRequest, RegradeListResponse, RegradeSummary } from '@/app/_shared/regrades';

const create: z.ZodType<CreateRegradeRequest> = z.strictObject({
  exerciseIds: z.union([z.literal('all'), z.array(z.string().refine(isExercise)).min(1).max(200)]),
  classId: z.string().max(64).optional(),
});

export const GET = endpoint(
  async ({ person }): Promise<RegradeListResponse> => ({ regrades: await listRegrades(db(), requireAccount(person)) }),
);

export const POST = endpoint(async ({ request, person }) => {
  const me = requireAccount(person);
  const { exerciseIds, classId } = await jsonBody(request, create, 20_000);
  if (classId !== undefined) await requireClass(db(), me, classId, 'manage', { evenArchived: true });
  else if (me.role !== 'admin') throw new ApiProblem('forbidden');
  const ids = exerciseIds === 'all' ? exercisePlaces.map((place) => place.exerciseId) : [...new Set(exerciseIds)];
  const versions = requireVersions();
  const regrades: RegradeSummary[] = [];
  for (const exerciseId of ids) {
    const made = await createRegrade(db(), { exerciseId, classId, authorId: me.id }, versions);
    if (made) regrades.push(await summaryOf(db(), made));
  }
  const answer: RegradeListResponse = { regrades };
  return Response.json(answer, { status: 201 });
});
