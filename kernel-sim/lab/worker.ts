/**
 * The simulator in a Web Worker: speaks the protocol of types.ts. `serve` gets the exercises from its caller, because kernel-sim knows no
 * content, and the browser's clock, fetch and event loop, because it knows no host.
 */
import { errnoName } from '../kernel/errno';
import { multibootImage } from '../machine';
import type { CompileResult } from '../toolchain';
import { buildBpf } from './bpf';
import { compileBare, compileModule, compileProgram, openSysroot } from './compile';
import { DebugJob } from './debug-job';
import { drive, type Pace } from './drive';
import { hostServices } from './host-services';
import { LinuxSession } from './linux';
import { buildModules, kernelExports } from './module';
import { type LabAssets, Run, SHELL_CPUS } from './run';
import type { OutputListener, Session } from './session';
import { newest } from './thin';
import type { Exercise, FromWorker, Limits, RecordedInput, Submission, ToWorker } from './types';

export interface WorkerHost extends Pace {
  post(message: FromWorker): void;
  onMessage(listener: (message: ToWorker) => void): void;
  fetchBytes(url: string): Promise<Uint8Array>;
  exercise(id: string): Promise<{ exercise: Exercise; hash: string } | null>;
}

/** The free lab and the home page's machine. */
const FREE_LIMITS: Limits = { instructions: 1e13, output: 64 << 20, tasks: 512 };
const EVENT_BATCH = 400;
const PROGRESS_MS = 250;

type Message<T extends ToWorker['type']> = Extract<ToWorker, { type: T }>;

/** One machine that is running now. */
interface Live {
  session: Session;
  run: Run | null;
  stopped: boolean;
  /** Snapshots a second wanted by pictures. */
  watch: number;
  /** Events already sent. */
  sent: number;
  /** The framebuffer's picture that was sent last. */
  picture: number;
}

interface Start {
  id: number;
  exerciseId: string;
  submission: Submission;
  seed: number;
  replay?: { inputs: readonly RecordedInput[]; endAt?: number };
}

export function serve(host: WorkerHost): void {
  const worker = new LabWorker(host);
  host.onMessage((message) => {
    worker.handle(message).catch((error: unknown) => {
      const detail = error instanceof Error ? (error.stack ?? error.message) : String(error);
      host.post({ type: 'failed', code: 'internal', detail, id: 'id' in message ? message.id : undefined });
    });
  });
}

class LabWorker {
  private assets: LabAssets | null = null;
  private loading: Promise<void> = Promise.resolve();
  private readonly live = new Map<number, Live>();
  /** Asked to stop before their machine stood. */
  private readonly stoppedEarly = new Set<number>();
  private readonly debugs = new Map<number, DebugJob>();

  constructor(private readonly host: WorkerHost) {}

  async handle(message: ToWorker): Promise<void> {
    if (message.type === 'load') {
      this.loading = this.load(message.manifestUrl);
      return;
    }
    if (message.type === 'stop') return this.stop(message.id);
    await this.loading;
    if (!this.assets) {
      this.host.post({ type: 'failed', code: 'load', detail: 'not loaded', id: message.id });
      return;
    }
    await this.dispatch(message, this.assets);
  }

  private async dispatch(message: Exclude<ToWorker, Message<'load' | 'stop'>>, assets: LabAssets): Promise<void> {
    switch (message.type) {
      case 'compile':
        return this.compile(message, assets);
      case 'run':
        return this.start(message, assets);
      case 'export':
        return this.exportImage(message, assets);
      case 'debug':
        return this.debug(message, assets);
      case 'debug-do':
        this.debugs.get(message.id)?.do(message.action);
        return;
      case 'debug-hold':
        this.debugs.get(message.id)?.hold();
        return;
      case 'replay': {
        const { exerciseId, submission, seed, inputs, endAt } = message.record;
        return this.start({ id: message.id, exerciseId, submission, seed, replay: { inputs, endAt } }, assets);
      }
      case 'boot': {
        const { id, exerciseId, seed } = message;
        if (exerciseId) return this.start({ id, exerciseId, submission: { kind: 'shell', inputs: [] }, seed }, assets);
        return this.bootFree(id, seed, assets);
      }
      case 'input':
        this.live.get(message.id)?.session.input(message.bytes);
        return;
      case 'check':
        return this.check(message.id);
      case 'inspect':
        return this.inspect(message);
      case 'put-file':
      case 'list-files':
      case 'get-file':
      case 'build':
        return this.files(message, assets);
      case 'watch': {
        const entry = this.live.get(message.id);
        if (entry) entry.watch = message.perSecond;
      }
    }
  }

  private async load(manifestUrl: string): Promise<void> {
    const { host } = this;
    try {
      const text = new TextDecoder().decode(await host.fetchBytes(manifestUrl));
      const manifest = JSON.parse(text) as { initramfs: string; sysroot: string; simHash: string; toolHash: string };
      const base = manifestUrl.slice(0, manifestUrl.lastIndexOf('/') + 1);
      const names = [manifest.initramfs, manifest.sysroot];
      const [initramfs, sysroot] = await Promise.all(names.map((name) => host.fetchBytes(base + name)));
      const { simHash, toolHash } = manifest;
      this.assets = { initramfs, sysroot: openSysroot(sysroot), simHash, toolHash };
      host.post({ type: 'ready', simHash, toolHash });
    } catch (error) {
      host.post({ type: 'failed', code: 'load', detail: String(error) });
    }
  }

  private output(id: number): OutputListener {
    return (stream, bytes) => this.host.post({ type: 'output', id, stream, bytes: bytes.slice() });
  }

  private async start({ id, exerciseId, submission, seed, replay }: Start, assets: LabAssets): Promise<void> {
    const { host } = this;
    const found = await host.exercise(exerciseId);
    if (!found) return host.post({ type: 'failed', code: 'unknown-exercise', detail: exerciseId, id });
    const { exercise, hash } = found;
    await this.phase(id, 'compiling');
    const run = new Run(exercise, submission, {
      assets,
      seed,
      exerciseHash: hash,
      replay,
      interactive: !replay,
      output: this.output(id),
    });
    if (run.diagnostics.length) host.post({ type: 'diagnostics', id, diagnostics: run.diagnostics });
    if (run.session) {
      const limit = 'limits' in exercise ? exercise.limits.instructions : FREE_LIMITS.instructions;
      const entry = await this.drive(id, run.session, run, { paced: exercise.kind === 'shell' && !replay, limit });
      if (entry.stopped) {
        run.stop();
        host.post({ type: 'stopped', id, retired: run.session.now, where: run.session.view().where });
      }
      await this.phase(id, 'checking');
    }
    host.post({ type: 'done', id, report: run.report() });
  }

  private async debug(message: Message<'debug'>, assets: LabAssets): Promise<void> {
    const { id, exerciseId } = message;
    const found = await this.host.exercise(exerciseId);
    if (!found) return this.host.post({ type: 'failed', code: 'unknown-exercise', detail: exerciseId, id });
    await this.phase(id, 'compiling');
    const job = new DebugJob(this.host, message, found, assets, this.output(id));
    this.debugs.set(id, job);
    if (this.stoppedEarly.delete(id)) job.stop();
    try {
      await job.run();
    } finally {
      this.debugs.delete(id);
    }
  }

  private async bootFree(id: number, seed: number, { initramfs, sysroot }: LabAssets): Promise<void> {
    await this.phase(id, 'booting');
    const session = new LinuxSession({
      initramfs,
      hostServices: hostServices(sysroot),
      seed,
      cpus: SHELL_CPUS,
      latestEvents: true,
      limits: FREE_LIMITS,
      output: this.output(id),
    });
    await this.drive(id, session, null, { paced: true, limit: FREE_LIMITS.instructions });
    this.host.post({ type: 'stopped', id, retired: session.now, where: null });
  }

  /** Runs a machine until it ends or is stopped; it can be talked to meanwhile. */
  private async drive(
    id: number,
    session: Session,
    run: Run | null,
    options: { paced: boolean; limit: number },
  ): Promise<Live> {
    const entry: Live = { session, run, stopped: this.stoppedEarly.delete(id), watch: 0, sent: 0, picture: -1 };
    this.live.set(id, entry);
    this.host.post({ type: 'phase', id, phase: 'running' });
    let progressAt = this.host.clock();
    let pictureAt = 0;
    await drive(this.host, {
      session,
      paced: options.paced,
      stopped: () => entry.stopped,
      step: (max) => {
        if (run) return run.step(max);
        session.advance(max);
        return session.end !== null;
      },
      between: (now) => {
        if (now - progressAt > PROGRESS_MS) {
          progressAt = now;
          this.host.post({ type: 'progress', id, retired: session.now, limit: options.limit });
        }
        if (entry.watch && now - pictureAt > 1000 / entry.watch) {
          pictureAt = now;
          this.picture(id, entry);
        }
      },
    });
    this.live.delete(id);
    this.sendEvents(id, entry);
    this.sendFrame(id, entry);
    return entry;
  }

  /** The phase is told before work that takes a while begins. */
  private async phase(id: number, phase: Extract<FromWorker, { type: 'phase' }>['phase']): Promise<void> {
    this.host.post({ type: 'phase', id, phase });
    await this.host.turn(0);
  }

  private picture(id: number, entry: Live): void {
    this.sendEvents(id, entry);
    const kernel = entry.session.kernel();
    this.host.post({ type: 'snapshot', id, kernel, bare: entry.session.bare() });
    this.sendFrame(id, entry, kernel);
  }

  /** The picture of /dev/fb0, when it is another one than the page has. */
  private sendFrame(id: number, entry: Live, kernel = entry.session.kernel()): void {
    const shape = kernel?.framebuffer;
    if (!shape || shape.generation === entry.picture || !(entry.session instanceof LinuxSession)) return;
    const pixels = entry.session.booted.framebuffer();
    if (!pixels) return;
    const { width, height, stride, generation } = shape;
    entry.picture = generation;
    this.host.post({ type: 'framebuffer', id, width, height, stride, pixels: pixels.slice() });
  }

  /** The newest events since the last time; of calls and faults the older ones are dropped when there are too many to draw. */
  private sendEvents(id: number, entry: Live): void {
    const { session } = entry;
    const gone = session instanceof LinuxSession ? session.droppedEvents : 0;
    const fresh = session.events.slice(Math.max(0, entry.sent - gone));
    if (!entry.watch || fresh.length === 0) return;
    entry.sent = gone + session.events.length;
    this.host.post({ type: 'events', id, events: newest(fresh, EVENT_BATCH) });
  }

  private stop(id: number): void {
    const entry = this.live.get(id);
    if (entry) entry.stopped = true;
    else if (this.debugs.has(id)) this.debugs.get(id)?.stop();
    else this.stoppedEarly.add(id);
  }

  private check(id: number): void {
    const run = this.live.get(id)?.run;
    if (run) this.host.post({ type: 'checked', id, report: run.report() });
  }

  private inspect({ id, want, pid = 0, va = 0 }: Message<'inspect'>): void {
    const session = this.live.get(id)?.session;
    if (!session) return;
    if (want === 'address-space') this.host.post({ type: 'address-space', id, space: session.addressSpace(pid) });
    else if (want === 'walk') this.host.post({ type: 'walk', id, walk: session.walk(pid, va) });
    else this.host.post({ type: 'snapshot', id, kernel: session.kernel(), bare: session.bare() });
  }

  private exportImage({ id, files }: Message<'export'>, { sysroot }: LabAssets): void {
    const compiled = compileBare(files, sysroot);
    const made = compiled.elf ? multibootImage(compiled.elf) : { error: 'not-elf' };
    if (compiled.diagnostics.length) this.host.post({ type: 'diagnostics', id, diagnostics: compiled.diagnostics });
    this.host.post({ type: 'exported', id, image: 'image' in made ? made.image : null });
  }

  private async compile({ id, exerciseId, files }: Message<'compile'>, { sysroot }: LabAssets): Promise<void> {
    const exercise = exerciseId ? (await this.host.exercise(exerciseId))?.exercise : undefined;
    const built =
      exercise?.kind === 'module'
        ? buildModules(exercise, files, sysroot)
        : exercise?.kind === 'bpf'
          ? buildBpf(files, sysroot)
          : exercise?.kind === 'bare'
            ? compileBare(files, sysroot)
            : compileProgram(files, sysroot);
    this.host.post({ type: 'diagnostics', id, diagnostics: built.diagnostics });
  }

  /** Files of a machine that belongs to no exercise: what an exercise's run holds is in its record, and nothing else. */
  private files(message: Message<'put-file' | 'list-files' | 'get-file' | 'build'>, assets: LabAssets): void {
    const { id, token, path } = message;
    const entry = this.live.get(id);
    const booted = entry && !entry.run && entry.session instanceof LinuxSession ? entry.session.booted : null;
    const put = (mode: number, data: Uint8Array): string | null => {
      const error = booted?.writeFile(path, mode, data) ?? null;
      return error === null ? 'off' : error < 0 ? errnoName(-error) : null;
    };
    switch (message.type) {
      case 'put-file':
        this.host.post({ type: 'file-put', id, token, path, error: put(message.mode, message.data) });
        return;
      case 'list-files':
        this.host.post({ type: 'files', id, token, path, entries: booted?.listDirectory(path) ?? null });
        return;
      case 'get-file':
        this.host.post({ type: 'file', id, token, path, data: booted?.readFile(path)?.slice() ?? null });
        return;
      case 'build': {
        const { elf, diagnostics, debug } = buildFree(message.files, path, assets.sysroot);
        if (elf && debug) booted?.addDebugInfo(path, debug);
        const error = elf ? put(path.endsWith('.ko') ? 0o644 : 0o755, elf) : 'compile';
        this.host.post({ type: 'built', id, token, path, diagnostics, error });
      }
    }
  }
}

/** `main.ko`: a module of that name; else a program. */
function buildFree(files: Message<'build'>['files'], path: string, sysroot: LabAssets['sysroot']): CompileResult {
  const module = /([\w-]+)\.ko$/.exec(path);
  return module
    ? compileModule(files, sysroot, { name: module[1], exports: kernelExports() })
    : compileProgram(files, sysroot);
}
