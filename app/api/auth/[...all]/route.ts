/** better-auth's own endpoints (sign-up, sign-in, sign-out); only those that the site uses are let through. */
import { auth } from '@/app/_server/auth/auth';
import { signIn } from '@/app/_server/auth/sign-in';
import { readText } from '@/app/_server/http/json-body';
import { ApiProblem, toProblem } from '@/app/_server/http/problem';
import { requireSameOrigin } from '@/app/_server/http/same-origin';

/** Bytes of a body: an address, a name, two passwords. */
const LIMIT = 10_000;

type Handler = (request: Request, body: string) => Promise<Response>;

const library: Handler = (request) => auth().handler(request);

const DOORS: Readonly<Record<string, Handler>> = {
  '/api/auth/sign-up/email': library,
  '/api/auth/sign-in/email': signIn,
  '/api/auth/sign-out': library,
  '/api/auth/change-password': library,
};

export async function POST(request: Request): Promise<Response> {
  try {
    requireSameOrigin(request);
    const door = DOORS[new URL(request.url).pathname];
    if (!door) throw new ApiProblem('not-found');
    const body = await readText(request, LIMIT);
    return await door(new Request(request.url, { method: 'POST', headers: request.headers, body }), body);
  } catch (error) {
    return toProblem(error).toResponse();
  }
}
