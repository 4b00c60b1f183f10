/** GET ?format=csv|json[&submissions=1]: the results of the class as a file. */
import { requirePerson } from '@/app/_server/auth/person';
import { db } from '@/app/_server/db/client';
import { endpoint } from '@/app/_server/http/endpoint';
import { ApiProblem } from '@/app/_server/http/problem';
import { exportClass } from '@/app/_server/insight/export';

export const GET = endpoint<{ id: string }>(async ({ request, person, params }) => {
  const query = new URL(request.url).searchParams;
  const format = query.get('format');
  if (format !== 'csv' && format !== 'json') throw new ApiProblem('bad-request', { field: 'format' });
  return exportClass(db(), requirePerson(person), params.id, { format, submissions: query.get('submissions') === '1' });
});
