/** Every route × every role: testing/access-table.ts says who may; everybody else is refused and learns nothing. */
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { db } from '../db/client';
import { ACCESS, type Row, SEGMENTS } from '../testing/access-table';
import { type AskingRole, type Ids, makeWorld, ROLES, type World } from '../testing/access-world';
import { MARK } from '../testing/everything';
import { openTestSite } from '../testing/site';

type Handler = (request: Request, context: { params: Promise<Record<string, string>> }) => Promise<Response>;
const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'];
const API = path.join(process.cwd(), 'app', 'api');
/** No session, no right, or no such thing for this person. */
const REFUSED = [401, 403, 404];

function routeFolders(folder = API): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const file = path.join(folder, entry.name);
    if (entry.isDirectory()) return routeFolders(file);
    return entry.name === 'route.ts' ? [path.relative(API, folder).replaceAll('\\', '/')] : [];
  });
}

const handlers = new Map<string, Handler>();
let site: Awaited<ReturnType<typeof openTestSite>>;
let reading: World;

beforeAll(async () => {
  site = await openTestSite();
  for (const folder of routeFolders()) {
    const module = (await import(pathToFileURL(path.join(API, folder, 'route.ts')).href)) as Record<string, Handler>;
    for (const method of METHODS) if (module[method]) handlers.set(`${method} ${folder}`, module[method]);
  }
  reading = await makeWorld(db());
}, 120_000);
afterAll(() => site.close());

const rows = Object.entries(ACCESS).flatMap(([name, row]) => ('may' in row ? [[name, row] as const] : []));

/** The values of a route's [segments]. */
function paramsOf(name: string, row: Row, ids: Ids): Record<string, string> {
  const parts = name.slice(name.indexOf(' ') + 1).split('/');
  const usual = parts.flatMap((part, index) => {
    const segment = part.match(/^\[(\w+)\]$/)?.[1];
    if (!segment) return [];
    const key = SEGMENTS[parts.slice(0, index + 1).join('/')] ?? SEGMENTS[part];
    if (!key) throw new Error(`${name}: what is ${part}? Add it to SEGMENTS.`);
    return [[segment, ids[key]]];
  });
  return { ...Object.fromEntries(usual), ...row.params?.(ids) };
}

interface Asked {
  status: number;
  text: string;
}

async function ask(name: string, row: Row, world: World, role: AskingRole, headers: Record<string, string> = {}) {
  const [method = '', folder = ''] = name.split(' ');
  const params = paramsOf(name, row, world.ids);
  const address = folder.replace(/\[(\w+)\]/g, (_, segment: string) => encodeURIComponent(params[segment]));
  const query = row.query ? `?${row.query(world.ids)}` : '';
  let asked: Asked = { status: 0, text: '' };
  await world.browsers[role].call(
    async (request) => {
      const handler = handlers.get(name);
      if (!handler) throw new Error(`${name} is not there`);
      const abort = new AbortController();
      const answer = await handler(new Request(request, { signal: abort.signal }), { params: Promise.resolve(params) });
      const stream = answer.headers.get('content-type')?.startsWith('text/event-stream');
      if (stream) await answer.body?.cancel();
      abort.abort();
      asked = { status: answer.status, text: stream ? '' : await answer.text() };
      return new Response(null);
    },
    method,
    `/api/${address}${query}`,
    { json: row.json?.(world.ids), params, headers },
  );
  return asked;
}

describe('every route', () => {
  it('has a row in the table, and every row is a route', () => {
    expect(Object.keys(ACCESS).sort()).toEqual([...handlers.keys()].sort());
  });

  it('that says by itself who asks has a test of its own', () => {
    const tests = Object.values(ACCESS).flatMap((row) => ('elsewhere' in row ? [row.elsewhere] : []));
    expect(tests.filter((file) => !existsSync(path.join(process.cwd(), file)))).toEqual([]);
  });

  it.each(rows)('%s: whoever may not is refused, and learns nothing', async (name, row) => {
    const wrong: string[] = [];
    for (const role of ROLES.filter((one) => !row.may.includes(one))) {
      const { status, text } = await ask(name, row, reading, role);
      if (!REFUSED.includes(status)) wrong.push(`${role}: ${status} ${text.slice(0, 100)}`);
      if (text.includes(MARK)) wrong.push(`${role} reads ${text.slice(0, 100)}`);
    }
    expect(wrong).toEqual([]);
  });

  it.each(rows.filter(([, row]) => row.may.length > 0))('%s: whoever may is let in', async (name, row) => {
    const wrong: string[] = [];
    const reads = name.startsWith('GET ');
    // What a change leaves behind is of no use to the next role: to each a world of its own; to many, one by one in one world.
    const shared = reads ? reading : row.may.length > 3 ? await makeWorld(db()) : null;
    for (const role of row.may) {
      const { status, text } = await ask(name, row, shared ?? (await makeWorld(db())), role);
      if (REFUSED.includes(status) || status >= 500) wrong.push(`${role}: ${status} ${text.slice(0, 100)}`);
    }
    expect(wrong).toEqual([]);
  });

  it.each(rows.filter(([name]) => !name.startsWith('GET ')))('%s: not from another site', async (name, row) => {
    const role = row.may.at(-1) ?? 'teacher';
    const headers = { 'sec-fetch-site': 'cross-site', origin: 'https://evil.test' };
    expect(await ask(name, row, reading, role, headers)).toMatchObject({ status: 403 });
  });
});

it('what one may read of everybody says nothing of others: the open rows answer without the student’s words', async () => {
  const open = rows.filter(([name, row]) => name.startsWith('GET ') && row.may.includes('nobody'));
  for (const [name, row] of open) {
    for (const role of ['nobody', 'anonymous', 'learner', 'stranger'] as const) {
      expect([name, role, (await ask(name, row, reading, role)).text.includes(MARK)]).toEqual([name, role, false]);
    }
  }
});
