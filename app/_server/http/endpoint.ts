/**
 * What every API route shares: same origin for changes, the session (with its cookie renewed when due), JSON answers
 * that are never cached, and errors as codes.
 */
import { type Person, personOf } from '../auth/person';
import { DATA_POLICY, toProblem } from './problem';
import { requireSameOrigin } from './same-origin';
import { noteRefusal } from './security-log';

export interface Call<P> {
  request: Request;
  params: P;
  /** Null without a session. */
  person: Person | null;
  /** Cookies to set with the answer. */
  cookies: string[];
}

type Answer = object | Response;

/** Makes a route handler. The handler returns the JSON answer, or a Response of its own. */
export function endpoint<P = Record<string, never>>(handle: (call: Call<P>) => Promise<Answer>) {
  return async (request: Request, context: { params: Promise<P> }): Promise<Response> => {
    try {
      requireSameOrigin(request);
      const { person, cookies } = await personOf(request.headers);
      const call: Call<P> = { request, params: await context.params, person, cookies };
      const answer = await handle(call);
      const response = answer instanceof Response ? answer : Response.json(answer);
      response.headers.set('Cache-Control', 'no-store');
      if (!response.headers.has('Content-Security-Policy'))
        response.headers.set('Content-Security-Policy', DATA_POLICY);
      for (const cookie of call.cookies) response.headers.append('Set-Cookie', cookie);
      return response;
    } catch (error) {
      const problem = toProblem(error);
      noteRefusal(request, problem);
      return problem.toResponse();
    }
  };
}
