/**
 * A request's headers as the account library gets them from us: with the address that we believe in, and without the cookie of a
 * session that is no more. (Of such a cookie the library takes leave at the end of its answer, even of one that has just set
 * a new session: whoever was signed out elsewhere could not sign in.)
 */
import { clientAddress } from '../http/client-address';
import { ADDRESS_HEADER, auth } from './auth';

export async function headersForLibrary(headers: Headers): Promise<Headers> {
  const copy = new Headers(headers);
  copy.set(ADDRESS_HEADER, clientAddress({ headers }));
  const { authCookies } = await auth().$context;
  const { name } = authCookies.sessionToken;
  const cookies = (headers.get('cookie') ?? '').split(/;\s*/).filter(Boolean);
  const others = cookies.filter((cookie) => !cookie.startsWith(`${name}=`));
  if (others.length === cookies.length) return copy;
  if (await auth().api.getSession({ headers, query: { disableRefresh: true } })) return copy;
  if (others.length > 0) copy.set('cookie', others.join('; '));
  else copy.delete('cookie');
  return copy;
}
