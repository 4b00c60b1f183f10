/** GET: everything that is stored about me, as a file. */
import { exportAccount } from '@/app/_server/auth/account';
import { requirePerson } from '@/app/_server/auth/person';
import { db } from '@/app/_server/db/client';
import { endpoint } from '@/app/_server/http/endpoint';

export const GET = endpoint(async ({ person }) =>
  Response.json(await exportAccount(db(), requirePerson(person)), {
    headers: { 'Content-Disposition': 'attachment; filename="ringzero-export.json"' },
  }),
);
