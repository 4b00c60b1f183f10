/**
 * Fetching what is to be kept: the engine (everything that an open lesson may ask for later) and pages with their payloads.
 * What an earlier build has already is copied, not fetched. One thing after the other per page, a few pages at a time.
 */
import type { KeepAnswer } from '../protocol';
import { builds, fromAny, keysOf, ownShelf, pagesIn, payloadKey, shelfOf } from './caches';
import { isPage, manifest, scope, segmentsOf } from './scope';

export const BUILD_HEADER = 'x-ringzero-build';
const AT_ONCE = 4;

class NoRoom extends Error {}
/** The server is of another build by now: its own worker keeps its pages. */
class OtherBuild extends Error {}

let full = false;
let waiting = 0;
export const isFull = (): boolean => full;
export const stillToCome = (): number => waiting;

let changed: () => void = () => undefined;
/** Who wants to hear that something was kept or removed. */
export function onChange(listener: () => void): void {
  changed = listener;
}

async function put(cache: Cache, key: string, response: Response): Promise<void> {
  try {
    await cache.put(key, response);
  } catch (error) {
    if ((error as DOMException).name === 'QuotaExceededError') throw new NoRoom();
    throw error;
  }
}

async function fetchGood(url: string, init: RequestInit = {}): Promise<Response> {
  const response = await fetch(url, { ...init, credentials: 'same-origin' });
  if (!response.ok || response.redirected) throw new Error(`${url}: ${response.status}`);
  return response;
}

/** What Next fetches of a page for itself. It redirects to an address that says which part was asked for: the answer is taken as it is. */
async function fetchPayload(path: string, headers: Record<string, string>): Promise<Response> {
  const response = await fetch(path, {
    headers: { RSC: '1', ...headers },
    credentials: 'same-origin',
    cache: 'no-cache',
  });
  if (!response.ok) throw new Error(`${path}: ${response.status}`);
  return new Response(await response.blob(), { headers: response.headers });
}

async function keepFile(files: Cache, url: string): Promise<void> {
  if (await files.match(url)) return;
  const before = url.includes('?') ? undefined : await fromAny('files', url);
  await put(files, url, before ?? (await fetchGood(url)));
}

async function keepPage(path: string): Promise<void> {
  const pages = await ownShelf('pages');
  if (await pages.match(path)) return;
  const html = await fetchGood(path, { headers: { Accept: 'text/html' }, cache: 'no-cache' });
  if (html.headers.get(BUILD_HEADER) !== manifest.build) {
    void scope.registration.update().catch(() => undefined);
    throw new OtherBuild();
  }
  await put(pages, payloadKey(path, null), await fetchPayload(path, {}));
  for (const segment of segmentsOf(path)) {
    const headers = { 'Next-Router-Prefetch': '1', 'Next-Router-Segment-Prefetch': segment };
    // A part less is not a page less: Next asks for the whole then.
    const part = await fetchPayload(path, headers).catch(() => null);
    if (part) await put(pages, payloadKey(path, segment), part);
  }
  await put(pages, path, html);
}

/** Runs over the list, a few at a time; how many failed. Ends early, with `full` set, when there is no more room. */
async function each(list: readonly string[], keep: (item: string) => Promise<void>): Promise<number> {
  const rest = [...list];
  let failed = 0;
  waiting += rest.length;
  const worker = async () => {
    for (let item = rest.shift(); item !== undefined; item = rest.shift()) {
      try {
        if (full) throw new NoRoom();
        await keep(item);
      } catch (error) {
        failed += 1;
        if (error instanceof NoRoom) full = true;
      }
      waiting -= 1;
      if (waiting % 10 === 0) changed();
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return failed;
}

let queue: Promise<unknown> = Promise.resolve();
/** One job at a time. */
function inTurn<T>(job: () => Promise<T>): Promise<T> {
  const next = queue.then(job, job);
  queue = next.catch(() => undefined);
  return next;
}

const urls = () => manifest.engine.map(([url]) => url);

/** Keeps pages and, first, the engine. */
export function keep(paths: readonly string[]): Promise<KeepAnswer> {
  return inTurn(async () => {
    full = false;
    const files = await ownShelf('files');
    const missing = await engineMissing();
    const failedFiles = await each(missing, (url) => keepFile(files, url));
    const failedPages = await each(paths.filter(isPage), keepPage);
    changed();
    return { ok: failedFiles + failedPages === 0, failed: failedPages, full };
  });
}

export function remove(paths: readonly string[]): Promise<void> {
  return inTurn(async () => {
    for (const build of await builds()) {
      const pages = await shelfOf(build, 'pages');
      for (const key of await keysOf(build, 'pages')) if (paths.includes(key.split('?')[0])) await pages.delete(key);
    }
    full = false;
    changed();
  });
}

/** For the worker's installation: what tells a reader without network what is going on, and how it looks. */
export async function keepFirst(): Promise<void> {
  const files = await ownShelf('files');
  const first = urls().filter((url) => url.endsWith('.css'));
  const shown = Object.keys(manifest.pages).filter((path) => path.endsWith('/offline'));
  const failed = (await each(first, (url) => keepFile(files, url))) + (await each(shown, keepPage));
  if (failed > 0 && !full) throw new Error('the first files could not be fetched');
}

/** Parts of the engine that this build does not have here yet. */
export async function engineMissing(): Promise<string[]> {
  const here = new Set(await keysOf(manifest.build, 'files'));
  return urls().filter((url) => !here.has(url));
}

/** Pages that an earlier build keeps here and this one does not yet. */
export async function pagesBehind(): Promise<string[]> {
  const [own, ...others] = await builds();
  const mine = new Set(await pagesIn(own));
  const theirs = new Set((await Promise.all(others.map(pagesIn))).flat());
  return [...theirs].filter((path) => isPage(path) && !mine.has(path));
}
