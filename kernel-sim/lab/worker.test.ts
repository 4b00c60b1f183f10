import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { check } from './checks';
import type { Exercise, FromWorker, ToWorker } from './types';
import { serve } from './worker';

const DIST = fileURLToPath(new URL('../userland/dist/', import.meta.url));
const both = (text: string) => ({ ja: text, en: text });
const base = { title: both('t'), task: both('t'), hints: [], messages: {}, success: both('s'), wrong: [] };
const exercises: Record<string, Exercise> = {
  program: {
    ...base,
    id: 'program',
    kind: 'program',
    files: [],
    solution: [],
    limits: { instructions: 1e10 },
    checks: [check('c', both('c'), (v) => (v.stdout === 'hi\n' ? null : 'no'))],
  },
  shell: {
    ...base,
    id: 'shell',
    kind: 'shell',
    solution: [],
    limits: { instructions: 1e13 },
    checks: [check('c', both('c'), (v) => (v.file('/root/f') === 'x\n' ? null : 'no'))],
  },
};

/** A worker in this thread, and what it has said. */
function worker(assets = true) {
  const said: FromWorker[] = [];
  const waiting: { type: string; resolve: (m: FromWorker) => void }[] = [];
  let tell: (message: ToWorker) => void = () => {};
  serve({
    post: (message) => {
      said.push(message);
      for (const w of [...waiting])
        if (w.type === message.type) waiting.splice(waiting.indexOf(w), 1)[0].resolve(message);
    },
    onMessage: (listener) => {
      tell = listener;
    },
    fetchBytes: async (url) => {
      if (!assets) throw new Error('no network');
      if (url.endsWith('manifest.json'))
        return new TextEncoder().encode(
          '{"initramfs":"initramfs.cpio","sysroot":"sysroot.bin","simHash":"s","toolHash":"t"}',
        );
      return new Uint8Array(readFileSync(DIST + url.slice(url.lastIndexOf('/') + 1)));
    },
    clock: () => performance.now(),
    turn: (ms) => new Promise((resolve) => (ms ? setTimeout(resolve, ms) : setImmediate(resolve))),
    exercise: async (id) => (exercises[id] ? { exercise: exercises[id], hash: 'h' } : null),
  });
  const next = <T extends FromWorker['type']>(type: T) =>
    new Promise<Extract<FromWorker, { type: T }>>((resolve) =>
      waiting.push({ type, resolve: resolve as (m: FromWorker) => void }),
    );
  tell({ type: 'load', manifestUrl: '/sim/manifest.json' });
  return { said, tell: (m: ToWorker) => tell(m), next };
}
const code = (text: string) => ({ kind: 'code' as const, files: [{ path: 'main.c', text }] });
const HELLO = '#include <stdio.h>\nint main(void) {\n    puts("hi");\n    return 0;\n}\n';

test('a run tells its phases, its output and its verdict', async () => {
  const { said, tell, next } = worker();
  tell({ type: 'run', id: 7, exerciseId: 'program', submission: code(HELLO), seed: 1 });
  const { report } = await next('done');
  expect(report).toMatchObject({ passed: true, record: { simHash: 's', toolHash: 't', exerciseHash: 'h', seed: 1 } });
  expect(said.filter((m) => m.type === 'phase').map((m) => m.phase)).toEqual(['compiling', 'running', 'checking']);
  expect(said.find((m) => m.type === 'output')).toMatchObject({ id: 7, stream: 'stdout' });
});

test('a replay of its record gives the same digest', async () => {
  const { tell, next } = worker();
  tell({ type: 'run', id: 1, exerciseId: 'program', submission: code(HELLO), seed: 1 });
  const { report } = await next('done');
  tell({ type: 'replay', id: 2, record: report.record });
  expect((await next('done')).report.digest).toBe(report.digest);
});

test('Stop ends an endless loop, and says where it was', async () => {
  const { tell, next } = worker();
  tell({
    type: 'run',
    id: 1,
    exerciseId: 'program',
    submission: code('int main(void) {\n    for (;;) {\n    }\n}\n'),
    seed: 1,
  });
  await next('progress');
  tell({ type: 'stop', id: 1 });
  expect((await next('stopped')).where).toMatchObject({ function: 'main' });
  expect((await next('done')).report.view.reason).toBe('stopped');
});

test('Stop before the machine stands ends it too', async () => {
  const { tell, next } = worker();
  tell({
    type: 'run',
    id: 1,
    exerciseId: 'program',
    submission: code('int main(void) {\n    for (;;) {\n    }\n}\n'),
    seed: 1,
  });
  tell({ type: 'stop', id: 1 });
  expect((await next('done')).report.view.reason).toBe('stopped');
});

test('a shell takes input, is judged while it lives, and answers pictures', async () => {
  const { tell, next } = worker();
  tell({ type: 'boot', id: 3, exerciseId: 'shell', seed: 1 });
  await next('output');
  tell({ type: 'input', id: 3, bytes: new TextEncoder().encode('echo x > f\n') });
  let passed = false;
  for (let i = 0; i < 40 && !passed; i++) {
    await new Promise((resolve) => setTimeout(resolve, 25));
    tell({ type: 'check', id: 3 });
    passed = (await next('checked')).report.passed;
  }
  expect(passed).toBe(true);
  tell({ type: 'inspect', id: 3, want: 'kernel' });
  const { kernel } = await next('snapshot');
  expect(kernel?.tasks.map((t) => t.comm)).toContain('sh');
  tell({ type: 'inspect', id: 3, want: 'address-space', pid: kernel?.tasks.find((t) => t.comm === 'sh')?.pid });
  expect((await next('address-space')).space?.vmas.length).toBeGreaterThan(3);
  tell({ type: 'stop', id: 3 });
  await next('done');
});

test('errors while typing are told without a run', async () => {
  const { tell, next } = worker();
  tell({
    type: 'compile',
    id: 5,
    exerciseId: 'program',
    files: [{ path: 'main.c', text: 'int main(void) { return x; }\n' }],
  });
  expect((await next('diagnostics')).diagnostics[0]).toMatchObject({ severity: 'error', at: { line: 1 } });
});

test('an unknown exercise and a failed download are told as such', async () => {
  const good = worker();
  good.tell({ type: 'run', id: 1, exerciseId: 'nothing', submission: code(''), seed: 1 });
  expect((await good.next('failed')).code).toBe('unknown-exercise');
  const bad = worker(false);
  expect((await bad.next('failed')).code).toBe('load');
});

test('files of a free machine: put in, listed, read back, compiled into; a machine that is off says so', async () => {
  const { said, tell, next } = worker();
  tell({ type: 'list-files', id: 9, token: 1, path: '/root' });
  expect(await next('files')).toMatchObject({ token: 1, entries: null });
  tell({ type: 'boot', id: 5, exerciseId: null, seed: 1 });
  await next('output');
  const data = new TextEncoder().encode('#!/bin/sh\necho dropped\n');
  tell({ type: 'put-file', id: 5, token: 2, path: '/root/dropped', mode: 0o755, data });
  expect(await next('file-put')).toEqual({ type: 'file-put', id: 5, token: 2, path: '/root/dropped', error: null });
  tell({ type: 'put-file', id: 5, token: 3, path: '/proc/nothing', mode: 0o755, data });
  expect((await next('file-put')).error).toMatch(/^E[A-Z]+$/);
  tell({ type: 'put-file', id: 5, token: 4, path: '/root/big', mode: 0o755, data: new Uint8Array(60 << 20) });
  expect((await next('file-put')).error).toBe('ENOSPC');
  tell({ type: 'list-files', id: 5, token: 5, path: '/root' });
  const { entries } = await next('files');
  expect(entries?.find((e) => e.name === 'dropped')).toEqual({ name: 'dropped', mode: 0o100755, size: data.length });
  tell({ type: 'get-file', id: 5, token: 6, path: '/root/dropped' });
  expect(new TextDecoder().decode((await next('file')).data ?? undefined)).toContain('echo dropped');
  tell({
    type: 'build',
    id: 5,
    token: 7,
    files: [{ path: 'main.c', text: 'int main(void) { return nope; }' }],
    path: '/root/a',
  });
  expect(await next('built')).toMatchObject({ token: 7, error: 'compile' });
  tell({ type: 'build', id: 5, token: 8, files: [{ path: 'main.c', text: HELLO }], path: '/root/hello' });
  expect(await next('built')).toMatchObject({ token: 8, error: null });
  const heard = () => said.map((m) => (m.type === 'output' ? new TextDecoder().decode(m.bytes) : '')).join('');
  tell({ type: 'input', id: 5, bytes: new TextEncoder().encode('/root/hello; /root/dropped\n') });
  while (!/hi\s+dropped/.test(heard())) await next('output');
  tell({ type: 'stop', id: 5 });
  await next('stopped');
});

test('the debugger stops at the first line, steps, goes back, and ends when it is stopped', async () => {
  const { said, tell, next } = worker();
  const first = next('debug-state');
  tell({ type: 'debug', id: 3, exerciseId: 'program', submission: code(HELLO), seed: 1, breakpoints: [] });
  expect((await first).state).toMatchObject({ why: 'start', machine: { place: { file: 'main.c', line: 3 } } });
  const second = next('debug-state');
  tell({ type: 'debug-do', id: 3, action: { do: 'next' } });
  expect((await second).state.machine.place?.line).toBe(4);
  expect(said.filter((m) => m.type === 'output').length).toBeLessThanOrEqual(1);
  const back = next('debug-state');
  tell({ type: 'debug-do', id: 3, action: { do: 'back-line' } });
  expect((await back).state.machine.place?.line).toBe(3);
  expect(said.some((m) => m.type === 'debug-rewound')).toBe(true);
  const stopped = next('stopped');
  tell({ type: 'stop', id: 3 });
  await stopped;
  expect(said.some((m) => m.type === 'done')).toBe(false);
});

test('the debugger can be held in an endless loop, and what does not compile is refused', async () => {
  const { tell, next } = worker();
  const first = next('debug-state');
  const text = 'int main(void) {\n    for (;;)\n        ;\n}\n';
  const breakpoints = [{ file: 'main.c', line: 99 }];
  tell({ type: 'debug', id: 3, exerciseId: 'program', submission: code(text), seed: 1, breakpoints });
  await first;
  const running = next('debug-running');
  tell({ type: 'debug-do', id: 3, action: { do: 'continue' } });
  await running;
  const held = next('debug-state');
  tell({ type: 'debug-hold', id: 3 });
  expect((await held).state.why).toBe('interrupted');
  const gone = next('stopped');
  tell({ type: 'stop', id: 3 });
  await gone;
  const refused = next('debug-refused');
  tell({ type: 'debug', id: 4, exerciseId: 'program', submission: code('int main(void) {'), seed: 1, breakpoints: [] });
  expect((await refused).diagnostics.length).toBeGreaterThan(0);
});
