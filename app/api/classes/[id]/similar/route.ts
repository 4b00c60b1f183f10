/** GET ?exercise=…: pairs with pieces in common. With &a=ATTEMPT&b=ATTEMPT: the two texts, marked. */
import { requirePerson } from '@/app/_server/auth/person';
import { db } from '@/app/_server/db/client';
import { endpoint } from '@/app/_server/http/endpoint';
import { ApiProblem } from '@/app/_server/http/problem';
import { similarEvidence, similarReport } from '@/app/_server/insight/similar/report';

export const GET = endpoint<{ id: string }>(async ({ request, person, params }) => {
  const known = requirePerson(person);
  const query = new URL(request.url).searchParams;
  const [exercise, a, b] = ['exercise', 'a', 'b'].map((name) => query.get(name));
  if (!exercise) throw new ApiProblem('bad-request', { field: 'exercise' });
  if (a && b) return similarEvidence(db(), known, params.id, exercise, [a, b]);
  return similarReport(db(), known, params.id, exercise);
});
