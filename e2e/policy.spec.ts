/** The Content-Security-Policy lets every kind of page run, and nothing else; no page asks another origin for anything. */
import { expect, test } from '@playwright/test';

const PAGES = [
  ['home, made at build time', '/ja', 200, 'sha256-'],
  ['a lesson, made at build time', '/en/bare-metal/one-program', 200, 'sha256-'],
  ['the account, made per request', '/ja/account', 200, 'nonce-'],
  ['a page that is not there', '/en/nothing/here', 404, ''],
] as const;

for (const [name, path, status, source] of PAGES) {
  test(name, async ({ page, baseURL }) => {
    const refused: string[] = [];
    const elsewhere: string[] = [];
    page.on('console', (message) => {
      if (/Content Security Policy|Content-Security-Policy/.test(message.text())) refused.push(message.text());
    });
    page.on('request', (request) => {
      const url = new URL(request.url());
      if (url.protocol.startsWith('http') && url.origin !== baseURL) elsewhere.push(request.url());
    });
    const response = await page.goto(path);
    expect(response?.status()).toBe(status);
    const policy = response?.headers()['content-security-policy'] ?? '';
    expect(policy).toContain(`script-src 'self' 'wasm-unsafe-eval' '${source}`);
    expect(policy).not.toMatch(/script-src[^;]*'unsafe-(inline|eval)'|https?:/);
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
