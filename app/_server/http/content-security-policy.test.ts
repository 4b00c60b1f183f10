import { expect, it, vi } from 'vitest';
import { policy } from './content-security-policy';
import { pageHeaders } from './page-headers';
import { requireSameOrigin } from './same-origin';

it('names no origin but our own, and neither unsafe-inline nor unsafe-eval for scripts', () => {
  const value = policy(["'sha256-abc='"]);
  expect(value).toMatch(/^script-src 'self' 'wasm-unsafe-eval' 'sha256-abc='; default-src 'self';/);
  expect(value).not.toMatch(/https?:|\*/);
  expect(value.split(';')[0]).not.toMatch(/unsafe-inline|'unsafe-eval'/);
});

it('lets nobody frame a page but the platforms that are named, and says HSTS behind https', () => {
  expect(policy([])).toContain("frame-ancestors 'none'");
  expect(pageHeaders({ NODE_ENV: 'test' })).toEqual([['X-Frame-Options', 'DENY']]);
  const https = { NODE_ENV: 'test', SITE_URL: 'https://site.test' } as NodeJS.ProcessEnv;
  expect(pageHeaders(https).map(([name]) => name)).toContain('Strict-Transport-Security');
  vi.spyOn(console, 'error').mockImplementationOnce(() => undefined);
  vi.stubEnv(
    'FRAME_ANCESTORS',
    "https://canvas.example.edu http://plain.test 'unsafe-inline'; script-src * https://*.moodle.test:8443",
  );
  const value = policy([]);
  expect(value).toContain("frame-ancestors 'self' https://canvas.example.edu https://*.moodle.test:8443");
  expect(value).not.toMatch(/plain\.test|script-src \*/);
  expect(pageHeaders(https).map(([name]) => name)).not.toContain('X-Frame-Options');
  vi.unstubAllEnvs();
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
