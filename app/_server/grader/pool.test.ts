/** The pool of warm children under programs that misbehave. The last test is the real grader. */
import { afterEach, describe, expect, it } from 'vitest';
import { attempt } from '../testing/things';
import type { GraderLimits } from './child';
import { ChildPool, type PoolOptions } from './pool';

/** A child that does what each request says. */
const PROGRAM = `
  const { createInterface } = require('node:readline');
  let runs = 0;
  createInterface({ input: process.stdin }).on('line', (line) => {
    const say = (digest) => console.log(JSON.stringify({ digest, passed: true }));
    const acts = {
      pid: () => say(String(process.pid)),
      count: () => say(String(++runs)),
      hang: () => { for (;;); },
      crash: () => process.exit(3),
      hog: () => { const all = []; for (;;) all.push(new Array(1e5).fill({})); },
      'hog outside the heap': () => { const all = []; setInterval(() => all.push(Buffer.alloc(5e7, 1)), 10); },
      flood: () => { const more = 'x'.repeat(1e6); for (let i = 0; i < 200; i++) process.stdout.write(more); },
      nonsense: () => console.log('hello'),
      secret: () => say(JSON.stringify(Object.keys(process.env).sort())),
    };
    acts[line]();
  });`;
const LIMITS: GraderLimits = { memory: 64, resident: 300, time: 1500 };

let pool: ChildPool;
const open = (options: Partial<PoolOptions> = {}) => {
  pool = new ChildPool({ command: ['-e', PROGRAM], limits: LIMITS, ...options });
  return pool;
};
afterEach(() => pool.close());

async function digestOf(request: string): Promise<string> {
  const answer = await pool.run(request);
  if (!answer.ok) throw new Error(`${answer.why}: ${answer.detail}`);
  return answer.graded.digest;
}

describe('a pool', () => {
  it('keeps its children: the next run is in the same process', async () => {
    open();
    expect(await digestOf('pid')).toBe(await digestOf('pid'));
  });

  it('runs as many at once as it has children, and the others in turn', async () => {
    open({ size: 2 });
    const pids = await Promise.all(Array.from({ length: 12 }, () => digestOf('pid')));
    expect(new Set(pids).size).toBe(2);
    expect(pool.busy).toBe(0);
  });

  it.each([
    ['hang', 'time'],
    ['crash', 'failed'],
    ['hog', 'failed'],
    ['flood', 'output'],
    ['nonsense', 'failed'],
  ])('a child that would %s is ended (%s), and another one takes its place', async (act, why) => {
    open();
    const first = await digestOf('pid');
    expect(await pool.run(act)).toMatchObject({ ok: false, why });
    expect(await digestOf('pid')).not.toBe(first);
  });

  it.runIf(process.platform === 'linux')('memory outside the heap is limited too', async () => {
    open({ limits: { ...LIMITS, time: 10_000 } });
    expect(await pool.run('hog outside the heap')).toMatchObject({ ok: false, why: 'memory' });
    expect(await digestOf('count')).toBe('1');
  });

  it('one bad run does not hold up the others', async () => {
    open({ size: 2 });
    const bad = pool.run('hang');
    for (let i = 0; i < 5; i++) await digestOf('pid');
    expect(await bad).toMatchObject({ ok: false, why: 'time' });
  });

  it('children are replaced after so many runs', async () => {
    open({ runs: 2 });
    const counts = [];
    for (let i = 0; i < 5; i++) counts.push(await digestOf('count'));
    expect(counts).toEqual(['1', '2', '1', '2', '1']);
  });

  it('a request with line ends stays one request', async () => {
    open();
    expect(await pool.run('pid\ncount')).toMatchObject({ ok: false });
    expect(await digestOf('count')).toBe('1');
  });

  it('children know nothing of the server', async () => {
    process.env.BETTER_AUTH_SECRET ??= 'a secret';
    open();
    expect(JSON.parse(await digestOf('secret'))).toEqual(['NODE_ENV', 'PATH']);
  });

  it('an abort ends the run, not the pool; closing ends everything', async () => {
    open({ size: 2, limits: { ...LIMITS, time: 60_000 } });
    const stop = new AbortController();
    const run = pool.run('hang', stop.signal);
    setTimeout(() => stop.abort(), 100);
    expect(await run).toMatchObject({ ok: false, why: 'stopped' });
    const hanging = pool.run('hang');
    const waiting = [pool.run('hang'), pool.run('pid')];
    await new Promise((done) => setTimeout(done, 50));
    await pool.close();
    expect(await Promise.all([hanging, ...waiting])).toEqual(
      Array.from({ length: 3 }, () => expect.objectContaining({ ok: false, why: 'stopped' })),
    );
    expect(await pool.run('pid')).toMatchObject({ ok: false, why: 'stopped' });
  });
});

describe('the real child', () => {
  it('refuses what is no record, again and again, and lives', { timeout: 120_000 }, async () => {
    open({ command: ['--import', 'tsx', 'scripts/grader-child.ts'], limits: { memory: 768, time: 60_000 } });
    const record = { ...attempt().record, exerciseId: 'ex_none' };
    const requests = [
      '',
      'null',
      '{',
      '{"record":null}',
      `{"record":${'['.repeat(50_000)}`,
      JSON.stringify({ record }),
    ];
    for (const request of requests) {
      const answer = await pool.run(request);
      expect(answer).toMatchObject({ ok: true, graded: { passed: false, refused: expect.any(String) } });
    }
  });
});
