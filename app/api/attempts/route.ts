/** GET ?exerciseId=…: my attempts at one exercise, newest first. */

import { db } from '@/app/_server/db/client';
import { endpoint } from '@/app/_server/http/endpoint';
import { ApiProblem } from '@/app/_server/http/problem';
import { listAttempts } from '@/app/_server/progress/attempts';
import type { AttemptListResponse } from '@/app/_shared/api';

export const GET = endpoint(async ({ request, person }): Promise<AttemptListResponse> => {
  const exerciseId = new URL(request.url).searchParams.get('exerciseId');
  if (!exerciseId) throw new ApiProblem('bad-request', { field: 'exerciseId' });
  return { attempts: person ? await listAttempts(db(), person.id, exerciseId) : [] };
});
