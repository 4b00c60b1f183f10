/** GET: my certificates, and how far I am. POST: a new one, of a chapter or of the course. */
import { z } from 'zod';
import { requireAccount } from '@/app/_server/auth/person';
import { issueCertificate, myCertificates, scopesOf } from '@/app/_server/certificates/certificates';
import { db } from '@/app/_server/db/client';
import { endpoint } from '@/app/_server/http/endpoint';
import { jsonBody } from '@/app/_server/http/json-body';
import type { CertificatesResponse, CreateCertificateRequest } from '@/app/_shared/certificates';
import { LIMITS } from '@/app/_shared/limits';

const create: z.ZodType<CreateCertificateRequest> = z.strictObject({
  scope: z.string().max(64),
  name: z.string().trim().min(1).max(LIMITS.name),
});

export const GET = endpoint(async ({ person }): Promise<CertificatesResponse> => {
  const me = requireAccount(person);
  return { certificates: await myCertificates(db(), me.id), scopes: await scopesOf(db(), me.id) };
});

export const POST = endpoint(async ({ request, person }) => {
  const me = requireAccount(person);
  const made = await issueCertificate(db(), me, await jsonBody(request, create, 2_000));
  return Response.json(made, { status: 201 });
});
