import { expect, it } from 'vitest';
import { policy } from './content-security-policy';
import { requireSameOrigin } from './same-origin';

it('names no origin but our own, and neither unsafe-inline nor unsafe-eval for scripts', () => {
  const value = policy(["'sha256-abc='"]);
  expect(value).toMatch(/^script-src 'self' 'wasm-unsafe-eval' 'sha256-abc='; default-src 'self';/);
  expect(value).not.toMatch(/https?:|\*/);
  expect(value.split(';')[0]).not.toMatch(/unsafe-inline|'unsafe-eval'/);
});

it.each([
  ['a page of ours', { 'sec-fetch-site': 'same-origin' }, true],
  ['another site', { 'sec-fetch-site': 'cross-site', origin: 'http://evil.test' }, false],
  ['a sibling domain', { 'sec-fetch-site': 'same-site' }, false],
  ['an old browser, ours', { origin: 'http://site.test' }, true],
  ['an old browser, another site', { origin: 'http://evil.test' }, false],
  ['an opaque origin', { origin: 'null' }, false],
  ['a program', {}, true],
])('a change asked for by %s: %o', (_who, headers, allowed) => {
  const request = new Request('http://site.test/api', { method: 'POST', headers: { host: 'site.test', ...headers } });
  if (allowed) expect(() => requireSameOrigin(request)).not.toThrow();
  else expect(() => requireSameOrigin(request)).toThrow('cross-origin');
});
