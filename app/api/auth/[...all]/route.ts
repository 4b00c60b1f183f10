/** better-auth's own endpoints (sign-up, sign-in, sign-out); only those that the site uses are let through. */
import { auth } from '@/app/_server/auth/auth';
import { ApiProblem, toProblem } from '@/app/_server/http/problem';
import { requireSameOrigin } from '@/app/_server/http/same-origin';

const USED = new Set([
  '/api/auth/sign-up/email',
  '/api/auth/sign-in/email',
  '/api/auth/sign-out',
  '/api/auth/change-password',
]);

export async function POST(request: Request): Promise<Response> {
  try {
    requireSameOrigin(request);
    if (!USED.has(new URL(request.url).pathname)) throw new ApiProblem('not-found');
    return await auth().handler(request);
  } catch (error) {
    return toProblem(error).toResponse();
  }
}
