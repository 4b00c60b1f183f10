/**
 * Pages made at build time and files with names that never change, answered from memory. The first request of each is
 * answered by Next; what it said (status, headers, body) is kept and said again, compressed once per encoding. So there is
 * one place that decides what a page's headers are, and the second request costs a look into a table.
 *
 * Not kept: whatever is made per request, sets a cookie, was asked for in part, or asked for by Next's own client code.
 */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { request as httpRequest } from 'node:http';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';

/** Bytes of one answer, and of all together with their compressed forms. */
const LARGEST = 4 << 20;
const MOST = 256 << 20;
/** Belong to a connection or an encoding, not to the answer. */
const DROPPED = new Set([
  'connection',
  'keep-alive',
  'date',
  'transfer-encoding',
  'content-length',
  'content-encoding',
  'etag',
]);
const TEXT = /^(text\/|application\/(javascript|json|manifest\+json|xml)|image\/svg)/;

const compress = {
  br: (body) => promisify(brotliCompress)(body, { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } }),
  gzip: (body) => promisify(gzip)(body, { level: 7 }),
};

/** Which pages were made at build time, by path, with the pattern of their route. */
export function prerendered(manifestFile) {
  if (!existsSync(manifestFile)) return new Map();
  const { routes } = JSON.parse(readFileSync(manifestFile, 'utf8'));
  return new Map(
    Object.entries(routes)
      .filter(([, route]) => route.initialRevalidateSeconds === false)
      .map(([path, route]) => [path, route.srcRoute ?? path]),
  );
}

export class KeptAnswers {
  /** `pages`: from `prerendered`; `inner`: the port of loopback where Next answers as it would alone. */
  constructor(pages, inner) {
    this.pages = pages;
    this.inner = inner;
    this.kept = new Map();
    this.bytes = 0;
  }

  /** The route's pattern if a request may be answered from memory, else null. */
  routeOf(request) {
    if (request.method !== 'GET' && request.method !== 'HEAD') return null;
    const { headers } = request;
    if (headers.rsc || headers['next-action'] || headers['next-router-prefetch'] || headers.range) return null;
    const [path, query = ''] = request.url.split('?', 2);
    if (path.startsWith('/_next/static/') || path.startsWith('/sim/')) return query === '' ? 'files' : null;
    if (query.includes('_rsc=') || headers.cookie?.includes('__prerender_bypass')) return null;
    return this.pages.get(path) ?? null;
  }

  /** Answers from memory; false when this answer is not one to keep, and Next has to be asked. */
  async answer(request, response) {
    const path = request.url.split('?', 1)[0];
    let entry = this.kept.get(path);
    if (entry === undefined) {
      entry = ask(this.inner, path).then(
        (answer) => this.keep(path, answer),
        () => this.forget(path),
      );
      this.kept.set(path, entry);
    }
    if (entry instanceof Promise) entry = await entry;
    if (entry === null) return false;
    if (request.headers['if-none-match']?.includes(entry.etag)) {
      response.writeHead(304, { ...entry.headers, ETag: entry.etag }).end();
      return true;
    }
    const encoding = entry.text ? encodingFor(request.headers['accept-encoding'] ?? '') : null;
    const body = encoding ? await this.encoded(entry, encoding) : entry.body;
    const headers = { ...entry.headers, ETag: entry.etag, 'Content-Length': body.length };
    if (encoding) headers['Content-Encoding'] = encoding;
    response.writeHead(entry.status, headers).end(request.method === 'HEAD' ? undefined : body);
    return true;
  }

  keep(path, { status, headers, body }) {
    const lasting = this.pages.has(path) || /immutable/.test(headers['cache-control'] ?? '');
    const fits = body.length <= LARGEST && this.bytes + body.length <= MOST;
    if (status !== 200 || !lasting || headers['set-cookie'] || !fits) {
      // A page that is none (yet) is asked for again; a file that is too large never fits.
      if (status !== 200) return this.forget(path);
      this.kept.set(path, null);
      return null;
    }
    this.bytes += body.length;
    const entry = {
      status,
      body,
      headers: Object.fromEntries(Object.entries(headers).filter(([name]) => !DROPPED.has(name))),
      etag: `W/"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`,
      text: TEXT.test(headers['content-type'] ?? ''),
    };
    if (entry.text && !/accept-encoding/i.test(String(entry.headers.vary ?? '')))
      entry.headers.vary = [entry.headers.vary, 'Accept-Encoding'].filter(Boolean).join(', ');
    this.kept.set(path, entry);
    return entry;
  }

  /** The next request for it asks Next again. */
  forget(path) {
    this.kept.delete(path);
    return null;
  }

  async encoded(entry, encoding) {
    entry[encoding] ??= compress[encoding](entry.body).then((body) => {
      this.bytes += body.length;
      entry[encoding] = body;
      return body;
    });
    return entry[encoding];
  }
}

/** The best that a browser takes of what we make. */
function encodingFor(accepted) {
  const takes = (name) => new RegExp(`(^|[,\\s])${name}\\s*(;\\s*q=(?!0(\\.0+)?\\s*(,|$))|,|$)`, 'i').test(accepted);
  if (takes('br')) return 'br';
  return takes('gzip') ? 'gzip' : null;
}

function ask(port, path) {
  return new Promise((resolve, reject) => {
    const request = httpRequest(
      { host: '127.0.0.1', port, path, headers: { 'accept-encoding': 'identity' } },
      (answer) => {
        const chunks = [];
        answer.on('data', (chunk) => chunks.push(chunk));
        answer.on('error', reject);
        answer.on('end', () =>
          resolve({ status: answer.statusCode, headers: answer.headers, body: Buffer.concat(chunks) }),
        );
      },
    );
    request.on('error', reject);
    request.end();
  });
}
