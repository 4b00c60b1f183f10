import { afterAll, beforeAll, expect, it } from 'vitest';
import { GET, POST } from '@/app/api/auth/[...all]/route';
import { db } from '../db/client';
import { makeWorld, type World } from '../testing/access-world';
import { openTestSite } from '../testing/site';
import { auth } from './auth';
import { DOOR_NAMES } from './doors';

let site: Awaited<ReturnType<typeof openTestSite>>;
let world: World;
beforeAll(async () => {
  site = await openTestSite();
  world = await makeWorld(db());
});
afterAll(() => site.close());

const knock = (door: string, who: keyof World['browsers'], json: object = {}, headers: Record<string, string> = {}) => {
  const [method = '', path = ''] = door.split(' ');
  const handler = method === 'GET' ? GET : POST;
  return world.browsers[who].call((request) => handler(request), method, `/api/auth/${path.replace('*', 'oidc')}`, {
    json: method === 'GET' ? undefined : json,
    headers,
  });
};

it('the account library has many more doors than the site opens', async () => {
  const paths = Object.values(auth().api).flatMap((endpoint) => {
    const { path, options } = endpoint as { path?: string; options?: { method?: string | string[] } };
    return path ? [options?.method ?? 'GET'].flat().map((method) => `${method} ${path.slice(1)}`) : [];
  });
  const closed = paths.filter((name) => !DOOR_NAMES.includes(name) && name !== 'GET callback/:id');
  expect(closed.length).toBeGreaterThan(15);
  for (const name of closed) {
    if (!/^(GET|POST) /.test(name)) continue;
    expect([name, (await knock(name.replace(/:\w+/, 'x'), 'teacher')).status]).toEqual([name, 404]);
  }
});

it.each([
  'GET passkey/generate-register-options',
  'POST passkey/verify-registration',
  'POST passkey/update-passkey',
  'POST passkey/delete-passkey',
  'POST change-password',
])('%s: not without an account', async (door) => {
  expect((await knock(door, 'nobody')).status).toBe(401);
  expect([400, 403]).toContain((await knock(door, 'anonymous')).status);
});

it('the passkey of another person cannot be renamed or removed', async () => {
  const passkey = await db().passkey.create({
    data: {
      id: 'theirs',
      name: 'theirs',
      publicKey: 'pk',
      userId: world.ids.studentId,
      credentialID: 'c',
      counter: 0,
      deviceType: 'singleDevice',
      backedUp: false,
    },
  });
  for (const door of ['POST passkey/update-passkey', 'POST passkey/delete-passkey']) {
    expect([401, 403, 404]).toContain((await knock(door, 'teacher', { id: passkey.id, name: 'mine' })).status);
  }
  expect(await db().passkey.findUnique({ where: { id: 'theirs' } })).toMatchObject({ name: 'theirs' });
});

it.each(DOOR_NAMES.filter((name) => name.startsWith('POST')))('%s: not from another site', async (door) => {
  const headers = { 'sec-fetch-site': 'cross-site', origin: 'https://evil.test' };
  expect((await knock(door, 'student', {}, headers)).status).toBe(403);
});

it('a body that is too long is refused at every door', async () => {
  for (const door of DOOR_NAMES.filter((name) => name.startsWith('POST'))) {
    expect([door, (await knock(door, 'student', { email: 'x'.repeat(30_000) })).status]).toEqual([door, 413]);
  }
});
