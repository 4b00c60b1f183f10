/** A machine of the reader's own: files are asked for while it lives, and every question gets an answer. */
import type { FromWorker, ToWorker } from '@ringzero/kernel-sim/lab/types';
import { beforeAll, expect, test, vi } from 'vitest';
import { SimClient, type WorkerLike } from '../sim/client';
import { FreeMachine } from './free-machine';

beforeAll(() => {
  vi.stubGlobal('requestAnimationFrame', () => 1);
});

function machine() {
  const sent: ToWorker[] = [];
  const worker: WorkerLike = { postMessage: (m) => sent.push(m), onmessage: null, onerror: null, terminate: () => {} };
  const say = (message: FromWorker) => worker.onmessage?.({ data: message } as MessageEvent<FromWorker>);
  const client = new SimClient(() => worker, '/m');
  const free = new FreeMachine(() => client, 4);
  const last = <T extends ToWorker['type']>(type: T) =>
    sent.findLast((m): m is Extract<ToWorker, { type: T }> => m.type === type);
  return { free, say, last };
}

test('it boots when a file is to be put in, and the answer belongs to the question', async () => {
  const { free, say, last } = machine();
  const ready = free.ready();
  say({ type: 'ready', simHash: 's', toolHash: 't' });
  const id = last('boot')?.id ?? 0;
  say({ type: 'phase', id, phase: 'running' });
  expect(await ready).toBe(true);
  const first = free.ask<'list-files'>({ type: 'list-files', path: '/a' });
  const token = last('list-files')?.token ?? 0;
  const second = free.ask<'list-files'>({ type: 'list-files', path: '/b' });
  say({ type: 'files', id, token: token + 1, path: '/b', entries: null });
  say({ type: 'files', id, token, path: '/a', entries: [] });
  expect((await first)?.entries).toEqual([]);
  expect((await second)?.path).toBe('/b');
});

test('a machine that ends answers what is open, and one that is off answers at once', async () => {
  const { free, say, last } = machine();
  expect(await free.ask<'get-file'>({ type: 'get-file', path: '/a' })).toBe(null);
  const ready = free.ready();
  say({ type: 'ready', simHash: 's', toolHash: 't' });
  const id = last('boot')?.id ?? 0;
  say({ type: 'phase', id, phase: 'running' });
  await ready;
  const open = free.ask<'get-file'>({ type: 'get-file', path: '/a' });
  say({ type: 'stopped', id, retired: 1, where: null });
  expect(await open).toBe(null);
  const again = free.ready();
  say({ type: 'failed', code: 'internal', detail: 'x' });
  expect(await again).toBe(false);
});
