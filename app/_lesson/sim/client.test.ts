/** The page's side of the simulator against a scripted worker: order of messages, Stop, breakage. */
import type { FromWorker, ToWorker } from '@ringzero/kernel-sim/lab/types';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { report } from '../testing/fixtures';
import { type JobMessage, SimClient, STOP_PATIENCE, type WorkerLike } from './client';

class ScriptedWorker implements WorkerLike {
  sent: ToWorker[] = [];
  ended = false;
  onmessage: WorkerLike['onmessage'] = null;
  onerror: WorkerLike['onerror'] = null;
  postMessage(message: ToWorker): void {
    this.sent.push(message);
  }
  terminate(): void {
    this.ended = true;
  }
  say(message: FromWorker): void {
    this.onmessage?.({ data: message } as MessageEvent<FromWorker>);
  }
}

let workers: ScriptedWorker[];
let sim: SimClient;
const ready: FromWorker = { type: 'ready', simHash: 's', toolHash: 't' };
const run = (heard: JobMessage[]) =>
  sim.start({ type: 'run', exerciseId: 'ex', submission: { kind: 'code', files: [] }, seed: 1 }, (m) => heard.push(m));

beforeEach(() => {
  vi.useFakeTimers();
  workers = [];
  sim = new SimClient(() => {
    const worker = new ScriptedWorker();
    workers.push(worker);
    return worker;
  }, '/sim/manifest.json');
});
afterEach(() => vi.useRealTimers());

describe('the simulator of a page', () => {
  test('holds a run back until the simulator is loaded, and says so', () => {
    const heard: JobMessage[] = [];
    run(heard);
    expect(heard).toEqual([{ type: 'loading' }]);
    expect(workers[0].sent.map((m) => m.type)).toEqual(['load']);
    workers[0].say(ready);
    expect(workers[0].sent.map((m) => m.type)).toEqual(['load', 'run']);
  });

  test('gives a job its own messages only', () => {
    const heard: JobMessage[] = [];
    const job = run(heard);
    workers[0].say(ready);
    workers[0].say({ type: 'phase', id: job.id + 7, phase: 'running' });
    workers[0].say({ type: 'phase', id: job.id, phase: 'running' });
    workers[0].say({ type: 'done', id: job.id, report: report('ex', true) });
    expect(heard.map((m) => m.type)).toEqual(['loading', 'phase', 'done']);
  });

  test('stops by asking when the worker listens, and still takes the report of the stopped run', () => {
    const heard: JobMessage[] = [];
    const job = run(heard);
    workers[0].say(ready);
    job.stop();
    expect(workers[0].sent.at(-1)).toEqual({ type: 'stop', id: job.id });
    workers[0].say({ type: 'stopped', id: job.id, retired: 5, where: null });
    workers[0].say({ type: 'done', id: job.id, report: report('ex', false, { reason: 'stopped' }) });
    vi.advanceTimersByTime(STOP_PATIENCE * 2);
    expect(heard.slice(1).map((m) => m.type)).toEqual(['stopped', 'done']);
    expect(workers).toHaveLength(1);
  });

  test('stops a worker that does not listen by ending it, and has a new one ready', () => {
    const heard: JobMessage[] = [];
    const job = run(heard);
    workers[0].say(ready);
    workers[0].say({ type: 'progress', id: job.id, retired: 42, limit: 100 });
    job.stop();
    vi.advanceTimersByTime(STOP_PATIENCE);
    expect(workers[0].ended).toBe(true);
    expect(heard.at(-1)).toEqual({ type: 'stopped', id: job.id, retired: 42, where: null });
    expect(workers).toHaveLength(2);
    const again: JobMessage[] = [];
    run(again);
    workers[1].say(ready);
    expect(workers[1].sent.map((m) => m.type)).toEqual(['load', 'run']);
  });

  test('stops while it is still loading', () => {
    const heard: JobMessage[] = [];
    run(heard).stop();
    expect(workers[0].ended).toBe(true);
    expect(heard.at(-1)?.type).toBe('stopped');
  });

  test('a new run ends the one before it', () => {
    const first: JobMessage[] = [];
    run(first);
    workers[0].say(ready);
    run([]);
    expect(first.at(-1)?.type).toBe('stopped');
    expect(workers[0].ended).toBe(true);
  });

  test('says when the simulator cannot be loaded, and tries anew at the next run', () => {
    const heard: JobMessage[] = [];
    run(heard);
    workers[0].say({ type: 'failed', code: 'load', detail: 'HTTP 404' });
    expect(heard.at(-1)).toEqual({ type: 'failed', code: 'load', detail: 'HTTP 404' });
    run([]);
    expect(workers).toHaveLength(2);
  });

  test('a compile that breaks does not end the run beside it', async () => {
    const heard: JobMessage[] = [];
    const job = run(heard);
    workers[0].say(ready);
    const compiled = sim.compile('ex', []);
    const asked = workers[0].sent.at(-1) as Extract<ToWorker, { type: 'compile' }>;
    workers[0].say({ type: 'failed', code: 'internal', detail: 'boom', id: asked.id });
    expect(await compiled).toBe(null);
    workers[0].say({ type: 'done', id: job.id, report: report('ex', true) });
    expect(heard.at(-1)?.type).toBe('done');
  });

  test('an image for QEMU comes by its own number; what does not compile, and a worker that ends, give none', async () => {
    run([]);
    workers[0].say(ready);
    const made = sim.exportImage([]);
    const asked = workers[0].sent.at(-1) as Extract<ToWorker, { type: 'export' }>;
    workers[0].say({ type: 'exported', id: asked.id, image: new Uint8Array([2, 3]) });
    expect(await made).toEqual(new Uint8Array([2, 3]));
    const failed = sim.exportImage([]);
    workers[0].say({ type: 'exported', id: asked.id + 1, image: null });
    expect(await failed).toBe(null);
    const lost = sim.exportImage([]);
    sim.dispose();
    expect(await lost).toBe(null);
  });
});
