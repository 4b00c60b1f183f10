/** The live view as a browser hears it: events of a stream while learners of the class work. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { LiveState } from '@/app/_shared/insight';
import { GET as live } from '@/app/api/classes/[id]/live/route';
import { POST as syncRoute } from '@/app/api/sync/route';
import { db } from '../../db/client';
import { classWith, type Somebody, somebody } from '../../testing/classroom';
import { openTestSite } from '../../testing/site';
import { attempt, batch, EXERCISE } from '../../testing/things';
import { liveHub } from './hub';
import { STREAM_LIMITS } from './stream';

let site: Awaited<ReturnType<typeof openTestSite>>;
let teacher: Somebody;
let learner: Somebody;
let id: string;
const open: Listening[] = [];

beforeAll(async () => {
  site = await openTestSite();
  teacher = await somebody('Teacher', { instructor: true });
  learner = await somebody('Learner');
});
afterAll(() => site.close());
beforeEach(async () => {
  await db().attempt.deleteMany();
  id = await classWith({ teacher: [teacher], student: [learner] });
});
afterEach(() => {
  for (const one of open.splice(0)) one.leave();
});

interface Told {
  id: string;
  state: LiveState;
}

class Listening {
  private readonly gone = new AbortController();
  private text = '';
  private reader: ReadableStreamDefaultReader<Uint8Array> | undefined;
  response!: Response;

  static async to(who: Somebody, classId: string, lastEventId?: string): Promise<Listening> {
    const one = new Listening();
    const cookie = [...who.browser.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const headers = { cookie, ...(lastEventId && { 'last-event-id': lastEventId }) };
    const request = new Request('http://site.test/live', { headers, signal: one.gone.signal });
    one.response = await live(request, { params: Promise.resolve({ id: classId }) });
    one.reader = one.response.body?.getReader();
    open.push(one);
    return one;
  }

  /** The next state; fails after some seconds. */
  async next(): Promise<Told> {
    for (;;) {
      const found = /id: (\S+)\nevent: state\ndata: (.*)\n\n/.exec(this.text);
      if (found) {
        this.text = this.text.slice(found.index + found[0].length);
        return { id: found[1], state: JSON.parse(found[2]) };
      }
      const part = await Promise.race([this.reader?.read(), silence(6_000)]);
      if (part === undefined || part === 'silence' || part.done) throw new Error(`no state came; heard: ${this.text}`);
      this.text += new TextDecoder().decode(part.value);
    }
  }

  /** Whether a state comes within this time. */
  async hears(ms: number): Promise<boolean> {
    const part = await Promise.race([this.next().then(() => true), silence(ms)]);
    return part === true;
  }

  leave(): void {
    this.gone.abort();
  }
}

const silence = (ms: number) => new Promise<'silence'>((resolve) => setTimeout(() => resolve('silence'), ms));
const fail = () =>
  learner.browser.call(syncRoute, 'POST', '/api/sync', {
    json: batch({ attempts: [attempt({ updatedAt: Date.now() })] }),
  });

describe('the live view', () => {
  it('tells of a learner who fails three times, with the check that fails', async () => {
    const watching = await Listening.to(teacher, id);
    expect(Object.fromEntries(watching.response.headers)).toMatchObject({
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store, no-transform',
      'x-accel-buffering': 'no',
    });
    expect((await watching.next()).state).toMatchObject({ stuck: [], runs: [] });
    for (let n = 0; n < 3; n += 1) await fail();
    let told = await watching.next();
    while (told.state.runs.length < 3) told = await watching.next();
    expect(told.state.stuck).toMatchObject([
      { name: 'Learner', exerciseId: EXERCISE, why: 'failing', fails: 3, check: { id: 'out', code: 'no-output' } },
    ]);
    expect(told.state.active).toMatchObject([{ name: 'Learner', exerciseId: EXERCISE }]);
  });

  it('asks the database once for all who watch a class, and no longer when nobody does', async () => {
    const first = await Listening.to(teacher, id);
    const second = await Listening.to(teacher, id);
    expect(liveHub().classes).toBe(1);
    expect((await first.next()).id).toBe((await second.next()).id);
    first.leave();
    expect(liveHub().classes).toBe(1);
    second.leave();
    expect(liveHub().classes).toBe(0);
  });

  it('tells one that comes back only what it has not heard, and records only its first coming', async () => {
    const before = await db().auditEntry.count({ where: { action: 'live.read' } });
    const first = await Listening.to(teacher, id);
    const { id: heard } = await first.next();
    first.leave();
    const again = await Listening.to(teacher, id, heard);
    expect(await again.hears(800)).toBe(false);
    again.leave();
    await fail();
    const later = await Listening.to(teacher, id, heard);
    expect((await later.next()).state.runs).toHaveLength(1);
    expect((await db().auditEntry.count({ where: { action: 'live.read' } })) - before).toBe(1);
  });

  it('has so many places for one person, and gives them back', async () => {
    const all = await Promise.all(Array.from({ length: STREAM_LIMITS.perPerson }, () => Listening.to(teacher, id)));
    const refused = await Listening.to(teacher, id);
    expect([refused.response.status, refused.response.headers.get('retry-after')]).toEqual([429, '60']);
    all[0].leave();
    expect((await Listening.to(teacher, id)).response.status).toBe(200);
  });
});
