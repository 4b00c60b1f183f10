/** The address that a request came from, for counting tries: what Next (or the proxy in front) wrote down last. */
export function clientAddress(request: Request): string {
  const chain = request.headers.get('x-forwarded-for')?.split(',') ?? [];
  return chain.at(-1)?.trim().slice(0, 64) || 'unknown';
}
