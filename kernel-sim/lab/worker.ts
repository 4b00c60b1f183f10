/**
 * The simulator in a Web Worker: speaks the protocol of types.ts. Runs are advanced in slices with a turn of the event loop between them,
 * so that input, inspection and Stop are heard within milliseconds. `serve` gets the exercises from its caller: kernel-sim knows no content.
 */
import type { KernelEvent } from '../kernel/events';
import { compileBare, compileProgram, openSysroot } from './compile';
import { LinuxSession } from './linux';
import { type LabAssets, Run } from './run';
import type { Session } from './session';
import type { Exercise, FromWorker, Limits, Submission, ToWorker } from './types';

export interface WorkerHost {
  post(message: FromWorker): void;
  onMessage(listener: (message: ToWorker) => void): void;
  fetchBytes(url: string): Promise<Uint8Array>;
  /** Host milliseconds, for pacing a live machine; never seen by the guest. */
  clock(): number;
  /** Gives the event loop a turn, waiting at least `ms`. */
  turn(ms: number): Promise<void>;
  exercise(id: string): Promise<{ exercise: Exercise; hash: string } | null>;
}

const SLICE = 400_000;
const MAX_SLICE = 20_000_000;
const SLICE_MS = 8;
const PER_MS = 100_000;
const FREE_LIMITS: Limits = { instructions: 1e13, output: 64 << 20, tasks: 512 };
const EVENT_BATCH = 400;

interface Live {
  session: Session;
  run: Run | null;
  stopped: boolean;
  /** Snapshots a second wanted by pictures. */
  watch: number;
  /** Events already sent. */
  sent: number;
}

export function serve(host: WorkerHost): void {
  let assets: LabAssets | null = null;
  const live = new Map<number, Live>();
  let loading: Promise<void> = Promise.resolve();

  const load = async (manifestUrl: string) => {
    try {
      const manifest = JSON.parse(new TextDecoder().decode(await host.fetchBytes(manifestUrl))) as {
        initramfs: string;
        sysroot: string;
        simHash: string;
        toolHash: string;
      };
      const base = manifestUrl.slice(0, manifestUrl.lastIndexOf('/') + 1);
      const [initramfs, sysroot] = await Promise.all([
        host.fetchBytes(base + manifest.initramfs),
        host.fetchBytes(base + manifest.sysroot),
      ]);
      assets = { initramfs, sysroot: openSysroot(sysroot), simHash: manifest.simHash, toolHash: manifest.toolHash };
      host.post({ type: 'ready', simHash: assets.simHash, toolHash: assets.toolHash });
    } catch (error) {
      host.post({ type: 'failed', code: 'load', detail: String(error) });
    }
  };

  const startRun = async (
    id: number,
    exerciseId: string,
    submission: Submission,
    seed: number,
    replay?: {
      inputs: readonly { at: number; device: 'console' | 'keyboard' | 'stdin'; bytes: string }[];
      endAt?: number;
    },
  ) => {
    const found = await host.exercise(exerciseId);
    if (!found) return host.post({ type: 'failed', code: 'unknown-exercise', detail: exerciseId, id });
    host.post({ type: 'phase', id, phase: 'compiling' });
    await host.turn(0);
    const run = new Run(found.exercise, submission, {
      assets: assets!,
      seed,
      exerciseHash: found.hash,
      replay,
      interactive: !replay,
      output: (stream, bytes) => host.post({ type: 'output', id, stream, bytes: bytes.slice() }),
    });
    if (run.diagnostics.length) host.post({ type: 'diagnostics', id, diagnostics: run.diagnostics });
    if (!run.session) return host.post({ type: 'done', id, report: run.report() });
    const entry: Live = { session: run.session, run, stopped: false, watch: 0, sent: 0 };
    live.set(id, entry);
    host.post({ type: 'phase', id, phase: 'running' });
    const limit = 'limits' in found.exercise ? found.exercise.limits.instructions : FREE_LIMITS.instructions;
    await drive(id, entry, (max) => run.step(max), { paced: found.exercise.kind === 'shell' && !replay, limit });
    live.delete(id);
    if (entry.stopped) {
      run.stop();
      host.post({ type: 'stopped', id, retired: run.session.now, where: run.session.view().where });
    }
    host.post({ type: 'phase', id, phase: 'checking' });
    await host.turn(0);
    flush(id, entry);
    host.post({ type: 'done', id, report: run.report() });
  };

  const bootFree = async (id: number, seed: number) => {
    host.post({ type: 'phase', id, phase: 'booting' });
    await host.turn(0);
    const session = new LinuxSession({
      initramfs: assets!.initramfs,
      seed,
      limits: FREE_LIMITS,
      output: (stream, bytes) => host.post({ type: 'output', id, stream, bytes: bytes.slice() }),
    });
    const entry: Live = { session, run: null, stopped: false, watch: 0, sent: 0 };
    live.set(id, entry);
    host.post({ type: 'phase', id, phase: 'running' });
    await drive(
      id,
      entry,
      (max) => {
        session.advance(max);
        return session.end !== null;
      },
      {
        paced: true,
        limit: FREE_LIMITS.instructions,
      },
    );
    live.delete(id);
    host.post({ type: 'stopped', id, retired: session.now, where: null });
  };

  const flush = (id: number, entry: Live) => {
    const { events } = entry.session;
    if (entry.sent >= events.length) return;
    const batch: KernelEvent[] = events.slice(Math.max(entry.sent, events.length - EVENT_BATCH));
    entry.sent = events.length;
    if (entry.watch) host.post({ type: 'events', id, events: batch });
  };

  /** Advances until done or stopped. Slices adapt to about SLICE_MS of host time; a paced machine never runs ahead of the wall clock. */
  const drive = async (
    id: number,
    entry: Live,
    step: (max: number) => boolean,
    options: { paced: boolean; limit: number },
  ) => {
    let slice = SLICE;
    let lastProgress = host.clock();
    let lastSnapshot = 0;
    const startClock = host.clock();
    const startNow = entry.session.now;
    while (!entry.stopped) {
      const before = host.clock();
      const allowed = options.paced
        ? Math.max(PER_MS, (before - startClock) * PER_MS - (entry.session.now - startNow))
        : Number.POSITIVE_INFINITY;
      if (step(Math.min(slice, allowed))) break;
      const took = host.clock() - before;
      if (took < SLICE_MS / 2) slice = Math.min(MAX_SLICE, slice * 2);
      else if (took > SLICE_MS * 2) slice = Math.max(SLICE / 8, slice / 2);
      const now = host.clock();
      if (now - lastProgress > 250) {
        lastProgress = now;
        host.post({ type: 'progress', id, retired: entry.session.now, limit: options.limit });
      }
      if (entry.watch && now - lastSnapshot > 1000 / entry.watch) {
        lastSnapshot = now;
        flush(id, entry);
        host.post({ type: 'snapshot', id, kernel: entry.session.kernel(), bare: entry.session.bare() });
      }
      await host.turn(entry.session.waiting ? 12 : options.paced && took < 1 ? 4 : 0);
    }
  };

  const inspect = (message: Extract<ToWorker, { type: 'inspect' }>) => {
    const session = live.get(message.id)?.session;
    if (!session) return;
    const { id, pid = 0, va = 0 } = message;
    if (message.want === 'address-space') host.post({ type: 'address-space', id, space: session.addressSpace(pid) });
    else if (message.want === 'walk') host.post({ type: 'walk', id, walk: session.walk(pid, va) });
    else host.post({ type: 'snapshot', id, kernel: session.kernel(), bare: session.bare() });
  };

  const check = (id: number) => {
    const entry = live.get(id);
    if (entry?.run) host.post({ type: 'checked', id, report: entry.run.report() });
  };

  const compileOnly = async (message: Extract<ToWorker, { type: 'compile' }>) => {
    const found = message.exerciseId ? await host.exercise(message.exerciseId) : null;
    const compile = found?.exercise.kind === 'bare' ? compileBare : compileProgram;
    host.post({
      type: 'diagnostics',
      id: message.id,
      diagnostics: compile(message.files, assets!.sysroot).diagnostics,
    });
  };

  const handle = async (message: ToWorker) => {
    if (message.type === 'load') {
      loading = load(message.manifestUrl);
      return;
    }
    if (message.type === 'stop') {
      const entry = live.get(message.id);
      if (entry) entry.stopped = true;
      return;
    }
    await loading;
    if (!assets)
      return host.post({
        type: 'failed',
        code: 'load',
        detail: 'not loaded',
        id: 'id' in message ? message.id : undefined,
      });
    switch (message.type) {
      case 'compile':
        return compileOnly(message);
      case 'run':
        return startRun(message.id, message.exerciseId, message.submission, message.seed);
      case 'replay':
        return startRun(message.id, message.record.exerciseId, message.record.submission, message.record.seed, {
          inputs: message.record.inputs,
          endAt: message.record.endAt,
        });
      case 'boot':
        return message.exerciseId
          ? startRun(message.id, message.exerciseId, { kind: 'shell', inputs: [] }, message.seed)
          : bootFree(message.id, message.seed);
      case 'input':
        return live.get(message.id)?.session.input(message.bytes);
      case 'check':
        return check(message.id);
      case 'inspect':
        return inspect(message);
      case 'watch': {
        const entry = live.get(message.id);
        if (entry) entry.watch = message.perSecond;
      }
    }
  };

  host.onMessage((message) => {
    handle(message).catch((error: unknown) =>
      host.post({
        type: 'failed',
        code: 'internal',
        detail: error instanceof Error ? (error.stack ?? error.message) : String(error),
        id: 'id' in message ? message.id : undefined,
      }),
    );
  });
}
