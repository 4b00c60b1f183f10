/** GET: the records behind a certificate as a file, for anybody who has its address: `npm run verify-run -- FILE` runs them. */
import { certificateRecords } from '@/app/_server/certificates/certificates';
import { db } from '@/app/_server/db/client';
import { endpoint } from '@/app/_server/http/endpoint';

export const GET = endpoint<{ id: string }>(async ({ params }) => {
  const records = await certificateRecords(db(), params.id);
  return Response.json(records, {
    headers: { 'Content-Disposition': `attachment; filename="ring-zero-${records.certificate.id}.json"` },
  });
});
