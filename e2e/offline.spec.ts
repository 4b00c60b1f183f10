/**
 * Without a network: a visited lesson is read, edited, compiled, run and checked; what was done is sent once afterwards. A
 * new build does not break an open lesson, and its predecessor's caches go when nobody uses them.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { type BrowserContext, expect, type Page, test } from '@playwright/test';
import { expectAccessible } from './support/axe';
import { type Between, between } from './support/between';
import { solutions } from './support/solutions';

let net: Between;
test.beforeEach(async ({ baseURL }) => {
  net = await between(baseURL ?? '');
});
test.afterEach(() => net.close());
const at = (path: string) => net.origin + path;

const EXERCISE = 'ex_7c1d';
const LESSON = '/ja/bare-metal/one-program';

/** Asks the page's worker, as the page does. */
const ask = <T>(page: Page, message: object): Promise<T> =>
  page.evaluate(async (question) => {
    const { active } = await navigator.serviceWorker.ready;
    return new Promise((resolve) => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = ({ data }) => resolve(data);
      active?.postMessage(question, [port2]);
    });
  }, message) as Promise<T>;

interface Status {
  build: string;
  files: { kept: number; all: number };
  kept: string[];
}
const status = (page: Page) => ask<Status>(page, { type: 'status' });

/** Until the lesson and everything it needs is here. */
async function untilKept(page: Page, lesson: string): Promise<void> {
  await expect
    .poll(
      async () => {
        const { files, kept } = await status(page);
        return files.kept === files.all && kept.includes(lesson);
      },
      { timeout: 60_000 },
    )
    .toBe(true);
}

/** Sets the text of the plain editor of the first file. */
async function solve(page: Page): Promise<void> {
  const { files } = solutions([EXERCISE])[EXERCISE];
  for (const file of files.filter(({ editable }) => editable !== false)) {
    const tab = page.getByRole('tab', { name: file.path, exact: true });
    if (await tab.count()) await tab.click();
    await page.locator('textarea').first().fill(file.text);
  }
}

async function openMachine(page: Page): Promise<void> {
  await page.locator(`#${EXERCISE}`).scrollIntoViewIfNeeded();
  await expect(page.locator('textarea').first()).toBeVisible();
}

/** Files with the build's name in them, without their endings: another build has others in their place. */
function filesNaming(build: string): string[] {
  const folder = '.next/static/chunks';
  const files = readdirSync(folder).filter((name) => name.endsWith('.js'));
  return files
    .filter((name) => readFileSync(`${folder}/${name}`, 'utf8').includes(build))
    .map((name) => name.slice(0, -3));
}

/** Runs the text; the exercise asks first what the learner expects. */
async function run(page: Page): Promise<void> {
  await page.getByRole('button', { name: '実行', exact: true }).first().click();
  await page
    .getByRole('group', { name: /画面やシリアルポートに何か出るでしょうか/ })
    .getByRole('radio')
    .first()
    .check();
  await page.getByRole('button', { name: '予想を記録して実行' }).click();
}

const usePlainEditor = (context: BrowserContext) =>
  context.addInitScript(() => localStorage.setItem('rz.editor.plain', '1'));

test('a visited lesson works without a network, and what was done there is sent once', async ({ page, context }) => {
  await usePlainEditor(context);
  await page.goto(at(LESSON));
  await untilKept(page, LESSON);
  expect(
    await page.evaluate(async () => (await (await caches.open((await caches.keys())[0])).keys()).length),
  ).toBeGreaterThan(0);

  await net.cut(context, true);
  await page.reload();
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await openMachine(page);
  await solve(page);
  await run(page);
  await expect(page.getByText('オフラインです。').first()).toBeVisible({ timeout: 30_000 });
  const outbox = () =>
    page.evaluate(
      () =>
        new Promise<string[]>((resolve) => {
          const opening = indexedDB.open('ringzero');
          opening.onsuccess = () => {
            const all = opening.result.transaction('outbox').objectStore('outbox').getAll();
            all.onsuccess = () => {
              opening.result.close();
              resolve(all.result.filter((one) => one.kind === 'attempt').map((one) => one.body.clientId));
            };
          };
        }),
    );
  await expect.poll(outbox, { timeout: 60_000 }).toHaveLength(1);
  const [clientId] = await outbox();

  // A page that is not here says so, and lists what is.
  await page.goto(at('/ja/account'));
  await expect(page.getByText('このページはオフラインでは開けません', { exact: false })).toBeVisible();
  await expect(page.getByRole('heading', { name: 'オフライン', level: 1 })).toBeVisible();
  await expectAccessible(page);
  await page.getByRole('link', { name: '裸のハードウェアで動く1本のプログラム' }).click();
  await expect(page).toHaveURL(new RegExp(LESSON));
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('裸のハードウェアで動く1本のプログラム');

  const sent: string[] = [];
  page.on('request', (request) => {
    if (new URL(request.url()).pathname !== '/api/sync') return;
    const { attempts } = JSON.parse(request.postData() ?? '{"attempts":[]}') as { attempts: { clientId: string }[] };
    sent.push(...attempts.map((one) => one.clientId));
  });
  // The first answer is lost: it is sent again, and counts once.
  net.lose('/api/sync');
  await net.cut(context, false);
  await expect.poll(outbox, { timeout: 60_000 }).toHaveLength(0);
  expect(sent.filter((one) => one === clientId).length).toBeGreaterThan(1);
  await page.reload();
  const { tables } = await (await context.request.get(at('/api/me/export'))).json();
  expect(
    (tables.Attempt as { clientId: string; clientPassed?: boolean }[]).filter((one) => one.clientId === clientId),
  ).toHaveLength(1);
  const progress = await (await context.request.get(at('/api/progress'))).json();
  expect(progress.exercises).toMatchObject([{ exerciseId: EXERCISE, status: 'passed', attempts: 1 }]);
});

test('the large editor is never kept; without a network the plain one stands in', async ({ page, context }) => {
  await page.goto(at(LESSON));
  await page.locator(`#${EXERCISE}`).scrollIntoViewIfNeeded();
  await expect(page.locator('.monaco-editor').first()).toBeVisible({ timeout: 30_000 });
  await untilKept(page, LESSON);
  const monaco = await page.evaluate(async () => {
    const found: string[] = [];
    for (const name of await caches.keys()) {
      const cache = await caches.open(name);
      for (const request of await cache.keys()) {
        const text = await (await cache.match(request))?.text();
        if (text && /(\.monaco-editor\b[\s\S]*?){10}/.test(text) && !request.url.includes('/ja/'))
          found.push(request.url);
      }
    }
    return found;
  });
  expect(monaco).toEqual([]);
  await net.cut(context, true);
  await page.goto(at('/ja/offline'));
  await page.goto(at(LESSON));
  await page.locator(`#${EXERCISE}`).scrollIntoViewIfNeeded();
  // It may still be in the browser's own cache; one of the two editors is there.
  await expect(page.locator('textarea').first()).toBeAttached({ timeout: 30_000 });
});

for (const lang of ['ja', 'en'] as const) {
  test(`the page of what is kept: keeps a chapter, says its size, removes it (${lang})`, async ({ page, context }) => {
    await page.goto(at(`/${lang}/offline`));
    const keep = page.getByRole('button', {
      name: lang === 'ja' ? /^この章を保存（[\d.]+ MB）$/ : /^Keep this chapter \([\d.]+ MB\)$/,
    });
    await expect(keep.first()).toBeVisible();
    await expectAccessible(page);
    await keep.first().click();
    await expect(page.getByText(lang === 'ja' ? '保存しました。' : 'Kept.', { exact: true })).toBeVisible({
      timeout: 90_000,
    });
    const kept = (await status(page)).kept.filter((one) => one.startsWith(`/${lang}/bare-metal/`));
    expect(kept.length).toBeGreaterThan(2);
    await net.cut(context, true);
    await page.reload();
    await expect(
      page.getByText(lang === 'ja' ? 'いまオフラインです' : 'You are off-line', { exact: false }),
    ).toBeVisible();
    await expectAccessible(page);
    await page.goto(at(kept[kept.length - 1]));
    await expect(page.locator('article')).toBeVisible();
    await net.cut(context, false);
    await page.goto(at(`/${lang}/offline`));
    await page
      .getByRole('button', { name: lang === 'ja' ? /を削除$/ : /^Remove Chapter 1/ })
      .first()
      .click();
    await expect.poll(async () => (await status(page)).kept.filter((one) => one.includes('/bare-metal/'))).toEqual([]);
  });
}

test('a new build: the open lesson goes on with its own files, the next page is new, the old caches go', async ({
  page,
  context,
}) => {
  await usePlainEditor(context);
  await page.goto(at(LESSON));
  await untilKept(page, LESSON);
  const old = (await status(page)).build;

  // The next build of the site, under its own name. Files of the old build are gone from the server.
  const next = `${old.slice(0, -4)}next`;
  net.rename([[old, next], ...filesNaming(old).map((name) => [name, `${name.slice(0, -1)}_`] as const)]);
  await page.evaluate(async () => void (await (await navigator.serviceWorker.ready).update()));
  await expect(page.getByText('サイトの新しい版があります', { exact: false })).toBeVisible({ timeout: 60_000 });
  expect(await page.evaluate(() => caches.keys())).toContain(`ringzero:${old}:files`);

  // The new worker has come up meanwhile.
  await untilKept(page, LESSON);

  // Everything of the old build that is fetched from now on comes from what is kept.
  net.block(/^\/sim\/|^\/_next\/static\//);
  await openMachine(page);
  await solve(page);
  await run(page);
  await expect(page.getByText('合格', { exact: false }).first()).toBeVisible({ timeout: 60_000 });
  net.block(null);

  await page.getByRole('button', { name: '閉じる' }).click();
  await page.getByRole('link', { name: '講座', exact: true }).first().click();
  await expect(page).toHaveURL(/\/ja$/);
  await page.goto(at(LESSON));
  await untilKept(page, LESSON);
  await expect
    .poll(
      async () => {
        await ask(page, { type: 'keep', paths: [], build: next });
        return page.evaluate(() => caches.keys());
      },
      { timeout: 60_000 },
    )
    .toEqual(expect.not.arrayContaining([expect.stringContaining(old)]));
  expect((await status(page)).build).toBe(next);
});

test('no more room: it is said, and what was kept before stays', async ({ page, context }) => {
  await page.goto(at('/ja/offline'));
  const keep = page.getByRole('button', { name: /^この章を保存/ });
  await expect(keep.first()).toBeVisible();
  const session = await context.newCDPSession(page);
  await session.send('Storage.overrideQuotaForOrigin', { origin: net.origin, quotaSize: 2_000_000 });
  await keep.first().click();
  await expect(page.getByText('保存する場所が足りません', { exact: false }).first()).toBeVisible({ timeout: 60_000 });
  await expectAccessible(page);
  await session.send('Storage.overrideQuotaForOrigin', { origin: net.origin });
  await keep.first().click();
  await expect(page.getByText('保存しました。', { exact: true })).toBeVisible({ timeout: 90_000 });
});

test('the site can be installed', async ({ page, request }) => {
  await page.goto(at('/en'));
  const href = await page.locator('link[rel="manifest"]').getAttribute('href');
  const manifest = await (await request.get(href ?? '')).json();
  expect(manifest).toMatchObject({ start_url: '/', display: 'standalone' });
  for (const { src } of manifest.icons) expect((await request.get(src)).status()).toBe(200);
});
