/**
 * The page's side of the simulator: one worker, one running job at a time. Stop always works: the worker is asked first,
 * and ended and replaced when it has not answered within half a second.
 */
import type { BreakpointAsked, DebugAction } from '@ringzero/kernel-sim/lab/debug-types';
import type { ExerciseFile, FromWorker, RunRecord, Submission, ToWorker } from '@ringzero/kernel-sim/lab/types';
import type { Diagnostic } from '@ringzero/kernel-sim/toolchain/diagnostics';

/** What of a Worker is used; a scripted one stands in for it in tests. */
export interface WorkerLike {
  postMessage(message: ToWorker): void;
  onmessage: ((event: MessageEvent<FromWorker>) => void) | null;
  onerror: ((event: ErrorEvent) => void) | null;
  terminate(): void;
}

export type JobRequest =
  | { type: 'run'; exerciseId: string; submission: Submission; prediction?: string; seed: number }
  | { type: 'boot'; exerciseId: string | null; seed: number }
  | {
      type: 'debug';
      exerciseId: string;
      submission: Submission;
      seed: number;
      breakpoints: readonly BreakpointAsked[];
    }
  | { type: 'replay'; record: RunRecord };

/** What a job hears: the worker's messages about it, and `loading` while the simulator itself is on its way. */
export type JobMessage =
  | Extract<FromWorker, { id: number }>
  | { type: 'failed'; code: 'load' | 'internal' | 'unknown-exercise'; detail: string }
  | { type: 'loading' };

export interface Job {
  readonly id: number;
  stop(): void;
  input(bytes: Uint8Array): void;
  check(): void;
  watch(perSecond: number): void;
  inspect(want: 'kernel' | 'bare' | 'address-space' | 'walk', pid?: number, va?: number): void;
  /** What the debugger is to do next; and to hold what it does. */
  debug(action: DebugAction): void;
  hold(): void;
  /** Files of a free machine; the answer comes as a message with the same token. */
  files(request: FileRequest): void;
}

type FileMessage = Extract<ToWorker, { type: 'put-file' | 'list-files' | 'get-file' | 'build' }>;
type WithoutId<T> = T extends FileMessage ? Omit<T, 'id'> : never;
export type FileRequest = WithoutId<FileMessage>;

interface Running {
  id: number;
  listener: (message: JobMessage) => void;
  retired: number;
  stopTimer: ReturnType<typeof setTimeout> | null;
}

export const STOP_PATIENCE = 500;
/** Compiling while typing gives up after this; the next change asks again. */
const COMPILE_PATIENCE = 5_000;
/** The simulator may have to be loaded first. */
const EXPORT_PATIENCE = 30_000;

export class SimClient {
  private worker: WorkerLike | null = null;
  private ready = false;
  private waiting: ToWorker[] = [];
  private running: Running | null = null;
  /** Stopped by the reader; its report (where it was, what it left) may still come. */
  private ended: Running | null = null;
  private nextId = 1;
  private readonly compiles = new Map<number, (diagnostics: readonly Diagnostic[] | null) => void>();
  private readonly exports = new Map<number, (image: Uint8Array | null) => void>();

  constructor(
    private readonly spawn: () => WorkerLike,
    private readonly manifestUrl: string,
  ) {}

  /** Loads the simulator ahead of the first run. */
  warm(): void {
    this.ensureWorker();
  }

  /** Starts a job; one that is still running is stopped first. */
  start(request: JobRequest, listener: (message: JobMessage) => void): Job {
    if (this.running) this.end(this.running, true);
    this.ended = null;
    const id = this.nextId++;
    this.running = { id, listener, retired: 0, stopTimer: null };
    this.ensureWorker();
    if (!this.ready) listener({ type: 'loading' });
    this.send({ ...request, id });
    return {
      id,
      stop: () => this.stop(id),
      input: (bytes) => this.sendFor(id, { type: 'input', id, bytes }),
      check: () => this.sendFor(id, { type: 'check', id }),
      watch: (perSecond) => this.sendFor(id, { type: 'watch', id, perSecond }),
      inspect: (want, pid, va) => this.sendFor(id, { type: 'inspect', id, want, pid, va }),
      debug: (action) => this.sendFor(id, { type: 'debug-do', id, action }),
      hold: () => this.sendFor(id, { type: 'debug-hold', id }),
      files: (request) => this.sendFor(id, { ...request, id } as FileMessage),
    };
  }

  /** What the compiler says about these files; null when it did not answer (stopped, or broken off). */
  compile(exerciseId: string | null, files: readonly ExerciseFile[]): Promise<readonly Diagnostic[] | null> {
    const id = this.nextId++;
    this.ensureWorker();
    return new Promise((resolve) => {
      const timer = setTimeout(() => settle(null), COMPILE_PATIENCE);
      const settle = (diagnostics: readonly Diagnostic[] | null) => {
        clearTimeout(timer);
        this.compiles.delete(id);
        resolve(diagnostics);
      };
      this.compiles.set(id, settle);
      this.send({ type: 'compile', id, exerciseId, files });
    });
  }

  /** The bare-metal program as an image that QEMU starts; null when it does not compile or nothing answered. */
  exportImage(files: readonly ExerciseFile[]): Promise<Uint8Array | null> {
    const id = this.nextId++;
    this.ensureWorker();
    return new Promise((resolve) => {
      const timer = setTimeout(() => settle(null), EXPORT_PATIENCE);
      const settle = (image: Uint8Array | null) => {
        clearTimeout(timer);
        this.exports.delete(id);
        resolve(image);
      };
      this.exports.set(id, settle);
      this.send({ type: 'export', id, exerciseId: null, files });
    });
  }

  /** Ends everything; the page is left. */
  dispose(): void {
    this.dropWorker();
    this.running = null;
  }

  private stop(id: number): void {
    const job = this.running;
    if (job?.id !== id || job.stopTimer) return;
    if (!this.ready) {
      this.end(job, true);
      return;
    }
    this.send({ type: 'stop', id });
    job.stopTimer = setTimeout(() => this.end(job, true), STOP_PATIENCE);
  }

  /** The job is over. `hard`: the worker goes with it, because it may be busy for ever. */
  private end(job: Running, hard: boolean): void {
    if (job.stopTimer) clearTimeout(job.stopTimer);
    if (this.running === job) this.running = null;
    if (!hard) return;
    this.dropWorker();
    job.listener({ type: 'stopped', id: job.id, retired: job.retired, where: null });
    this.ensureWorker();
  }

  private ensureWorker(): void {
    if (this.worker) return;
    const worker = this.spawn();
    this.worker = worker;
    worker.onmessage = ({ data }) => {
      if (this.worker === worker) this.receive(data);
    };
    worker.onerror = (event) => {
      if (this.worker === worker) this.broken('internal', event.message || 'the worker ended');
    };
    worker.postMessage({ type: 'load', manifestUrl: this.manifestUrl });
  }

  private dropWorker(): void {
    this.worker?.terminate();
    this.worker = null;
    this.ready = false;
    this.waiting = [];
    for (const settle of [...this.compiles.values()]) settle(null);
    for (const settle of [...this.exports.values()]) settle(null);
  }

  private send(message: ToWorker): void {
    if (this.ready) this.worker?.postMessage(message);
    else this.waiting.push(message);
  }

  private sendFor(id: number, message: ToWorker): void {
    if (this.running?.id === id) this.send(message);
  }

  private broken(code: 'load' | 'internal', detail: string): void {
    const job = this.running;
    this.running = null;
    if (job?.stopTimer) clearTimeout(job.stopTimer);
    this.dropWorker();
    job?.listener({ type: 'failed', code, detail });
  }

  private receive(message: FromWorker): void {
    if (message.type === 'ready') {
      this.ready = true;
      for (const waiting of this.waiting.splice(0)) this.worker?.postMessage(waiting);
      return;
    }
    if (message.type === 'diagnostics') {
      this.compiles.get(message.id)?.(message.diagnostics);
      return;
    }
    if (message.type === 'exported') {
      this.exports.get(message.id)?.(message.image);
      return;
    }
    if (message.type === 'failed' && (message.id === undefined || message.code !== 'unknown-exercise')) {
      this.failed(message);
      return;
    }
    if (message.type === 'done' && message.id === this.ended?.id) {
      this.ended.listener(message);
      return;
    }
    const job = this.running;
    if (!job || message.id !== job.id) return;
    if (message.type === 'stopped') this.ended = job;
    if (message.type === 'progress') job.retired = message.retired;
    if (message.type === 'done' || message.type === 'stopped' || message.type === 'failed') this.end(job, false);
    job.listener(message as JobMessage);
  }

  private failed(message: Extract<FromWorker, { type: 'failed' }>): void {
    // A compile that broke says nothing about the run beside it.
    const waiting = message.id === undefined ? undefined : message.id;
    const compile = waiting === undefined ? undefined : (this.compiles.get(waiting) ?? this.exports.get(waiting));
    if (compile) {
      compile(null);
      return;
    }
    this.broken(message.code === 'load' ? 'load' : 'internal', message.detail);
  }
}
