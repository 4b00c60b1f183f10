/** The worker's decisions, with caches, network and open pages of the test's own. */
import { beforeEach, describe, expect, test, vi } from 'vitest';
import type { OfflineManifest } from '../protocol';

const ORIGIN = 'https://site.test';
const manifest: OfflineManifest = {
  build: 'B',
  engine: [
    ['/_next/static/chunks/a.js', 10],
    ['/_next/static/chunks/new.js', 10],
    ['/_next/static/chunks/style.css', 10],
    ['/sim/manifest.json?build=B', 5],
  ],
  pages: { '/ja/one/two': [100, 0], '/ja/one/three': [100, 0], '/ja/offline': [50, 0], '/en/offline': [50, 0] },
  segments: [['/_tree']],
};

/** The Cache API, as far as it is used. */
class FakeCache {
  readonly entries = new Map<string, Response>();
  room = Number.POSITIVE_INFINITY;
  private key = (request: string | Request) =>
    new URL(typeof request === 'string' ? request : request.url, ORIGIN).href;
  async match(request: string | Request) {
    return this.entries.get(this.key(request))?.clone();
  }
  async put(request: string, response: Response) {
    if (this.entries.size >= this.room) throw Object.assign(new Error('full'), { name: 'QuotaExceededError' });
    this.entries.set(this.key(request), response);
  }
  async delete(request: string) {
    return this.entries.delete(this.key(request));
  }
  async keys() {
    return [...this.entries.keys()].map((url) => ({ url }));
  }
}
class FakeCaches {
  readonly all = new Map<string, FakeCache>();
  room = Number.POSITIVE_INFINITY;
  async open(name: string) {
    const cache = this.all.get(name) ?? new FakeCache();
    cache.room = this.room;
    this.all.set(name, cache);
    return cache;
  }
  has = async (name: string) => this.all.has(name);
  keys = async () => [...this.all.keys()];
  delete = async (name: string) => this.all.delete(name);
}

let caches: FakeCaches;
let fetched: string[];
let network: (url: string, init?: RequestInit) => Response | Promise<Response>;
/** What each open page answers when it is asked for its build; null: it does not answer. */
let openPages: (string | null)[];
let update: ReturnType<typeof vi.fn>;

const page = (build: string, text = `page of ${build}`) =>
  new Response(text, { headers: { 'x-ringzero-build': build, 'content-type': 'text/html' } });

beforeEach(() => {
  vi.resetModules();
  caches = new FakeCaches();
  fetched = [];
  openPages = [];
  update = vi.fn(async () => undefined);
  network = (url) => (url.includes('.') ? new Response(`file ${url}`) : page('B'));
  vi.stubGlobal('caches', caches);
  vi.stubGlobal('OFFLINE_MANIFEST', manifest);
  vi.stubGlobal('location', new URL(`${ORIGIN}/sw.js`));
  vi.stubGlobal('registration', { update });
  vi.stubGlobal('fetch', async (request: string | Request, init?: RequestInit) => {
    const url = new URL(typeof request === 'string' ? request : request.url, ORIGIN);
    fetched.push(url.pathname + url.search);
    return network(url.pathname, init);
  });
  vi.stubGlobal('clients', {
    matchAll: async () =>
      openPages.map((build) => ({
        postMessage: (_question: unknown, [port]: MessagePort[]) => build !== null && port.postMessage(build),
      })),
  });
});

const offline = () => {
  network = () => Promise.reject(new TypeError('no network'));
};
const put = async (build: string, shelf: string, key: string, text: string) =>
  (await caches.open(`ringzero:${build}:${shelf}`)).put(key, new Response(text));
const ask = async (
  path: string,
  init: { navigate?: boolean; headers?: Record<string, string>; method?: string } = {},
) => {
  const { answerTo } = await import('./answer');
  const request = new Request(ORIGIN + path, { headers: init.headers, method: init.method });
  if (init.navigate) Object.defineProperty(request, 'mode', { value: 'navigate' });
  const answer = answerTo(request);
  return answer === null ? null : (await answer).text().catch(() => 'error');
};

describe('answers', () => {
  test('what is about a person, another origin or a change is left to the browser', async () => {
    expect(await ask('/api/me')).toBe(null);
    expect(await ask('/_next/static/chunks/a.js', { method: 'POST' })).toBe(null);
    const { answerTo } = await import('./answer');
    expect(answerTo(new Request('https://elsewhere.test/_next/static/a.js'))).toBe(null);
  });

  test('a file by its hash comes from any build, without the network', async () => {
    await put('A', 'files', '/_next/static/chunks/old.js', 'old');
    expect(await ask('/_next/static/chunks/old.js')).toBe('old');
    expect(fetched).toEqual([]);
    expect(await ask('/_next/static/chunks/other.js')).toBe('file /_next/static/chunks/other.js');
  });

  test('each build gets its own simulator', async () => {
    await put('A', 'files', '/sim/manifest.json?build=A', 'sim A');
    await put('B', 'files', '/sim/manifest.json?build=B', 'sim B');
    expect(await ask('/sim/manifest.json?build=A')).toBe('sim A');
    expect(await ask('/sim/manifest.json?build=B')).toBe('sim B');
    expect(await ask('/sim/manifest.json?build=')).toBe('file /sim/manifest.json');
  });

  test('a page comes from the network while there is one; a newer build there is noticed', async () => {
    await put('B', 'pages', '/ja/one/two', 'kept');
    expect(await ask('/ja/one/two', { navigate: true })).toBe('page of B');
    expect(update).not.toHaveBeenCalled();
    network = () => page('C');
    expect(await ask('/ja/one/two', { navigate: true })).toBe('page of C');
    expect(update).toHaveBeenCalledOnce();
  });

  test('without a network, or with a gateway that is down, the page that is here: of the newest build', async () => {
    await put('A', 'pages', '/ja/one/two', 'kept by A');
    await put('A', 'pages', '/ja/one/three', 'kept by A');
    await put('B', 'pages', '/ja/one/two', 'kept by B');
    network = () => new Response('bad gateway', { status: 502 });
    expect(await ask('/ja/one/two', { navigate: true })).toBe('kept by B');
    offline();
    expect(await ask('/ja/one/two/', { navigate: true })).toBe('kept by B');
    expect(await ask('/ja/one/three', { navigate: true })).toBe('kept by A');
  });

  test('a slow network is not waited for when the page is here', async () => {
    vi.useFakeTimers();
    await put('B', 'pages', '/ja/one/two', 'kept');
    network = () => new Promise(() => undefined);
    const answer = ask('/ja/one/two', { navigate: true });
    await vi.advanceTimersByTimeAsync(5_000);
    expect(await answer).toBe('kept');
    vi.useRealTimers();
  });

  test('a page that is not here leads to the list of what is, in its language', async () => {
    await put('B', 'pages', '/ja/offline', '一覧');
    await put('B', 'pages', '/en/offline', 'list');
    offline();
    expect(await ask('/en/account', { navigate: true })).toBe('list');
    expect(await ask('/ja/classes/1', { navigate: true })).toBe('一覧');
  });

  test('the payload of a page, by what was asked for', async () => {
    await put('B', 'pages', '/ja/one/two?payload=all', 'all');
    await put('B', 'pages', '/ja/one/two?payload=%2F_tree', 'tree');
    offline();
    expect(await ask('/ja/one/two?_rsc=x', { headers: { rsc: '1' } })).toBe('all');
    const headers = { rsc: '1', 'next-router-segment-prefetch': '/_tree' };
    expect(await ask('/ja/one/two?_rsc=y', { headers })).toBe('tree');
  });
});

describe('keeping', () => {
  test('a page with its payloads and the engine; what an earlier build has is not fetched again', async () => {
    await put('A', 'files', '/_next/static/chunks/a.js', 'the same');
    const { keep } = await import('./keep');
    expect(await keep(['/ja/one/two', '/not/ours'])).toEqual({ ok: true, failed: 0, full: false });
    expect(fetched).not.toContain('/_next/static/chunks/a.js');
    expect(fetched).not.toContain('/not/ours');
    const pages = (await (await caches.open('ringzero:B:pages')).keys()).map(({ url }) => url.replace(ORIGIN, ''));
    expect(pages).toEqual(['/ja/one/two?payload=all', '/ja/one/two?payload=%2F_tree', '/ja/one/two']);
    expect((await caches.open('ringzero:B:files')).entries.size).toBe(manifest.engine.length);
    fetched = [];
    await keep(['/ja/one/two']);
    expect(fetched).toEqual([]);
  });

  test('a page of another build is not kept under ours', async () => {
    network = (url) => (url.includes('.') ? new Response('') : page('C'));
    const { keep } = await import('./keep');
    expect(await keep(['/ja/one/two'])).toMatchObject({ ok: false, failed: 1 });
    expect((await caches.open('ringzero:B:pages')).entries.size).toBe(0);
    expect(update).toHaveBeenCalled();
  });

  test('a full disk ends it, is said, and leaves what is there', async () => {
    caches.room = 2;
    const { keep, isFull } = await import('./keep');
    expect(await keep(['/ja/one/two'])).toEqual({ ok: false, failed: 1, full: true });
    expect(isFull()).toBe(true);
    expect((await caches.open('ringzero:B:files')).entries.size).toBe(2);
    caches.room = Number.POSITIVE_INFINITY;
    expect(await keep(['/ja/one/two'])).toMatchObject({ ok: true, full: false });
  });

  test('a broken connection leaves no half page', async () => {
    network = (url, init) => {
      if (init?.headers && 'RSC' in init.headers) throw new TypeError('gone');
      return url.includes('.') ? new Response('') : page('B');
    };
    const { keep } = await import('./keep');
    expect(await keep(['/ja/one/two'])).toMatchObject({ ok: false, failed: 1, full: false });
    const { pagesIn } = await import('./caches');
    expect(await pagesIn('B')).toEqual([]);
  });
});

describe('from one build to the next', () => {
  const names = async () => [...new Set((await caches.keys()).map((name) => name.split(':')[1]))].sort();

  test('kept pages come along, then the earlier build goes', async () => {
    await put('A', 'pages', '/ja/one/two', 'kept by A');
    await put('A', 'pages', '/ja/one/gone', 'no longer in the course');
    openPages = ['B'];
    const { bringUp } = await import('./tidy');
    await bringUp();
    expect(await names()).toEqual(['B']);
    offline();
    expect(await ask('/ja/one/two', { navigate: true })).toBe('page of B');
  });

  test.each([
    ['an open page is of it', ['A', 'B']],
    ['an open page does not say', [null, 'B']],
  ])('it stays while %s', async (_why, pages) => {
    vi.useFakeTimers();
    await put('A', 'pages', '/ja/one/two', 'kept by A');
    openPages = pages;
    const { bringUp } = await import('./tidy');
    const done = bringUp();
    await vi.advanceTimersByTimeAsync(10_000);
    vi.useRealTimers();
    await done;
    expect(await names()).toEqual(['A', 'B']);
  });

  test('it stays when its pages could not be fetched anew', async () => {
    await put('A', 'pages', '/ja/one/two', 'kept by A');
    openPages = ['B'];
    offline();
    const { bringUp } = await import('./tidy');
    await bringUp();
    expect(await ask('/ja/one/two', { navigate: true })).toBe('kept by A');
  });
});
