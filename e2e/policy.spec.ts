/**
 * The Content-Security-Policy lets every kind of page run, and nothing else; no page asks another origin for anything; the other
 * headers are there; and nothing that the server alone may know is in what the browser gets.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, type Page, test } from '@playwright/test';
import { account } from './support/people';

/** Every kind of page. `source`: how its inline scripts are let run. */
const PAGES = [
  ['home, made at build time', '/ja', 200, 'sha256-'],
  ['a lesson, made at build time', '/en/bare-metal/one-program', 200, 'sha256-'],
  ['the lab', '/en/lab', 200, 'sha256-'],
  ['the search', '/ja/search', 200, ''],
  ['the account, made per request', '/ja/account', 200, 'nonce-'],
  ['a forgotten password', '/en/account/reset', 200, 'nonce-'],
  ['the confirmation of an address', '/ja/account/verify', 200, 'sha256-'],
  ['what is stored', '/en/privacy', 200, 'nonce-'],
  ['classes', '/ja/classes', 200, 'nonce-'],
  ['a page that is not there', '/en/nothing/here', 404, ''],
] as const;

const HEADERS = {
  'x-content-type-options': /^nosniff$/,
  'x-frame-options': /^DENY$/,
  'referrer-policy': /^strict-origin-when-cross-origin$/,
  'cross-origin-opener-policy': /^same-origin$/,
  'cross-origin-resource-policy': /^same-origin$/,
  'permissions-policy': /camera=\(\), microphone=\(\)/,
  'content-security-policy':
    /default-src 'self'.*object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'/,
};

/** Every request to another origin, from the page, its frames and its workers. */
function strangers(page: Page, baseURL: string | undefined): string[] {
  const found: string[] = [];
  page.context().on('request', (request) => {
    const url = new URL(request.url());
    if (url.protocol.startsWith('http') && url.origin !== baseURL) found.push(request.url());
  });
  page.context().on('requestfailed', (request) => {
    if (request.failure()?.errorText === 'csp') found.push(`refused: ${request.url()}`);
  });
  return found;
}

for (const [name, address, status, source] of PAGES) {
  test(name, async ({ page, baseURL }) => {
    const refused: string[] = [];
    const elsewhere = strangers(page, baseURL);
    page.on('console', (message) => {
      if (/Content Security Policy|Content-Security-Policy/.test(message.text())) refused.push(message.text());
    });
    const response = await page.goto(address);
    expect(response?.status()).toBe(status);
    const headers = response?.headers() ?? {};
    const policy = headers['content-security-policy'] ?? '';
    expect(policy).toContain(`script-src 'self' 'wasm-unsafe-eval' '${source}`);
    expect(policy).not.toMatch(/script-src[^;]*'unsafe-(inline|eval)'|https?:/);
    for (const [header, value] of Object.entries(HEADERS))
      expect([header, headers[header]]).toEqual([header, expect.stringMatching(value)]);
    expect(headers['x-powered-by']).toBeUndefined();
    // Scripts ran; a page that is not there is drawn by them altogether.
    if (status === 404) await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
    else await expect(page.locator('html[data-js]')).toHaveCount(1);
    await page.waitForLoadState('networkidle');
    // A script that was not built with the page does not run.
    await page.evaluate(() => {
      const script = document.createElement('script');
      script.textContent = 'window.slippedIn = true';
      document.head.append(script);
    });
    expect(await page.evaluate(() => 'slippedIn' in window)).toBe(false);
    expect(refused.filter((line) => !line.includes('inline'))).toEqual([]);
    expect(refused.length).toBeLessThanOrEqual(1);
    expect(elsewhere).toEqual([]);
  });
}

test('a name that is HTML or a script is shown as it is, and runs nowhere', async ({ page, context }) => {
  const name = '<img src=x onerror="window.slippedIn=1"><b>Ada</b>{"a":1}';
  await account(context, 'x');
  await context.request.patch('/api/me', { data: { name } });
  const found: string[] = [];
  page.on('dialog', (dialog) => found.push(dialog.message()));
  for (const address of ['/en/account', '/ja/classes']) {
    await page.goto(address);
    await page.waitForLoadState('networkidle');
    expect(await page.evaluate(() => 'slippedIn' in window)).toBe(false);
    expect(await page.locator('img[src="x"]').count()).toBe(0);
  }
  await page.goto('/en/account');
  await expect(page.getByLabel('Name', { exact: true })).toHaveValue(name);
  expect(found).toEqual([]);
});

test('endpoints answer with their own headers, and never for a cache', async ({ request }) => {
  for (const address of ['/api/me', '/api/progress', '/api/me/export', '/api/nothing']) {
    const headers = (await request.get(address)).headers();
    expect([address, headers['x-content-type-options'], headers['x-frame-options']]).toEqual([
      address,
      'nosniff',
      'DENY',
    ]);
    if (address !== '/api/nothing') expect(headers['cache-control']).toBe('no-store');
  }
});

test('what comes from another site changes nothing', async ({ request }) => {
  const claims: Record<string, string>[] = [
    { 'sec-fetch-site': 'cross-site' },
    { origin: 'https://evil.test' },
    { origin: 'null' },
  ];
  for (const headers of claims) {
    for (const address of ['/api/sync', '/api/auth/sign-in/email', '/api/auth/sign-out', '/api/me/sessions']) {
      const response = await request.post(address, { headers, data: {} });
      expect([address, [403, 405].includes(response.status())]).toEqual([address, true]);
    }
  }
});

test('a body without end is cut off by the running site', async ({ request }) => {
  const response = await request.post('/api/sync', {
    headers: { 'content-type': 'application/json' },
    data: Buffer.alloc(6_000_000, 0x20),
  });
  expect(response.status()).toBe(413);
  const packed = await request.post('/api/sync', {
    headers: { 'content-type': 'application/json', 'content-encoding': 'gzip' },
    data: Buffer.from([0x1f, 0x8b, 8, 0]),
  });
  expect(packed.status()).toBe(415);
});

/** Files under a folder. */
function files(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const file = path.join(folder, entry.name);
    return entry.isDirectory() ? files(file) : [file];
  });
}

test('nothing that only the server may know is in what the browser gets', () => {
  const secret = existsSync('data/secret') ? readFileSync('data/secret', 'utf8').trim() : 'BETTER_AUTH_SECRET';
  const signs = [
    secret,
    'BETTER_AUTH_SECRET',
    'OIDC_CLIENT_SECRET',
    'SMTP_URL',
    'DATABASE_URL',
    'PrismaClient',
    'storeIdentifier',
    'BEGIN PRIVATE KEY',
    process.cwd(),
  ];
  const served = [...files('.next/static'), ...files('public')].filter((file) =>
    /\.(js|mjs|json|css|html|map|txt)$/.test(file),
  );
  expect(served.length).toBeGreaterThan(20);
  expect(served.filter((file) => file.endsWith('.map'))).toEqual([]);
  const found = served.flatMap((file) => {
    const text = readFileSync(file, 'utf8');
    return signs.filter((sign) => text.includes(sign)).map((sign) => `${file}: ${sign}`);
  });
  expect(found).toEqual([]);
});
