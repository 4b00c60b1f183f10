/** Who is asking: the session's person, for endpoints and pages, and the rules of what a person may do. */

import { isLanguage } from '@/app/_i18n/language';
import type { Person, Role } from '@/app/_shared/api';
import { ApiProblem } from '../http/problem';
import { auth } from './auth';
import { headersForLibrary } from './headers';
import { isPlaceholder } from './placeholder';

export type { Person } from '@/app/_shared/api';

interface UserRow {
  id: string;
  name: string;
  email: string;
  isAnonymous?: boolean | null;
  role?: string | null;
  language?: string | null;
}

/** A user row as the API shows it: an anonymous person has neither name nor address. */
export function toPerson(user: UserRow): Person {
  const anonymous = user.isAnonymous === true;
  return {
    id: user.id,
    name: anonymous ? '' : user.name,
    email: anonymous || isPlaceholder(user.email) ? null : user.email,
    anonymous,
    role: (user.role ?? 'learner') as Role,
    language: isLanguage(user.language) ? user.language : null,
  };
}

/** The person behind a request, and the cookies that renew a session which is due. */
export async function personOf(headers: Headers): Promise<{ person: Person | null; cookies: string[] }> {
  if (!headers.has('cookie')) return { person: null, cookies: [] };
  const { headers: answer, response } = await auth().api.getSession({ headers, returnHeaders: true });
  return { person: response ? toPerson(response.user) : null, cookies: answer.getSetCookie() };
}

/** For pages: the same, without renewing (a page cannot set cookies). */
export async function personOfPage(headers: Headers): Promise<Person | null> {
  if (!headers.has('cookie')) return null;
  const session = await auth().api.getSession({ headers, query: { disableRefresh: true } });
  return session ? toPerson(session.user) : null;
}

/** Starts an anonymous session; the cookies must go out with the answer. */
export async function startAnonymous(headers: Headers): Promise<{ person: Person; cookies: string[] }> {
  const { headers: answer, response } = await auth().api.signInAnonymous({
    headers: await headersForLibrary(headers),
    returnHeaders: true,
  });
  if (!response) throw new ApiProblem('internal');
  return { person: toPerson({ ...response.user, isAnonymous: true }), cookies: answer.getSetCookie() };
}

export function requirePerson(person: Person | null): Person {
  if (person === null) throw new ApiProblem('not-signed-in');
  return person;
}

/** A person with a name: anonymous people cannot join or teach classes. */
export function requireAccount(person: Person | null): Person {
  const known = requirePerson(person);
  if (known.anonymous) throw new ApiProblem('account-needed');
  return known;
}

export function mayTeach(person: Person): boolean {
  return person.role === 'instructor' || person.role === 'admin';
}

export function requireInstructor(person: Person | null): Person {
  const known = requireAccount(person);
  if (!mayTeach(known)) throw new ApiProblem('forbidden');
  return known;
}

/** Whoever runs the site. To everybody else such endpoints do not exist. */
export function requireAdmin(person: Person | null): Person {
  const known = requireAccount(person);
  if (known.role !== 'admin') throw new ApiProblem('not-found');
  return known;
}
