/** The web server of the simulated network. Follows RFC 9112, as far as GET, HEAD and POST of small things go. */
import type { NetworkOptions } from '../../types';

const INDEX = `<!DOCTYPE html>
<html><head><title>Example</title></head>
<body><h1>Hello from the other end of the cable</h1></body></html>
`;

export interface HttpAnswer {
  bytes: Uint8Array;
  /** Characters of the request that are done with. */
  used: number;
  close: boolean;
}

interface Reply {
  status: string;
  type: string;
  body: string;
  chunked?: boolean;
}

/** The answer to the first whole request in `text`; null while it is not whole. */
export function httpAnswer(text: string, options: NetworkOptions): HttpAnswer | null {
  const end = text.indexOf('\r\n\r\n');
  if (end < 0)
    return text.length > 65536
      ? finished(
          { status: '431 Request Header Fields Too Large', type: 'text/plain', body: '' },
          'GET',
          text.length,
          true,
        )
      : null;
  const [first, ...lines] = text.slice(0, end).split('\r\n');
  const headers = new Map(
    lines.map((line) => {
      const colon = line.indexOf(':');
      return [line.slice(0, Math.max(colon, 0)).toLowerCase(), line.slice(colon + 1).trim()] as const;
    }),
  );
  const length = Number(headers.get('content-length') ?? 0) || 0;
  const used = end + 4 + length;
  if (text.length < used) return null;
  const match = /^([A-Z]+) (\S+) HTTP\/1\.([01])$/.exec(first);
  if (match === null)
    return finished({ status: '400 Bad Request', type: 'text/plain', body: 'Bad Request\n' }, 'GET', used, true);
  const [, method, path, minor] = match;
  const close = /close/i.test(headers.get('connection') ?? '') || minor === '0';
  return finished(reply(method, path, text.slice(end + 4, used), options), method, used, close);
}

function reply(method: string, path: string, body: string, options: NetworkOptions): Reply {
  const own = options.pages?.[path];
  if (own !== undefined) return { status: '200 OK', type: 'text/plain', body: own };
  if (method === 'POST')
    return { status: '200 OK', type: 'text/plain', body: `You sent ${body.length} bytes: ${body}\n` };
  if (method !== 'GET' && method !== 'HEAD')
    return { status: '405 Method Not Allowed', type: 'text/plain', body: 'Method Not Allowed\n' };
  if (path === '/' || path === '/index.html') return { status: '200 OK', type: 'text/html', body: INDEX };
  if (path === '/chunked')
    return { status: '200 OK', type: 'text/plain', body: 'one chunk\nand another\n', chunked: true };
  const bytes = /^\/bytes\/(\d{1,7})$/.exec(path);
  if (bytes !== null) return { status: '200 OK', type: 'application/octet-stream', body: pattern(Number(bytes[1])) };
  return { status: '404 Not Found', type: 'text/plain', body: 'Not Found\n' };
}

/** So many bytes that tell where they belong. */
function pattern(length: number): string {
  const line = '0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-\n';
  return line.repeat(Math.ceil(length / line.length)).slice(0, length);
}

function finished({ status, type, body, chunked }: Reply, method: string, used: number, close: boolean): HttpAnswer {
  const head = [`HTTP/1.1 ${status}`, 'Server: peer/1.0', `Content-Type: ${type}`];
  head.push(chunked ? 'Transfer-Encoding: chunked' : `Content-Length: ${body.length}`);
  if (close) head.push('Connection: close');
  const half = body.indexOf('\n') + 1;
  const parts = chunked
    ? [body.slice(0, half), body.slice(half)].map((part) => `${part.length.toString(16)}\r\n${part}\r\n`).join('')
    : body;
  const text = `${head.join('\r\n')}\r\n\r\n${method === 'HEAD' ? '' : parts + (chunked ? '0\r\n\r\n' : '')}`;
  const bytes = Uint8Array.from(text, (letter) => letter.charCodeAt(0) & 255);
  return { bytes, used, close };
}
