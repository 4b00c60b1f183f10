/** GET: a certificate, for anybody who has its address. DELETE: by its owner. */
import { requirePerson } from '@/app/_server/auth/person';
import { readCertificate, removeCertificate } from '@/app/_server/certificates/certificates';
import { db } from '@/app/_server/db/client';
import { endpoint } from '@/app/_server/http/endpoint';
import type { Certificate } from '@/app/_shared/certificates';

export const GET = endpoint<{ id: string }>(({ params }): Promise<Certificate> => readCertificate(db(), params.id));

export const DELETE = endpoint<{ id: string }>(async ({ person, params }) => {
  await removeCertificate(db(), requirePerson(person), params.id);
  return new Response(null, { status: 204 });
});
