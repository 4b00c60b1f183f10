/**
 * The endpoints of the account library that the site lets through, and what we do around them: tries are counted per account,
 * whoever asks and from wherever (the limits per address are the library's own), and answers that would tell whether an
 * address has an account are made alike.
 */
import { z } from 'zod';
import { db } from '../db/client';
import { clientAddress } from '../http/client-address';
import { ApiProblem } from '../http/problem';
import { noteAuth } from '../http/security-log';
import { countTry, forgetTries } from '../http/throttle';
import { auth } from './auth';
import { headersForLibrary } from './headers';
import { isPlaceholder } from './placeholder';
import { isWeak } from './weak-password';

export type Door = (request: Request, body: string) => Promise<Response>;

/** Wrong passwords per account: after ten it rests for ten minutes. A right one clears the count. */
const PASSWORD_TRIES = { limit: 10, seconds: 10 * 60 };
/** Mails to one address. */
const MAILS = { limit: 5, seconds: 60 * 60 };
/** Sign-ups with addresses that are taken, from one place: too few to try out a list. */
const TAKEN = { limit: 20, seconds: 10 * 60 };

/** How old a session may be for taking a way in away (the library asks the same for adding one: auth.ts). */
const FRESH = 60 * 60 * 1000;

const library: Door = (request) => auth().handler(request);

/** By method and path under /api/auth. `*` is one segment. */
const DOORS: Readonly<Record<string, Door>> = {
  'POST sign-up/email': signUp,
  'POST sign-in/email': signIn,
  'POST sign-in/social': otherProvider,
  'GET callback/*': library,
  'POST sign-out': library,
  'POST change-password': changePassword,
  'POST request-password-reset': sendMail,
  'POST reset-password': resetPassword,
  'POST send-verification-email': sendMail,
  'POST verify-email': verifyEmail,
  'GET passkey/generate-register-options': forAccounts,
  'POST passkey/verify-registration': forAccounts,
  'GET passkey/generate-authenticate-options': library,
  'POST passkey/verify-authentication': library,
  'POST passkey/update-passkey': forAccounts,
  'POST passkey/delete-passkey': freshly,
};

/** All doors, for the test that walks them. */
export const DOOR_NAMES = Object.keys(DOORS);

/** Throws `not-found` for everything that is not in the table. */
export async function openDoor(request: Request, body: string): Promise<Response> {
  const path = new URL(request.url).pathname.replace(/^\/api\/auth\//, '');
  const name = [path, path.replace(/\/[\w-]+$/, '/*')].find((one) => Object.hasOwn(DOORS, `${request.method} ${one}`));
  if (name === undefined) throw new ApiProblem('not-found');
  const door = DOORS[`${request.method} ${name}`];
  const sent = request.method === 'GET' ? undefined : body;
  const answer = await door(
    new Request(request.url, { method: request.method, headers: await headersForLibrary(request.headers), body: sent }),
    body,
  );
  noteAuth(name, answer.status);
  return answer;
}

async function signIn(request: Request, body: string): Promise<Response> {
  const key = `sign-in:${emailIn(body)}`;
  await countTry(db(), key, PASSWORD_TRIES);
  const answer = await auth().handler(request);
  // A right password without a proved address is a right password.
  if (answer.ok || answer.status === 403) await forgetTries(db(), key);
  return answer;
}

async function signUp(request: Request, body: string): Promise<Response> {
  const { name, password } = fieldsIn(body);
  if (isWeak(password, { name, email: emailIn(body) })) return tooCommon();
  if (isPlaceholder(emailIn(body))) throw new ApiProblem('bad-request', { field: 'email' });
  const answer = await auth().handler(request);
  if (answer.status === 422) await countTry(db(), `taken:${clientAddress(request)}`, TAKEN);
  if (!answer.ok || answer.headers.has('set-cookie')) return answer;
  // Not signed in until the address is proved: the same words for a new address and a taken one.
  return Response.json({ token: null });
}

/** A page of this site, and nothing that a browser could read as another one. */
const ownPage = z
  .string()
  .max(200)
  .regex(/^\/(ja|en)\/[\w/?=&-]*$/);
const toProvider = z.strictObject({
  provider: z.string().regex(/^oidc(-\d)?$/),
  callbackURL: ownPage,
  errorCallbackURL: ownPage.optional(),
});

async function otherProvider(request: Request, body: string): Promise<Response> {
  const parsed = toProvider.safeParse(json(body));
  if (!parsed.success) throw new ApiProblem('bad-request', { field: parsed.error.issues[0]?.path.join('.') ?? '' });
  return auth().handler(request);
}

async function changePassword(request: Request, body: string): Promise<Response> {
  const session = await auth().api.getSession({ headers: request.headers });
  if (!session) throw new ApiProblem('not-signed-in');
  if (isWeak(fieldsIn(body).newPassword, session.user)) return tooCommon();
  const key = `password:${session.user.id}`;
  await countTry(db(), key, PASSWORD_TRIES);
  const answer = await auth().handler(request);
  if (answer.ok) await forgetTries(db(), key);
  return answer;
}

/** Whose it is is known only after the link is spent: judged without the name. */
async function resetPassword(request: Request, body: string): Promise<Response> {
  return isWeak(fieldsIn(body).newPassword) ? tooCommon() : auth().handler(request);
}

/** In the words of the library's other answers about passwords. */
function tooCommon(): Response {
  return Response.json({ code: 'PASSWORD_TOO_COMMON' }, { status: 400 });
}

async function sendMail(request: Request, body: string): Promise<Response> {
  await countTry(db(), `mail:${emailIn(body)}`, MAILS);
  return auth().handler(request);
}

/**
 * The library confirms on GET; a page that merely loads must not sign anybody in (mail scanners load links, and so would a
 * page of an attacker), hence a button and a POST.
 */
async function verifyEmail(request: Request, body: string): Promise<Response> {
  const parsed = z.strictObject({ token: z.string().max(2_000) }).safeParse(json(body));
  if (!parsed.success) throw new ApiProblem('bad-request', { field: 'token' });
  return auth().api.verifyEmail({ query: parsed.data, headers: request.headers, asResponse: true });
}

/** Passkeys are for people with an account: an anonymous person is gone after the next sign-in. */
async function forAccounts(request: Request): Promise<Response> {
  const session = await auth().api.getSession({ headers: request.headers });
  if (!session) throw new ApiProblem('not-signed-in');
  if (session.user.isAnonymous) throw new ApiProblem('account-needed');
  return auth().handler(request);
}

/** Taking a way in away asks for a session that is not old: whoever finds a browser open cannot lock its owner out. */
async function freshly(request: Request): Promise<Response> {
  const session = await auth().api.getSession({ headers: request.headers });
  const old = session && Date.now() - session.session.createdAt.getTime() > FRESH;
  if (old) return Response.json({ code: 'SESSION_NOT_FRESH' }, { status: 403 });
  return forAccounts(request);
}

function fieldsIn(body: string): { name: string; password: string; newPassword: string } {
  const fields = (json(body) ?? {}) as Record<string, unknown>;
  const text = (value: unknown) => (typeof value === 'string' ? value : '');
  return { name: text(fields.name), password: text(fields.password), newPassword: text(fields.newPassword) };
}

function emailIn(body: string): string {
  const { email } = (json(body) ?? {}) as { email?: unknown };
  return String(email ?? '')
    .trim()
    .toLowerCase()
    .slice(0, 200);
}

function json(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return null;
  }
}
