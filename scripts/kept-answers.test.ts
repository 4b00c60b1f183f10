/** Answers from memory (lib/kept-answers.mjs), in front of a small server that counts what it is asked. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { KeptAnswers } from './lib/kept-answers.mjs';

const PAGE = '/en/a-lesson';
const LASTING = { 'Cache-Control': 'public, max-age=31536000, immutable' };
const listening = (server: Server) =>
  new Promise<number>((resolve) =>
    server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port)),
  );

let asked: string[];
let inner: Server;
let front: Server;
let origin: string;
/** What the server behind answers; the front says 599 where it has nothing to keep. */
let respond: (request: IncomingMessage, response: ServerResponse) => void;

beforeEach(async () => {
  asked = [];
  respond = (_, response) =>
    response.writeHead(200, { 'Content-Type': 'text/html', 'X-Test': 'kept' }).end('hello '.repeat(99));
  inner = createServer((request, response) => {
    asked.push(request.url ?? '');
    respond(request, response);
  });
  const kept = new KeptAnswers(new Map([[PAGE, '/[lang]/[page]']]), await listening(inner));
  front = createServer(async (request, response) => {
    if (kept.routeOf(request) !== null && (await kept.answer(request, response))) return;
    response.writeHead(599).end();
  });
  origin = `http://127.0.0.1:${await listening(front)}`;
});
afterEach(() => {
  front.close();
  inner.close();
});

const get = (path: string, headers: Record<string, string> = {}, method = 'GET') =>
  fetch(origin + path, { method, headers });

it('a page is asked for once, and said again with its headers, packed or not', async () => {
  const first = await get(PAGE, { 'accept-encoding': 'identity' });
  expect([first.status, first.headers.get('x-test'), first.headers.get('content-encoding')]).toEqual([
    200,
    'kept',
    null,
  ]);
  const text = await first.text();
  for (const encoding of ['gzip', 'br']) {
    const again = await get(PAGE, { 'accept-encoding': encoding });
    expect(again.headers.get('content-encoding')).toBe(encoding);
    expect(await again.text()).toBe(text);
  }
  expect(asked).toEqual([PAGE]);
});

it('who has it is told so, and HEAD has no body', async () => {
  const etag = (await get(PAGE)).headers.get('etag') ?? '';
  expect((await get(PAGE, { 'if-none-match': etag })).status).toBe(304);
  expect(await (await get(PAGE, {}, 'HEAD')).text()).toBe('');
});

it('what is made per request, sets a cookie or may change is left to the server behind', async () => {
  respond = (_, response) => response.writeHead(200, { ...LASTING, 'Set-Cookie': 'a=b' }).end('x');
  expect((await get('/_next/static/cookie.js')).status).toBe(599);
  respond = (_, response) => response.writeHead(200, { 'Cache-Control': 'no-cache' }).end('x');
  expect((await get('/_next/static/changing.js')).status).toBe(599);
  const special: Record<string, string>[] = [{ rsc: '1' }, { range: 'bytes=0-1' }];
  for (const headers of special) expect((await get(PAGE, headers)).status).toBe(599);
  expect((await get('/en/account')).status).toBe(599);
  expect((await get(PAGE, {}, 'POST')).status).toBe(599);
});

it('a failure is not kept: the next request asks again', async () => {
  respond = (request) => request.destroy();
  expect((await get('/_next/static/a.js')).status).toBe(599);
  respond = (_, response) => response.writeHead(404).end();
  expect((await get('/_next/static/a.js')).status).toBe(599);
  respond = (_, response) => response.writeHead(200, LASTING).end('now');
  expect(await (await get('/_next/static/a.js')).text()).toBe('now');
  expect(asked).toHaveLength(3);
});
