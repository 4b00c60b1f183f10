/**
 * How requests are answered. Files by content hash: from here, else from the network. Pages: from the network while it
 * answers in time, else from here, else the page that says what is here. Everything about a person (/api, pages made per
 * request) goes to the network and is never kept.
 */
import { fromAny, ownShelf, payloadKey } from './caches';
import { BUILD_HEADER } from './keep';
import { isPage, manifest, pathOf, scope } from './scope';

/** A page that is here is shown when the network has not answered by then. */
const PATIENCE = 4_000;
const GATEWAY_ERRORS: ReadonlySet<number> = new Set([502, 503, 504]);
/** Named by content, or by the build that asks: may be kept for ever. */
const LASTING = /^\/_next\/static\/|^\/sim\/(.+-[0-9a-f]{12}\.|manifest\.json$)/;
/** Named by what they are. */
const CHANGING = /^\/(search\/|icons\/|manifest\.webmanifest$|icon\.svg$)/;

/** The answer, or null to leave the request to the browser. */
export function answerTo(request: Request): Promise<Response> | null {
  const url = new URL(request.url);
  if (request.method !== 'GET' || url.origin !== scope.location.origin) return null;
  if (request.mode === 'navigate') return answerPage(request, url);
  if (LASTING.test(url.pathname)) return answerLasting(request, url);
  if (CHANGING.test(url.pathname)) return answerChanging(request, url);
  if (request.headers.get('rsc') === '1') return answerPayload(request, url);
  return null;
}

async function answerLasting(request: Request, url: URL): Promise<Response> {
  // Only the build that a page was made by tells which simulator is its own.
  if (url.pathname.endsWith('/manifest.json') && !url.searchParams.get('build')) return fetch(request);
  const kept = await fromAny('files', url.pathname + url.search);
  if (!kept) return fetch(request);
  return request.destination === 'worker' ? nameless(kept) : kept;
}

/**
 * A worker takes its address from the answer, and what it is to load stands in that address behind #, which no kept answer
 * has. An answer without an address leaves the worker the one that was asked for.
 */
function nameless({ body, status, headers }: Response): Response {
  return new Response(body, { status, headers });
}

async function answerChanging(request: Request, url: URL): Promise<Response> {
  try {
    return await fetch(request);
  } catch {
    return (await fromAny('files', url.pathname)) ?? Response.error();
  }
}

async function answerPage(request: Request, url: URL): Promise<Response> {
  const path = pathOf(url);
  const kept = isPage(path) ? await fromAny('pages', path) : undefined;
  try {
    const answer = await inTime(fetch(request), kept ? PATIENCE : null);
    if (kept && GATEWAY_ERRORS.has(answer.status)) return kept;
    const build = answer.headers.get(BUILD_HEADER);
    if (build && build !== manifest.build) void scope.registration.update().catch(() => undefined);
    return answer;
  } catch {
    return kept ?? whatIsHere(path);
  }
}

async function answerPayload(request: Request, url: URL): Promise<Response> {
  try {
    return await fetch(request);
  } catch {
    // Next goes to the page itself when it gets no payload.
    const segment = request.headers.get('next-router-segment-prefetch');
    return (await fromAny('pages', payloadKey(pathOf(url), segment))) ?? Response.error();
  }
}

/** `/` leads to the course in a language that is here; anything else to the list of what is here. */
async function whatIsHere(path: string): Promise<Response> {
  const own = await (await ownShelf('pages')).keys();
  const languages = own.map(({ url }) => new URL(url).pathname.split('/')[1]);
  const asked = path.split('/')[1];
  const lang = asked || (languages.filter((one) => one === 'en').length > languages.length / 2 ? 'en' : 'ja');
  if (path === '/') return Response.redirect(`/${lang}`, 302);
  return (await fromAny('pages', `/${lang === 'en' ? 'en' : 'ja'}/offline`)) ?? Response.error();
}

function inTime<T>(promise: Promise<T>, patience: number | null): Promise<T> {
  if (patience === null) return promise;
  return Promise.race([
    promise,
    new Promise<never>((_, reject) => setTimeout(() => reject(new Error('too slow')), patience)),
  ]);
}
