/**
 * The web process: Next behind a small server of ours, which answers what never changes from memory (kept-answers.mjs), gives
 * each request an id, counts and logs, and ends in good order. It has no state: as many as wanted may run on one database.
 *
 * X-Forwarded-For is believed only behind a proxy (SITE_URL or TRUST_PROXY is set): else anybody could choose the address
 * under which tries are counted.
 */
import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import next from 'next';
import { at, say, Trouble } from './house.mjs';
import { KeptAnswers, prerendered } from './kept-answers.mjs';
import { routeNames } from './routes.mjs';

/** Milliseconds for requests under way, after the order to end. */
const GRACE = 10_000;
/** Longer than a proxy keeps a connection (60 s as a rule), so that it is the proxy who closes it. */
const KEEP_ALIVE = 65_000;
const REQUEST_ID = /^[\w-]{8,64}$/;

/** Starts it. `ops` (app/_server/ops/start.ts) is on globalThis once Next is up. */
export async function startWeb({ host, port }) {
  const site = next({ dev: false, dir: at(), hostname: host, port, quiet: true });
  await site.prepare();
  const handle = site.getRequestHandler();
  const inner = await listening(createServer(handle), '127.0.0.1', 0);
  // In production Next starts what instrumentation.ts starts with its first request.
  await fetch(`http://127.0.0.1:${inner.address().port}/api/health`);
  const ops = globalThis.ringzeroOps;
  if (ops === undefined)
    throw new Trouble('The site did not start: instrumentation.ts was not run. Delete .next/ and build again.');
  const kept = new KeptAnswers(prerendered(at('.next/prerender-manifest.json')), inner.address().port);
  const nameOf = routeNames(at('.next/routes-manifest.json'));
  const behindProxy = Boolean(process.env.SITE_URL || process.env.TRUST_PROXY);
  let ending = false;

  const server = createServer(async (request, response) => {
    const started = performance.now();
    const id = identify(request, ops.remoteHeader, behindProxy);
    response.setHeader('X-Request-Id', id);
    if (ending) response.setHeader('Connection', 'close');
    const keptRoute = kept.routeOf(request);
    const route = keptRoute ?? nameOf(request.url.split('?', 1)[0]);
    response.once('close', () => told(ops, request, response, route, performance.now() - started, keptRoute !== null));
    await ops.scope.run(id, async () => {
      if (keptRoute !== null && (await kept.answer(request, response))) return;
      await handle(request, response);
    });
  });
  server.keepAliveTimeout = KEEP_ALIVE;
  server.headersTimeout = KEEP_ALIVE + 1_000;
  server.requestTimeout = 60_000;
  await listening(server, host, port);
  const url = `http://${host === '0.0.0.0' ? 'localhost' : host}:${port}/`;
  if (process.env.RINGZERO_ROLE === 'site') say(`open ${url} in a browser (Ctrl+C ends it)`);
  else ops.log.info({ host, port }, 'serving');

  const end = async (signal) => {
    if (ending) return;
    ending = true;
    ops.beginEnding();
    ops.log.info({ signal }, 'ending');
    // Whoever balances the load may need some time to see that we are not ready any more.
    await pause(Number(process.env.SHUTDOWN_WAIT ?? 0) * 1000);
    const closed = new Promise((resolve) => server.close(resolve));
    server.closeIdleConnections();
    await Promise.race([closed, pause(GRACE)]);
    server.closeAllConnections();
    inner.close();
    await ops.close();
    process.exit(0);
  };
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP']) process.on(signal, () => end(signal));
  return { end };
}

/** The request's id, and who connected, as the rest of the house reads them. */
function identify(request, remoteHeader, behindProxy) {
  const { headers, socket } = request;
  const remote = socket.remoteAddress ?? '';
  headers[remoteHeader] = headers['x-forwarded-for'] ? '' : remote;
  if (!behindProxy) headers['x-forwarded-for'] = remote;
  const given = headers['x-request-id'];
  const id = behindProxy && typeof given === 'string' && REQUEST_ID.test(given) ? given : randomUUID();
  headers['x-request-id'] = id;
  return id;
}

function told(ops, request, response, route, ms, kept) {
  const { method } = request;
  const status = response.statusCode;
  const size = Number(request.headers['content-length']);
  const syncBytes = route === '/api/sync' && size > 0 ? size : null;
  ops.answered({ method, route, status, ms, syncBytes });
  // Pages and files from memory are counted, not told one by one.
  if (kept && status < 500) return;
  const line = { request: request.headers['x-request-id'], method, route, status, ms: Math.round(ms * 10) / 10 };
  if (status >= 500) ops.log.error(line, 'request');
  else if (process.env.RINGZERO_ROLE !== 'site') ops.log.info(line, 'request');
}

function listening(server, host, port) {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => resolve(server));
  });
}

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
