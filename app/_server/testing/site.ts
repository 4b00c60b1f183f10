/**
 * The API without a web server, for tests: a fresh database, browsers with their own cookies, and the route handlers
 * called as Next would call them.
 */
import { db } from '../db/client';
import { type TestDatabase, testDatabase } from '../db/testing';

type Handler<P> = (request: Request, context: { params: Promise<P> }) => Promise<Response>;

const ORIGIN = 'http://site.test';

/** Points the process at a fresh database. Call the answer's `close` at the end. */
export async function openTestSite(): Promise<{ close(): Promise<void> }> {
  const database: TestDatabase = await testDatabase();
  process.env.DATABASE_URL = database.url;
  process.env.BETTER_AUTH_SECRET = 'only-for-tests-only-for-tests-0123456789';
  const kept = globalThis as { ringzeroDb?: unknown; ringzeroAuth?: unknown };
  kept.ringzeroDb = undefined;
  kept.ringzeroAuth = undefined;
  return {
    async close() {
      await db().$disconnect();
      await database.remove();
    },
  };
}

export interface Answer {
  status: number;
  // The tests name the shape they expect.
  // biome-ignore lint/suspicious/noExplicitAny: a test reads any JSON
  body: any;
}

/** One browser: keeps cookies between requests. */
export class Browser {
  readonly cookies = new Map<string, string>();

  async call<P>(
    handler: Handler<P>,
    method: string,
    path: string,
    options: { json?: unknown; params?: P; headers?: Record<string, string> } = {},
  ): Promise<Answer> {
    const headers = new Headers({
      host: 'site.test',
      origin: ORIGIN,
      'sec-fetch-site': 'same-origin',
      ...options.headers,
    });
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    if (cookie) headers.set('cookie', cookie);
    const body = options.json === undefined ? undefined : JSON.stringify(options.json);
    if (body !== undefined && !headers.has('content-type')) headers.set('content-type', 'application/json');
    const request = new Request(ORIGIN + path, { method, headers, body });
    const response = await handler(request, { params: Promise.resolve((options.params ?? {}) as P) });
    for (const line of response.headers.getSetCookie()) this.remember(line);
    const text = await response.text();
    return { status: response.status, body: text === '' ? null : JSON.parse(text) };
  }

  private remember(line: string): void {
    const [pair = '', ...attributes] = line.split(';');
    const [name = '', ...value] = pair.split('=');
    const gone = attributes.some((one) => /^\s*max-age=0\s*$/i.test(one));
    if (gone) this.cookies.delete(name.trim());
    else this.cookies.set(name.trim(), value.join('='));
  }
}
