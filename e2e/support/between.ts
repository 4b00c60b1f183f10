/**
 * A server between browser and site that can be cut off, and that can play the next build of the site: what a browser's
 * service worker fetches passes here too, which a test's own routes do not see.
 */
import { createServer, request } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import type { BrowserContext } from '@playwright/test';

export interface Between {
  origin: string;
  /** No network: for the browser and for its workers. */
  cut(context: BrowserContext, off: boolean): Promise<void>;
  /** Every occurrence of a name is the other one's from now on: that of the build, and of files whose content names it. */
  rename(pairs: readonly (readonly [from: string, to: string])[]): void;
  /** The next request for this path reaches the site, and its answer is lost on the way back. */
  lose(path: string): void;
  /** Requests for these get no answer; null: none. */
  block(paths: RegExp | null): void;
  close(): Promise<void>;
}

export async function between(site: string): Promise<Between> {
  const target = new URL(site);
  let down = false;
  let names: readonly (readonly [string, string])[] | null = null;
  let blocked: RegExp | null = null;
  let lost: string | null = null;
  const sockets = new Set<Socket>();

  const server = createServer((from, to) => {
    if (down || blocked?.test(from.url ?? '')) return void from.destroy();
    const headers: typeof from.headers = { ...from.headers, 'accept-encoding': 'identity' };
    // The site does not know that its pages are others now: "not modified" would bring the earlier build's back.
    if (names) delete headers['if-none-match'];
    // Files that lie under the build's name are there under its old one.
    const path = names?.reduce((url, [before, after]) => url.replaceAll(after, before), from.url ?? '') ?? from.url;
    const asking = request(
      { host: target.hostname, port: target.port, path, method: from.method, headers },
      (answer) => {
        if (lost !== null && from.url === lost) {
          lost = null;
          answer.resume();
          answer.on('end', () => from.destroy());
          return;
        }
        const isText = /text|json|javascript|component/.test(answer.headers['content-type'] ?? '');
        if (!names || !isText) {
          to.writeHead(answer.statusCode ?? 502, answer.headers);
          return void answer.pipe(to);
        }
        const pairs = names;
        const renamed = (text: string) => pairs.reduce((all, [before, after]) => all.replaceAll(before, after), text);
        const parts: Buffer[] = [];
        answer.on('data', (part: Buffer) => parts.push(part));
        answer.on('end', () => {
          const { 'content-length': _length, 'transfer-encoding': _encoding, ...rest } = answer.headers;
          const policy = String(rest['content-security-policy'] ?? '');
          // The inline scripts are other ones now: their hashes no longer hold.
          if (policy.includes('sha256-')) delete rest['content-security-policy'];
          const build = rest['x-ringzero-build'];
          if (typeof build === 'string') rest['x-ringzero-build'] = renamed(build);
          to.writeHead(answer.statusCode ?? 502, rest);
          to.end(renamed(Buffer.concat(parts).toString('utf8')));
        });
      },
    );
    asking.on('error', () => to.destroy());
    from.pipe(asking);
  });
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    origin: `http://127.0.0.1:${port}`,
    async cut(context, off) {
      down = off;
      if (off) for (const socket of sockets) socket.destroy();
      await context.setOffline(off);
    },
    rename(pairs) {
      names = pairs;
    },
    lose(path) {
      lost = path;
    },
    block(paths) {
      blocked = paths;
    },
    close: () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy();
        server.close(() => resolve());
      }),
  };
}
