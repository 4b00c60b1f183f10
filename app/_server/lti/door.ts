/**
 * The doors that a platform's browser comes through (login, launch, registration): forms with a limit, a try limit per address, and problems as pages.
 * They are asked from another site by design: the state's cookie stands in for the same-origin rule.
 */
import { LIMITS } from '@/app/_shared/limits';
import type { LtiPlatform } from '@/prisma/generated/sqlite/client/client';
import { db } from '../db/client';
import { clientAddress } from '../http/client-address';
import { frameAncestors } from '../http/frames';
import { readText } from '../http/json-body';
import { ApiProblem } from '../http/problem';
import { countTry } from '../http/throttle';
import { originOf } from './base';
import { languageOfLaunch, problemPage } from './page';
import { LtiProblem } from './problem';

/** A class of three hundred opens a lesson from one address in the same minute. */
const TRIES = { limit: 1_200, seconds: 60 };

/** The parameters, of the address or of the form. */
export async function formOf(request: Request): Promise<URLSearchParams> {
  if (request.method === 'GET') return new URL(request.url).searchParams;
  const type = request.headers.get('content-type') ?? '';
  if (!/^application\/x-www-form-urlencoded\b/i.test(type)) throw new ApiProblem('wrong-type');
  return new URLSearchParams(await readText(request, LIMITS.body / 4));
}

type Form = URLSearchParams;

export function door(handle: (request: Request, form: Form) => Promise<Response>) {
  return async (request: Request): Promise<Response> => {
    try {
      await countTry(db(), `lti:${clientAddress(request)}`, TRIES);
      return await handle(request, await formOf(request));
    } catch (error) {
      if (error instanceof LtiProblem) {
        console.error(`lti: ${error.message}`);
        return problemPage(languageOfLaunch(request), error);
      }
      if (error instanceof ApiProblem) return error.toResponse();
      console.error('lti:', error);
      return new ApiProblem('internal').toResponse();
    }
  };
}

/** Who may show a page about this platform in a frame. */
export function ancestorsOf({
  authUrl,
  jwksUrl,
  issuer,
}: Pick<LtiPlatform, 'authUrl' | 'jwksUrl' | 'issuer'>): string[] {
  const own = [authUrl, jwksUrl, issuer].filter((one) => /^https?:/.test(one) && URL.canParse(one)).map(originOf);
  return [...new Set([...own, ...frameAncestors()])];
}
