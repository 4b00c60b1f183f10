/** Every route of this folder × everybody who may ask, and what the answers hold. */
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { AttemptUpload } from '@/app/_shared/api';
import { cellAt, triesAt } from '@/app/_shared/insight';
import { GET as attemptRoute } from '@/app/api/classes/[id]/attempts/[attemptId]/route';
import { PATCH as editComment, DELETE as removeComment } from '@/app/api/classes/[id]/comments/[commentId]/route';
import { POST as comment, GET as comments } from '@/app/api/classes/[id]/comments/route';
import { GET as exerciseRoute } from '@/app/api/classes/[id]/exercises/[exerciseId]/route';
import { GET as figures } from '@/app/api/classes/[id]/exercises/route';
import { GET as exportRoute } from '@/app/api/classes/[id]/export/route';
import { GET as live } from '@/app/api/classes/[id]/live/route';
import { GET as matrix } from '@/app/api/classes/[id]/matrix/route';
import { GET as similar } from '@/app/api/classes/[id]/similar/route';
import { GET as student } from '@/app/api/classes/[id]/students/[userId]/route';
import { POST as read } from '@/app/api/comments/[id]/read/route';
import { GET as mine } from '@/app/api/comments/route';
import { POST as syncRoute } from '@/app/api/sync/route';
import { exercisePlaces } from '../course/ids';
import { db } from '../db/client';
import { classWith, type Somebody, somebody } from '../testing/classroom';
import { Browser, openTestSite } from '../testing/site';
import { attempt, batch, code, EXERCISE, OTHER_EXERCISE } from '../testing/things';

let site: Awaited<ReturnType<typeof openTestSite>>;
let teacher: Somebody;
let assistant: Somebody;
let learner: Somebody;
let classmate: Somebody;
let outsider: Somebody;
let id: string;

beforeAll(async () => {
  site = await openTestSite();
  [teacher, assistant, learner, classmate, outsider] = [
    await somebody('Teacher', { instructor: true }),
    await somebody('Assistant'),
    await somebody('=Learner'),
    await somebody('Classmate'),
    await somebody('Outsider', { instructor: true }),
  ];
  await classWith({ teacher: [outsider] });
});
afterAll(() => site.close());
beforeEach(async () => {
  id = await classWith({ teacher: [teacher], assistant: [assistant], student: [learner, classmate] });
  await db().attempt.deleteMany();
  await db().exerciseState.deleteMany();
  await db().auditEntry.deleteMany();
});

async function hand(who: Somebody, ...attempts: AttemptUpload[]): Promise<string[]> {
  await who.browser.call(syncRoute, 'POST', '/api/sync', { json: batch({ attempts }) });
  const rows = await db().attempt.findMany({ where: { clientId: { in: attempts.map((one) => one.clientId) } } });
  return attempts.map((one) => rows.find((row) => row.clientId === one.clientId)?.id ?? '');
}

interface Question {
  // A route's own parameters; the table gives all of them to each.
  handler: (request: Request, context: { params: Promise<never> }) => Promise<Response>;
  method: string;
  path: string;
  json?: object;
}

/** The answer's status, without reading a stream that does not end. */
async function status(who: Browser, { handler, method, path, json }: Question, params: object): Promise<number> {
  return (await raw(who, { handler, method, path, json }, params, true)).status;
}

async function raw(
  who: Browser,
  { handler, method, path, json }: Question,
  params: object,
  drop = false,
  headers: Record<string, string> = {},
): Promise<Response> {
  const cookie = [...who.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  const request = new Request(`http://site.test${path}`, {
    method,
    headers: {
      host: 'site.test',
      'sec-fetch-site': 'same-origin',
      cookie,
      'content-type': 'application/json',
      ...headers,
    },
    body: json === undefined ? undefined : JSON.stringify(json),
  });
  const response = await handler(request, { params: Promise.resolve(params as never) });
  if (drop) await response.body?.cancel();
  return response;
}

const question = (handler: unknown, method: string, path: string, json?: object): Question => ({
  handler: handler as Question['handler'],
  method,
  path,
  json,
});

describe('who may ask', () => {
  const routes = (attemptId: string): Question[] => [
    question(matrix, 'GET', '/m'),
    question(attemptRoute, 'GET', '/a'),
    question(student, 'GET', '/s'),
    question(figures, 'GET', '/f'),
    question(exerciseRoute, 'GET', '/e'),
    question(live, 'GET', '/l'),
    question(similar, 'GET', `/similar?exercise=${EXERCISE}`),
    question(similar, 'GET', `/similar?exercise=${EXERCISE}&a=${attemptId}&b=${attemptId}`),
    question(exportRoute, 'GET', '/x?format=csv'),
    question(exportRoute, 'GET', '/x?format=json&submissions=1'),
    question(comments, 'GET', `/c?attempt=${attemptId}`),
    question(comment, 'POST', '/c', { attemptId, text: 'x' }),
    question(editComment, 'PATCH', '/c', { text: 'y' }),
    question(removeComment, 'DELETE', '/c'),
  ];

  it('teachers of the class; for everybody else it does not exist; assistants change no comment but their own', async () => {
    const [attemptId] = await hand(learner, attempt());
    const own = await db().comment.create({ data: { classId: id, attemptId, authorId: teacher.id, text: 'mine' } });
    const params = { id, attemptId, userId: learner.id, exerciseId: EXERCISE, commentId: own.id };
    const all = routes(attemptId);
    for (const one of all) {
      const ask = (who: Browser) => status(who, one, params);
      expect([one.path, one.method, await ask(new Browser())]).toEqual([one.path, one.method, 401]);
      for (const who of [learner, classmate, outsider])
        expect([one.path, one.method, await ask(who.browser)]).toEqual([one.path, one.method, 404]);
      const changes = one.method === 'PATCH' || one.method === 'DELETE';
      const expected = changes ? 403 : one.method === 'POST' ? 201 : 200;
      expect([one.path, one.method, await ask(assistant.browser)]).toEqual([one.path, one.method, expected]);
    }
    for (const one of all) {
      const expected = one.method === 'POST' ? 201 : one.method === 'DELETE' ? 204 : 200;
      expect([one.path, one.method, await status(teacher.browser, one, params)]).toEqual([
        one.path,
        one.method,
        expected,
      ]);
    }
  });

  it('another class’s people, attempts and comments do not exist, even for somebody who teaches both', async () => {
    const foreign = await somebody('Foreign');
    const other = await classWith({ teacher: [teacher], student: [foreign] });
    const [attemptId] = await hand(foreign, attempt());
    const theirs = await db().comment.create({ data: { classId: other, attemptId, authorId: teacher.id, text: 'x' } });
    const params = { id, attemptId, userId: foreign.id, exerciseId: EXERCISE, commentId: theirs.id };
    const wrong = routes(attemptId).filter(({ handler }) =>
      ([attemptRoute, student, comments, comment, editComment, removeComment] as unknown[]).includes(handler),
    );
    for (const one of wrong) expect([one.path, await status(teacher.browser, one, params)]).toEqual([one.path, 404]);
    const evidence = question(similar, 'GET', `/similar?exercise=${EXERCISE}&a=${attemptId}&b=${attemptId}`);
    expect(await status(teacher.browser, evidence, params)).toBe(404);
  });

  it('of an archived class everything can be read and nothing be said', async () => {
    const [attemptId] = await hand(learner, attempt());
    await db().class.update({ where: { id }, data: { archivedAt: new Date() } });
    const params = { id, attemptId, userId: learner.id, exerciseId: EXERCISE };
    expect(await status(teacher.browser, question(matrix, 'GET', '/m'), params)).toBe(200);
    const say = question(comment, 'POST', '/c', { attemptId, text: 'x' });
    expect(await status(teacher.browser, say, params)).toBe(409);
  });

  it('somebody who has left is no longer seen', async () => {
    const [attemptId] = await hand(learner, attempt());
    await db().membership.delete({ where: { classId_userId: { classId: id, userId: learner.id } } });
    const params = { id, attemptId, userId: learner.id };
    expect(await status(teacher.browser, question(attemptRoute, 'GET', '/a'), params)).toBe(404);
    expect(await status(teacher.browser, question(student, 'GET', '/s'), params)).toBe(404);
    const { body } = await teacher.browser.call(matrix, 'GET', '/m', { params: { id } });
    expect(body.people.map((one: { name: string }) => one.name)).toEqual(['Classmate']);
  });
});

describe('the matrix', () => {
  it('holds a letter and a digit for every exercise in the course’s order, with groups and assignments', async () => {
    const group = await db().classGroup.create({ data: { classId: id, name: 'A' } });
    const key = { classId_userId: { classId: id, userId: learner.id } };
    await db().membership.update({ where: key, data: { groupId: group.id } });
    await db().assignment.create({ data: { classId: id, kind: 'lesson', targetId: exercisePlaces[0].lessonId } });
    await hand(learner, attempt(), attempt({ passed: true }), attempt({ exerciseId: OTHER_EXERCISE }));
    const { body } = await teacher.browser.call(matrix, 'GET', '/m', { params: { id } });
    expect(body.exercises).toEqual(exercisePlaces.map((one) => one.exerciseId));
    expect(body.groups).toEqual([{ id: group.id, name: 'A' }]);
    expect(body.assignments[0].columns).toEqual(
      exercisePlaces.flatMap((one, column) => (one.lessonId === exercisePlaces[0].lessonId ? [column] : [])),
    );
    const row = body.people.find((one: { id: string }) => one.id === learner.id);
    expect(row).toMatchObject({ name: '=Learner', group: 0 });
    expect([cellAt(row, 0), triesAt(row, 0)]).toEqual(['pending', 2]);
    expect([cellAt(row, 1), triesAt(row, 1)]).toEqual(['tried', 1]);
    expect(cellAt(row, 2)).toBe('none');
    expect(row.cells).toHaveLength(exercisePlaces.length);
  });

  it('answers 304 to whoever has it already, and records only the first look', async () => {
    const ask = (headers = {}) => raw(teacher.browser, question(matrix, 'GET', '/m'), { id }, false, headers);
    const first = await ask();
    const tag = first.headers.get('etag') ?? '';
    expect(tag).toMatch(/^"[\w-]{27}"$/);
    const again = await ask({ 'if-none-match': `W/${tag}` });
    expect([again.status, await again.text()]).toEqual([304, '']);
    await hand(learner, attempt());
    expect((await ask({ 'if-none-match': tag })).status).toBe(200);
    expect(await db().auditEntry.count({ where: { action: 'matrix.read', classId: id } })).toBe(1);
    // To say "again" does not keep one out of the record.
    await db().auditEntry.deleteMany();
    await ask({ 'if-none-match': '"made up"' });
    expect(await db().auditEntry.count({ where: { action: 'matrix.read', classId: id } })).toBe(1);
    const text = await first.text();
    expect(gunzipSync(gzipSync(text)).toString()).toBe(text);
  });
});

describe('an attempt', () => {
  it('is opened with the others at the exercise, and that is written down for its owner', async () => {
    const [first, second] = await hand(
      learner,
      attempt({ updatedAt: 1_000 }),
      attempt({ updatedAt: 2_000, text: 'mine' }),
    );
    const { body } = await assistant.browser.call(attemptRoute, 'GET', '/a', { params: { id, attemptId: second } });
    expect(body).toMatchObject({
      learner: { userId: learner.id },
      attempt: { id: second, record: { submission: code('mine') } },
      others: [{ id: second }, { id: first }],
      comments: [],
    });
    expect(await db().auditEntry.findMany({ where: { subjectId: learner.id } })).toMatchObject([
      { actorId: assistant.id, action: 'attempt.read', classId: id, detail: JSON.stringify({ attempt: second }) },
    ]);
  });
});

describe('a history', () => {
  it('comes a page at a time without a gap, newest first', async () => {
    const rows = Array.from({ length: 230 }, (_, n) => attempt({ updatedAt: 1_000_000 + Math.floor(n / 3) * 1_000 }));
    for (let from = 0; from < rows.length; from += 50) await hand(learner, ...rows.slice(from, from + 50));
    const page = (query: string) =>
      teacher.browser.call(student, 'GET', `/s${query}`, { params: { id, userId: learner.id } });
    const first = (await page('')).body;
    const second = (await page(`?before=${first.before}`)).body;
    const all = [...first.attempts, ...second.attempts];
    expect(new Set(all.map((one: { id: string }) => one.id)).size).toBe(230);
    expect(second.before).toBeNull();
    const times = all.map((one: { updatedAt: number }) => one.updatedAt);
    expect(times).toEqual([...times].sort((a, b) => b - a));
  });
});

describe('comments', () => {
  const say = (who: Somebody, json: object) => who.browser.call(comment, 'POST', '/c', { json, params: { id } });
  const seen = async (who: Somebody) => (await who.browser.call(mine, 'GET', '/api/comments')).body;

  it('stand at a step or a line, reach the learner, and come back read', async () => {
    const [attemptId] = await hand(learner, attempt({ text: 'a\nb\nc' }));
    const step = 2 ** 40;
    const whole = await say(assistant, { attemptId, text: ' Well done. ' });
    const atStep = await say(teacher, { attemptId, text: 'Look here.', step, file: 'main.c', line: 3 });
    expect(whole.body).toMatchObject({ text: 'Well done.', step: null, author: 'Assistant', readAt: null });
    expect(atStep.body).toMatchObject({ step, file: 'main.c', line: 3, mayEdit: true, mayDelete: true });

    const { comments: got, unread } = await seen(learner);
    expect(unread).toBe(2);
    expect(got.map((one: { text: string }) => one.text).sort()).toEqual(['Look here.', 'Well done.']);
    expect(got[0]).toMatchObject({ exerciseId: EXERCISE, className: 'OS 1', mayEdit: false, mayDelete: false });
    expect((await seen(classmate)).comments).toEqual([]);

    const open = (who: Somebody) =>
      who.browser.call(read, 'POST', '/api/comments/x/read', { params: { id: atStep.body.id } });
    for (const who of [classmate, teacher]) expect((await open(who)).status).toBe(404);
    expect((await open(learner)).status).toBe(204);
    expect((await seen(learner)).unread).toBe(1);
    const list = await teacher.browser.call(comments, 'GET', `/c?attempt=${attemptId}`, { params: { id } });
    expect(list.body.comments.map((one: { readAt: number | null }) => one.readAt !== null)).toEqual([false, true]);
    expect(await db().auditEntry.count({ where: { action: 'comment.write', subjectId: learner.id } })).toBe(2);
  });

  it('are changed by their author only, and a changed one is unread again; a teacher may take any away', async () => {
    const [attemptId] = await hand(learner, attempt());
    const { body } = await say(assistant, { attemptId, text: 'first' });
    const params = { id, commentId: body.id };
    const edit = (who: Somebody) => who.browser.call(editComment, 'PATCH', '/c', { json: { text: 'second' }, params });
    await learner.browser.call(read, 'POST', '/r', { params: { id: body.id } });
    expect((await edit(teacher)).status).toBe(403);
    expect((await edit(assistant)).body).toMatchObject({ text: 'second', readAt: null, editedAt: expect.any(Number) });
    expect((await teacher.browser.call(removeComment, 'DELETE', '/c', { params })).status).toBe(204);
    expect((await seen(learner)).comments).toEqual([]);
  });

  it.each([
    ['no text', { text: '  ' }, 'text'],
    ['too much text', { text: 'x'.repeat(5_000) }, 'text'],
    ['a file that was not handed in', { text: 'x', file: 'other.c' }, 'file'],
    ['a line that the file does not have', { text: 'x', file: 'main.c', line: 99 }, 'line'],
    ['a line of no file', { text: 'x', line: 1 }, 'file'],
    ['a step before the start', { text: 'x', step: -1 }, 'step'],
    ['something more', { text: 'x', authorId: 'me' }, ''],
  ])('are refused with %s', async (_what, part, field) => {
    const [attemptId] = await hand(learner, attempt());
    expect(await say(teacher, { attemptId, ...part })).toEqual({
      status: 400,
      body: { error: { code: 'bad-request', field } },
    });
  });

  it('of one class are not seen by teachers of another with the same learner', async () => {
    const [attemptId] = await hand(learner, attempt());
    await say(teacher, { attemptId, text: 'between us' });
    const other = await classWith({ teacher: [outsider], student: [learner] }, 'OS 2');
    const { body } = await outsider.browser.call(attemptRoute, 'GET', '/a', { params: { id: other, attemptId } });
    expect(body.comments).toEqual([]);
    expect((await seen(learner)).comments).toHaveLength(1);
  });
});

describe('figures', () => {
  it('of an exercise say what fails and what the typical wrong answer is', async () => {
    const wrong = (text: string, check: string) =>
      attempt({
        text,
        checks: [
          { id: 'compiles', ok: true, code: 'ok' },
          { id: check, ok: false, code: `${check}-bad` },
        ],
      });
    await hand(
      learner,
      wrong('int main(void) { return 1; }', 'out'),
      wrong('int x;', 'exit'),
      attempt({ passed: true }),
    );
    await hand(classmate, wrong('int main(void)\n{\n  return 1; // why?\n}', 'out'));
    const params = { id, exerciseId: EXERCISE };
    const { body } = await teacher.browser.call(exerciseRoute, 'GET', '/e', { params });
    expect(body.figures).toMatchObject({ tried: 2, passed: 1, rate: 0.5, medianTries: 3, runs: 4 });
    expect(body.checks).toEqual([
      { id: 'out', code: 'out-bad', runs: 2, people: 2 },
      { id: 'exit', code: 'exit-bad', runs: 1, people: 1 },
    ]);
    expect(body.clusters).toMatchObject([{ check: { id: 'out' }, people: 2, runs: 2 }]);
    expect(body.histogram).toEqual([{ tries: 3, people: 1 }]);
    const all = (await teacher.browser.call(figures, 'GET', '/f', { params: { id } })).body;
    expect(all.exercises[0]).toEqual(body.figures);
    expect(all.mastery).toEqual([1, 0]);
  });
});

describe('exports', () => {
  const take = async (query: string) => raw(teacher.browser, question(exportRoute, 'GET', `/x?${query}`), { id });

  it('as CSV open in a spreadsheet and run nothing there', async () => {
    await db().assignment.create({ data: { classId: id, kind: 'exercise', targetId: EXERCISE, points: 5 } });
    await hand(learner, attempt({ passed: true }));
    await db().attempt.updateMany({ data: { serverVerdict: 'verified' } });
    await db().exerciseState.updateMany({ data: { verdict: 'verified' } });
    const answer = await take('format=csv');
    expect(answer.headers.get('content-disposition')).toMatch(/^attachment; filename="results-\d{4}-\d\d-\d\d\.csv"/);
    const bytes = Buffer.from(await answer.arrayBuffer());
    expect([...bytes.subarray(0, 3)]).toEqual([0xef, 0xbb, 0xbf]);
    const [head, ...rows] = bytes.toString('utf8').slice(1).trimEnd().split('\r\n');
    expect(head).toMatch(/^name,email,number,group,last seen,passed,assignment 1: /);
    expect(rows).toHaveLength(2);
    expect(rows.find((row) => row.includes(learner.email))).toMatch(/^'=Learner,[^,]+,,,[^,]+,1,5,passed,/);
    expect(await db().auditEntry.count({ where: { action: 'export.csv', classId: id } })).toBe(1);
  });

  it('as JSON are whole, with what was handed in where it is asked for', async () => {
    await hand(learner, attempt({ text: 'mine' }));
    const plain = await (await take('format=json')).json();
    expect(plain).toMatchObject({ format: 'ringzero-class-1', class: { id, name: 'OS 1' } });
    const rowOf = (answer: typeof plain) => answer.people.find((one: { userId: string }) => one.userId === learner.id);
    expect(rowOf(plain).exercises[0]).toEqual({ exerciseId: EXERCISE, state: 'tried', tries: 1, verdict: 'none' });
    expect(rowOf(plain).attempts).toBeUndefined();
    const whole = await (await take('format=json&submissions=1')).json();
    expect(rowOf(whole).attempts).toMatchObject([{ exerciseId: EXERCISE, record: { submission: code('mine') } }]);
    expect((await take('format=xml')).status).toBe(400);
  });
});
