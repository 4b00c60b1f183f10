/**
 * The address that a request came from, for counting tries: what the server in front (scripts/lib/web-server.mjs) or the proxy
 * before it wrote down last.
 */
export function clientAddress({ headers }: { headers: Headers }): string {
  const chain = headers.get('x-forwarded-for')?.split(',') ?? [];
  return chain.at(-1)?.trim().slice(0, 64) || 'unknown';
}
