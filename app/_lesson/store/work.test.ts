/** The learner's work in the browser: kept, sent once, merged, and never lost to damage or to another tab. */
import { IDBFactory } from 'fake-indexeddb';
import { describe, expect, test, vi } from 'vitest';
import type { ProgressState, SyncResponse } from '../../_shared/api';
import { report } from '../testing/fixtures';
import { memoryDatabase, openDatabase } from './database';
import { Syncer } from './sync';
import { batchOf, Work } from './work';

const exercise = { id: 'ex_1', hash: 'h1' };
const code = (text: string) => ({ kind: 'code' as const, files: [{ path: 'main.c', text }] });
const empty: ProgressState = { user: null, exercises: [], drafts: [], lessons: [], predictions: [] };
const answer = (part: Partial<SyncResponse>): SyncResponse => ({
  accepted: [],
  rejected: [],
  conflicts: [],
  state: empty,
  ...part,
});

async function put(factory: IDBFactory, table: string, value: unknown): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const opening = factory.open('ringzero', 1);
    opening.onerror = () => reject(opening.error);
    opening.onsuccess = () => {
      const transaction = opening.result.transaction(table, 'readwrite');
      transaction.objectStore(table).put(value);
      transaction.oncomplete = () => {
        opening.result.close();
        resolve();
      };
    };
  });
}

describe('the work store', () => {
  test('keeps a draft over visits, and one place in the queue per exercise', async () => {
    const factory = new IDBFactory();
    const first = new Work(await openDatabase(factory));
    await first.saveDraft(exercise, code('a'));
    await first.saveDraft(exercise, code('ab'));
    first.close();
    const second = new Work(await openDatabase(factory));
    expect((await second.draft('ex_1'))?.submission).toEqual(code('ab'));
    expect(await second.outbox()).toHaveLength(1);
    second.close();
  });

  test('sets damaged records aside, counts them, and reads on', async () => {
    const factory = new IDBFactory();
    const before = new Work(await openDatabase(factory));
    await before.saveDraft(exercise, code('good'));
    before.close();
    await put(factory, 'drafts', { exerciseId: 'ex_2', submission: { kind: 'code', files: 'not a list' } });
    await put(factory, 'progress', { exerciseId: 'ex_3', status: 'perfect' });
    const work = new Work(await openDatabase(factory));
    expect(await work.progress()).toEqual([]);
    expect(await work.draft('ex_2')).toBe(null);
    expect((await work.draft('ex_1'))?.submission).toEqual(code('good'));
    expect(work.db.damaged()).toBe(2);
    work.close();
  });

  test('a database that cannot be opened is left alone and a fresh one is used', async () => {
    const factory = new IDBFactory();
    await new Promise<void>((resolve) => {
      const opening = factory.open('ringzero', 7);
      opening.onsuccess = () => {
        opening.result.close();
        resolve();
      };
    });
    const work = new Work(await openDatabase(factory));
    expect(work.db.lasting).toBe(true);
    expect(work.db.damaged()).toBe(1);
    await work.saveDraft(exercise, code('x'));
    expect((await work.draft('ex_1'))?.submission).toEqual(code('x'));
    work.close();
  });

  test('without IndexedDB it works for the page and says that it does not last', async () => {
    const db = await openDatabase(undefined as unknown as IDBFactory);
    expect(db.lasting).toBe(globalThis.indexedDB !== undefined);
    expect(memoryDatabase().lasting).toBe(false);
  });

  test('passed stays passed', async () => {
    const work = new Work(memoryDatabase());
    await work.saveAttempt(exercise, report('ex_1', true));
    await work.saveAttempt(exercise, report('ex_1', false));
    expect((await work.progress())[0].status).toBe('passed');
    expect((await work.attempts('ex_1')).map((a) => a.passed)).toHaveLength(2);
    work.close();
  });

  test('what the server accepted leaves the queue; a newer draft stays in it', async () => {
    const work = new Work(memoryDatabase());
    await work.saveDraft(exercise, code('sent'));
    const sent = await work.outbox();
    await work.saveDraft(exercise, code('newer'));
    await work.settle(sent, answer({ accepted: [sent[0].body.clientId] }));
    const left = await work.outbox();
    expect(left).toHaveLength(1);
    expect((await work.draft('ex_1'))?.submission).toEqual(code('newer'));
    work.close();
  });

  test('a lost conflict keeps the local text in the list and takes the stored one', async () => {
    const work = new Work(memoryDatabase());
    await work.saveDraft(exercise, code('mine'));
    const sent = await work.outbox();
    const { clientId } = sent[0].body;
    const draft = {
      clientId: 'theirs',
      exerciseId: 'ex_1',
      exerciseHash: 'h1',
      submission: code('theirs'),
      updatedAt: Date.now() + 9_999,
    };
    await work.settle(sent, answer({ conflicts: [{ clientId, exerciseId: 'ex_1', winner: 'stored', draft }] }));
    expect((await work.draft('ex_1'))?.submission).toEqual(code('theirs'));
    expect((await work.attempts('ex_1')).map((a) => [a.kind, a.submission])).toEqual([['replaced', code('mine')]]);
    expect(await work.outbox()).toEqual([]);
    work.close();
  });

  test('drafts and progress of other devices are taken in, unless what is here is newer', async () => {
    const work = new Work(memoryDatabase(), () => 1_000);
    await work.saveDraft(exercise, code('here'));
    await work.db.remove('outbox', 'draft/ex_1');
    const draft = (updatedAt: number, text: string) => ({
      clientId: `c${updatedAt}`,
      exerciseId: 'ex_1',
      exerciseHash: 'h1',
      submission: code(text),
      updatedAt,
    });
    await work.merge({ ...empty, drafts: [draft(500, 'old')] });
    expect((await work.draft('ex_1'))?.submission).toEqual(code('here'));
    await work.merge({
      ...empty,
      drafts: [draft(2_000, 'new')],
      exercises: [
        { exerciseId: 'ex_9', status: 'passed', attempts: 1, bestAttemptId: 'a', verdict: 'verified', updatedAt: 5 },
      ],
      lessons: [{ lessonId: 'ls_1', exerciseId: 'ex_9', firstAt: 1, updatedAt: 5 }],
    });
    expect((await work.draft('ex_1'))?.submission).toEqual(code('new'));
    expect((await work.progress()).map((p) => p.exerciseId)).toEqual(['ex_9']);
    expect((await work.place())?.exerciseId).toBe('ex_9');
    work.close();
  });

  test('another tab hears of a draft', async () => {
    const [a, b] = [new Work(memoryDatabase()), new Work(memoryDatabase())];
    const heard = new Promise<string>((resolve) =>
      b.subscribe((change, other) => change.type === 'draft' && other && resolve(change.record.exerciseId)),
    );
    await a.saveDraft(exercise, code('x'));
    expect(await heard).toBe('ex_1');
    a.close();
    b.close();
  });

  test('what was done off-line leaves in the order in which it was done, over several batches', async () => {
    let now = 0;
    const work = new Work(await openDatabase(new IDBFactory()), () => ++now);
    const done = ['c', 'a', 'e', 'b', 'd', 'f', 'g', 'h'];
    for (const id of done) await work.saveAttempt({ id, hash: 'h' }, report(id, true));
    const sent: string[] = [];
    while ((await work.outbox()).length > 0) {
      const batch = batchOf(await work.outbox(), 3, 1e9);
      sent.push(...batch.request.attempts.map((one) => one.exerciseId));
      await work.settle(batch.sent, answer({ accepted: batch.sent.map((one) => one.body.clientId) }));
    }
    expect(sent).toEqual(done);
    work.close();
  });

  test('a batch keeps to the server’s limits', async () => {
    const work = new Work(memoryDatabase());
    for (let n = 0; n < 7; n += 1) await work.saveAttempt({ id: `ex_${n}`, hash: 'h' }, report(`ex_${n}`, true));
    const items = await work.outbox();
    expect(batchOf(items, 3, 1e9).request.attempts).toHaveLength(3);
    expect(batchOf(items, 50, 1).sent).toHaveLength(1);
    work.close();
  });
});

describe('sending', () => {
  test('sends everything, and says under which kind of account it is kept', async () => {
    const work = new Work(memoryDatabase());
    await work.saveDraft(exercise, code('x'));
    const bodies: string[] = [];
    const user = { id: 'u', name: '', email: null, anonymous: true, role: 'learner' as const, language: null };
    const fetcher = (async (_url: string, init: RequestInit) => {
      bodies.push(String(init.body));
      const { drafts } = JSON.parse(String(init.body)) as { drafts: { clientId: string }[] };
      return Response.json(answer({ accepted: drafts.map((d) => d.clientId), state: { ...empty, user } }));
    }) as unknown as typeof fetch;
    vi.stubGlobal('navigator', { onLine: true });
    const syncer = new Syncer(work, fetcher);
    await syncer.send();
    expect(bodies).toHaveLength(1);
    expect(await work.outbox()).toEqual([]);
    expect(syncer.state).toBe('server');
    work.close();
  });

  test('a failure keeps the queue and says off-line', async () => {
    const work = new Work(memoryDatabase());
    await work.saveDraft(exercise, code('x'));
    vi.stubGlobal('navigator', { onLine: true });
    const syncer = new Syncer(work, (async () => new Response('', { status: 503 })) as unknown as typeof fetch);
    await syncer.send();
    expect(syncer.state).toBe('offline');
    expect(await work.outbox()).toHaveLength(1);
    syncer.cancel();
    work.close();
  });
});
