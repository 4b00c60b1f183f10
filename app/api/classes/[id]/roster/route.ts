/** GET: the list as a CSV file (`?lang=en` for English headings). POST: a file, first as a preview, then to be stored. */
import { isLanguage } from '@/app/_i18n/language';
import { requirePerson } from '@/app/_server/auth/person';
import { requireClass } from '@/app/_server/classes/access';
import { db } from '@/app/_server/db/client';
import { endpoint } from '@/app/_server/http/endpoint';
import { jsonBody } from '@/app/_server/http/json-body';
import { csvResponse } from '@/app/_server/roster/csv-out';
import { exportRoster, importRoster } from '@/app/_server/roster/roster';
import { roster } from '@/app/_server/validation/classes';

type Params = { id: string };

export const GET = endpoint<Params>(async ({ request, person, params }) => {
  const lang = new URL(request.url).searchParams.get('lang');
  const rows = await exportRoster(db(), requirePerson(person), params.id, isLanguage(lang) ? lang : 'ja');
  return csvResponse('roster.csv', rows);
});

export const POST = endpoint<Params>(async ({ request, person, params }) => {
  const teacher = requirePerson(person);
  // Before the body is read: nobody else may make the server read files.
  await requireClass(db(), teacher, params.id, 'manage');
  const { file, store } = await jsonBody(request, roster);
  return importRoster(db(), teacher, params.id, Buffer.from(file, 'base64'), store);
});
