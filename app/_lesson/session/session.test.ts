/** One exercise as a learner works on it: saved within a second, prediction first, runs, two tabs, reset and restore. */
import type { DebugState } from '@ringzero/kernel-sim/lab/debug-types';
import type { FromWorker, RunReport, ToWorker } from '@ringzero/kernel-sim/lab/types';
import { IDBFactory } from 'fake-indexeddb';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import type { ExerciseData } from '../model';
import { SimClient, type WorkerLike } from '../sim/client';
import { memoryDatabase, openDatabase } from '../store/database';
import { Work } from '../store/work';
import { report } from '../testing/fixtures';
import { ExerciseSession } from './session';

vi.stubGlobal('requestAnimationFrame', (run: () => void) => setTimeout(run, 0));
vi.stubGlobal('navigator', { onLine: true });

const data: ExerciseData = {
  id: 'ex_1',
  hash: 'h',
  kind: 'program',
  number: 1,
  title: 'T',
  task: '',
  hints: ['a', 'b'],
  messages: {},
  success: '',
  inspector: null,
  prediction: { id: 'q', prompt: '?', options: [{ id: 'x', text: 'x', correct: true, feedback: '' }] },
  files: [
    { path: 'main.c', text: 'start' },
    { path: 'lib.h', text: 'fixed', editable: false },
  ],
  solutionFiles: [{ path: 'main.c', text: 'solved' }],
  solutionLines: [],
  checks: [],
  questions: [],
  hasDemo: false,
  blocks: [],
  solutionOrder: [],
};

class Bench implements WorkerLike {
  sent: ToWorker[] = [];
  onmessage: WorkerLike['onmessage'] = null;
  onerror: WorkerLike['onerror'] = null;
  postMessage(message: ToWorker): void {
    this.sent.push(message);
    if (message.type === 'load') this.say({ type: 'ready', simHash: 's', toolHash: 't' });
  }
  terminate(): void {}
  say(message: FromWorker): void {
    this.onmessage?.({ data: message } as MessageEvent<FromWorker>);
  }
  run(): Extract<ToWorker, { type: 'run' }> {
    return this.sent.findLast((m) => m.type === 'run') as Extract<ToWorker, { type: 'run' }>;
  }
}

let bench: Bench;
let work: Work;
const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
const text = (session: ExerciseSession) => session.state.files[0].text;

async function open(own = work): Promise<ExerciseSession> {
  const sim = new SimClient(() => bench, '/m');
  const session = new ExerciseSession(data, { sim: () => sim, work: own, syncer: () => null, now: Date.now });
  await vi.waitFor(() => expect(session.state.ready).toBe(true));
  return session;
}
async function finished(
  session: ExerciseSession,
  passed: boolean,
  part: Partial<RunReport['view']> = {},
): Promise<void> {
  session.run();
  if (session.state.asking) await session.predict({ optionId: 'x', text: null });
  bench.say({ type: 'done', id: bench.run().id, report: report('ex_1', passed, part) });
}

beforeEach(async () => {
  bench = new Bench();
  work = new Work(await openDatabase(new IDBFactory()));
});

describe('an exercise', () => {
  test('is saved within a second of typing, and comes back', async () => {
    const session = await open();
    session.edit('main.c', 'typed');
    expect(session.state.save).toBe('saving');
    await wait(600);
    expect(session.state.save).toBe('here');
    expect(text(await open())).toBe('typed');
  });

  test('asks for the prediction before the first run only, and sends it with the run', async () => {
    const session = await open();
    session.run();
    expect(session.state.asking).toBe(true);
    expect(bench.sent.some((m) => m.type === 'run')).toBe(false);
    await session.predict({ optionId: 'x', text: null });
    expect(bench.run().prediction).toBe('x');
    bench.say({ type: 'done', id: bench.run().id, report: report('ex_1', true) });
    session.run();
    expect(session.state.asking).toBe(false);
    expect(session.state.phase).not.toBe('off');
  });

  test('keeps each run in the list and stays passed', async () => {
    const session = await open();
    await finished(session, true);
    await finished(session, false);
    await vi.waitFor(() => expect(session.state.attempts.map((a) => a.passed).sort()).toEqual([false, true]));
    expect(session.state.passed).toBe(true);
  });

  test('a run that was stopped is shown but not handed in', async () => {
    const session = await open();
    await finished(session, false, { reason: 'stopped' });
    await wait(20);
    expect(session.state.report?.view.reason).toBe('stopped');
    expect(session.state.attempts).toEqual([]);
  });

  test('output, then the end of the run', async () => {
    const session = await open();
    session.run();
    await session.predict({ optionId: 'x', text: null });
    const { id } = bench.run();
    bench.say({ type: 'phase', id, phase: 'running' });
    expect(session.state.phase).toBe('running');
    bench.say({ type: 'output', id, stream: 'stdout', bytes: new TextEncoder().encode('hi\n') });
    bench.say({ type: 'done', id, report: report('ex_1', false) });
    expect(session.terminal.text()).toBe('hi\n');
    expect(session.state.phase).toBe('off');
  });

  test('reset goes back to the start, keeps the text, and can be undone', async () => {
    const session = await open();
    session.edit('main.c', 'mine');
    session.reset();
    expect(text(session)).toBe('start');
    await vi.waitFor(() => expect(session.state.attempts.map((a) => a.kind)).toEqual(['before-reset']));
    session.undo();
    expect(text(session)).toBe('mine');
  });

  test('a restored version never replaces files that cannot be edited', async () => {
    const session = await open();
    session.restore({
      clientId: 'c',
      exerciseId: 'ex_1',
      exerciseHash: 'h',
      kind: 'run',
      at: 0,
      passed: false,
      outcome: null,
      checks: [],
      submission: {
        kind: 'code',
        files: [
          { path: 'main.c', text: 'old' },
          { path: 'lib.h', text: 'hacked' },
        ],
      },
    });
    expect(session.state.files.map((f) => f.text)).toEqual(['old', 'fixed']);
  });

  test('the solution is shown after asking twice, or after passing', async () => {
    const session = await open();
    session.askSolution();
    expect(session.state.solution).toBe(1);
    session.askSolution();
    expect(session.state.solution).toBe(2);
    const passed = await open();
    await finished(passed, true);
    passed.askSolution();
    expect(passed.state.solution).toBe(2);
  });

  test('two tabs: the newer text wins, the older is kept in the list', async () => {
    const shared = memoryDatabase();
    const [workA, workB] = [new Work(shared), new Work(shared)];
    const [a, b] = [await open(workA), await open(workB)];
    a.edit('main.c', 'from a');
    b.edit('main.c', 'from b, not yet saved');
    await vi.waitFor(() => expect(text(a) === text(b)).toBe(true), 3_000);
    const winner = text(a);
    const loser = winner === 'from a' ? 'from b, not yet saved' : 'from a';
    await vi.waitFor(async () => {
      const kept = (await workA.attempts('ex_1')).filter((x) => x.kind === 'replaced');
      expect(kept.map((x) => (x.submission.kind === 'code' ? x.submission.files[0].text : ''))).toContain(loser);
    }, 3_000);
    expect([a.state.notice?.type, b.state.notice?.type]).toContain('other-tab');
    workA.close();
    workB.close();
  });

  test('a simulator that breaks leaves the text alone and says what happened', async () => {
    const session = await open();
    session.edit('main.c', 'mine');
    session.run();
    await session.predict({ optionId: 'x', text: null });
    bench.say({ type: 'failed', code: 'internal', detail: 'boom', id: bench.run().id });
    expect(session.state.failure).toEqual({ code: 'internal', detail: 'boom' });
    expect(text(session)).toBe('mine');
    expect(session.state.phase).toBe('off');
  });
});

test('the debugger: predicted first, asked one thing at a time, breakpoints kept, nothing handed in', async () => {
  const session = await open();
  session.toggleBreakpoint('main.c', 7);
  session.toggleBreakpoint('main.c', 3);
  session.startDebug();
  expect([session.state.asking, session.state.debug]).toEqual([true, null]);
  const before = (await work.attempts('ex_1')).length;
  await session.predict({ optionId: 'x', text: null });
  const asked = bench.sent.findLast((m) => m.type === 'debug') as Extract<ToWorker, { type: 'debug' }>;
  expect(asked.breakpoints).toEqual([
    { file: 'main.c', line: 3 },
    { file: 'main.c', line: 7 },
  ]);
  const { id } = asked;
  bench.say({ type: 'phase', id, phase: 'running' });
  expect(session.state.phase).toBe('debugging');
  session.debug({ do: 'step' });
  expect(bench.sent.some((m) => m.type === 'debug-do')).toBe(false);
  const stands = { count: 5, machine: {}, breakpoints: [] } as unknown as DebugState;
  bench.say({ type: 'debug-state', id, state: stands });
  session.debug({ do: 'step' });
  session.debug({ do: 'step' });
  expect(bench.sent.filter((m) => m.type === 'debug-do')).toEqual([{ type: 'debug-do', id, action: { do: 'step' } }]);
  session.terminal.write(new TextEncoder().encode('printed'));
  bench.say({ type: 'debug-rewound', id });
  expect(session.terminal.empty).toBe(true);
  session.toggleBreakpoint('main.c', 7);
  expect(bench.sent.at(-1)).toMatchObject({ action: { do: 'breakpoints', list: [{ file: 'main.c', line: 3 }] } });
  session.stop();
  bench.say({ type: 'stopped', id, retired: 5, where: null });
  expect([session.state.phase, session.state.debug, session.state.stopped]).toEqual(['off', null, null]);
  expect(await work.attempts('ex_1')).toHaveLength(before);
});
