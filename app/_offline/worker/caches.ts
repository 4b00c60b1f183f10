/**
 * Two caches per build of the site: its files and its pages. File names carry a hash of their content, so a file may be
 * answered from any build; a page and the files it names belong together, so a page is looked for in the newest build first.
 */
import { manifest } from './scope';

const PREFIX = 'ringzero:';

export type Shelf = 'files' | 'pages';
const nameOf = (build: string, shelf: Shelf) => `${PREFIX}${build}:${shelf}`;

export const shelfOf = (build: string, shelf: Shelf): Promise<Cache> => caches.open(nameOf(build, shelf));
export const ownShelf = (shelf: Shelf): Promise<Cache> => shelfOf(manifest.build, shelf);

/** Builds of which something is kept: our own, then the others, the newest first. */
export async function builds(): Promise<string[]> {
  const named = (await caches.keys()).filter((name) => name.startsWith(PREFIX)).map((name) => name.split(':')[1]);
  const others = [...new Set(named)].filter((build) => build !== manifest.build);
  return [manifest.build, ...others.reverse()];
}

/** The first build that has it. Headers that Next lets answers vary by are in our keys already. */
export async function fromAny(shelf: Shelf, key: string): Promise<Response | undefined> {
  for (const build of await builds()) {
    if (!(await caches.has(nameOf(build, shelf)))) continue;
    const found = await (await shelfOf(build, shelf)).match(key, { ignoreVary: true });
    if (found) return found;
  }
  return undefined;
}

export async function dropBuild(build: string): Promise<void> {
  await Promise.all([caches.delete(nameOf(build, 'files')), caches.delete(nameOf(build, 'pages'))]);
}

/** Keys of a shelf, as path and query. */
export async function keysOf(build: string, shelf: Shelf): Promise<string[]> {
  if (!(await caches.has(nameOf(build, shelf)))) return [];
  const requests = await (await shelfOf(build, shelf)).keys();
  return requests.map(({ url }) => new URL(url).pathname + new URL(url).search);
}

/** Where a payload of a page is kept: what Next asks for by headers is a query here. */
export const payloadKey = (path: string, segment: string | null): string =>
  `${path}?payload=${encodeURIComponent(segment ?? 'all')}`;

/** The pages of a build that are whole: the page itself is put last. */
export const pagesIn = async (build: string): Promise<string[]> =>
  (await keysOf(build, 'pages')).filter((key) => !key.includes('?'));
