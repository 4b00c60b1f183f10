/** GET: one of my attempts or replaced drafts. */

import { requirePerson } from '@/app/_server/auth/person';
import { db } from '@/app/_server/db/client';
import { endpoint } from '@/app/_server/http/endpoint';
import { ApiProblem } from '@/app/_server/http/problem';
import { findOwnAttempt } from '@/app/_server/progress/attempts';
import type { AttemptDetail } from '@/app/_shared/api';

export const GET = endpoint<{ id: string }>(async ({ person, params }): Promise<AttemptDetail> => {
  const attempt = await findOwnAttempt(db(), requirePerson(person).id, params.id);
  if (attempt === null) throw new ApiProblem('not-found');
  return attempt;
});
