/** better-auth's own endpoints; only those that the site uses are let through (app/_server/auth/doors.ts). */
import { openDoor } from '@/app/_server/auth/doors';
import { readText } from '@/app/_server/http/json-body';
import { DATA_POLICY, toProblem } from '@/app/_server/http/problem';
import { requireSameOrigin } from '@/app/_server/http/same-origin';
import { noteRefusal } from '@/app/_server/http/security-log';

/** Bytes of a body: an address, a name, two passwords, or what a passkey signed. */
const LIMIT = 20_000;

async function handle(request: Request): Promise<Response> {
  try {
    requireSameOrigin(request);
    const answer = await openDoor(request, await readText(request, LIMIT));
    answer.headers.set('Cache-Control', 'no-store');
    answer.headers.set('Content-Security-Policy', DATA_POLICY);
    return answer;
  } catch (error) {
    const problem = toProblem(error);
    noteRefusal(request, problem);
    return problem.toResponse();
  }
}

export { handle as GET, handle as POST };
