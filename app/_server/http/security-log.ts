/**
 * Security events in the server's log: who tried to get in (by which door, with what result), and what was refused. No names,
 * addresses or ids: the request's id ties a line to the others of its request (ops/log.ts). Silent in unit tests.
 */
import { log } from '../ops/log';
import type { ApiProblem } from './problem';

const level = () => (process.env.NODE_ENV === 'test' ? 'debug' : 'info');

/** A way in was tried: 2xx and 3xx in, 401 and 403 not. */
export function noteAuth(door: string, status: number): void {
  log()[level()]({ event: 'auth', door, status }, 'auth');
}

const TOLD = new Set([
  'forbidden',
  'account-needed',
  'cross-origin',
  'not-found',
  'too-many-tries',
  'too-large',
  'wrong-type',
]);

/** A request was refused, by rights, origin, limits or shape. */
export function noteRefusal(request: Request, { code }: ApiProblem): void {
  if (!TOLD.has(code)) return;
  log()[level()]({ event: 'refused', code, method: request.method, route: routeOf(request.url) }, 'refused');
}

/** The path without ids: what is longer than any word of ours, or has a digit. */
function routeOf(url: string): string {
  const parts = new URL(url).pathname.split('/').slice(0, 8);
  return parts.map((part) => (part.length > 20 || /\d/.test(part) ? '*' : part)).join('/');
}
