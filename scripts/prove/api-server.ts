/**
 * A web process without pages: the very route handlers of the API behind Node's own server. It starts in a second or two
 * and needs no build, which the short version of the crash proof in `npm test` cannot wait for. `api-server.ts PORT`.
 */
import { createServer, type IncomingMessage } from 'node:http';
import { GET as health } from '../../app/api/health/route';
import { GET as progress } from '../../app/api/progress/route';
import { GET as ready } from '../../app/api/ready/route';
import { POST as sync } from '../../app/api/sync/route';

type Handler = (request: Request, context: { params: Promise<Record<string, never>> }) => Promise<Response>;

const ROUTES: Readonly<Record<string, Handler>> = {
  'GET /api/health': health,
  'GET /api/ready': ready,
  'GET /api/progress': progress,
  'POST /api/sync': sync,
};

async function toRequest(incoming: IncomingMessage): Promise<Request> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk);
  const headers = new Headers();
  for (const [name, value] of Object.entries(incoming.headers))
    for (const one of [value ?? []].flat()) headers.append(name, one);
  const body = chunks.length > 0 ? Buffer.concat(chunks) : undefined;
  return new Request(`http://${incoming.headers.host}${incoming.url}`, { method: incoming.method, headers, body });
}

const server = createServer(async (incoming, outgoing) => {
  try {
    const handler = ROUTES[`${incoming.method} ${incoming.url?.split('?')[0]}`];
    const request = await toRequest(incoming);
    const params = Promise.resolve({});
    const response = handler ? await handler(request, { params }) : new Response(null, { status: 404 });
    for (const [name, value] of response.headers) if (name !== 'set-cookie') outgoing.setHeader(name, value);
    outgoing.setHeader('set-cookie', response.headers.getSetCookie());
    outgoing.writeHead(response.status).end(Buffer.from(await response.arrayBuffer()));
  } catch {
    outgoing.writeHead(500).end();
  }
});
server.listen(Number(process.argv[2]), '127.0.0.1');
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => process.exit(0));
// Should the one who started it be killed, nobody would end it.
const parent = process.ppid;
setInterval(() => {
  if (process.ppid !== parent) process.exit(0);
}, 1000).unref();
