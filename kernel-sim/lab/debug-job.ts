/** One debugger in the worker: works in slices of a few milliseconds, says where it stands, and waits for what is asked next. */
import { Debugger } from './debug';
import { DebugTarget, type Focus } from './debug-target';
import type { DebugAction } from './debug-types';
import type { Pace } from './drive';
import { type LabAssets, Run } from './run';
import type { OutputListener } from './session';
import type { Exercise, ExerciseFile, FromWorker, ToWorker } from './types';

const FIRST_SLICE = 5_000;
const MOST_SLICE = 20_000_000;
const SLICE_MS = 8;
const TELL_MS = 200;

interface Host extends Pace {
  post(message: FromWorker): void;
}
type Asked = Extract<ToWorker, { type: 'debug' }>;

const focusOf = ({ kind }: Exercise): Focus => (kind === 'module' || kind === 'bare' ? kind : 'program');

export class DebugJob {
  private debugger: Debugger | null = null;
  private stopped = false;
  private wake: () => void = () => {};

  constructor(
    private readonly host: Host,
    private readonly asked: Asked,
    private readonly found: { exercise: Exercise; hash: string },
    private readonly assets: LabAssets,
    private readonly output: OutputListener,
  ) {}

  do(action: DebugAction): void {
    this.debugger?.do(action);
    // A request that needs no run is answered at once.
    if (this.debugger && !this.debugger.busy) this.tell();
    this.wake();
  }

  hold(): void {
    if (!this.debugger?.busy) return;
    this.debugger.interrupt();
    this.tell();
  }

  stop(): void {
    this.stopped = true;
    this.wake();
  }

  /** Until it is stopped. */
  async run(): Promise<void> {
    const { host, asked } = this;
    const { id } = asked;
    const first = this.open();
    if (!first.session) host.post({ type: 'debug-refused', id, diagnostics: first.diagnostics });
    else if (!this.stopped) await this.drive(first);
    const retired = this.debugger?.session.now ?? 0;
    host.post({ type: 'stopped', id, retired, where: null });
  }

  private open(): Run {
    const { exercise, hash } = this.found;
    const { submission, seed } = this.asked;
    const { assets, output } = this;
    return new Run(exercise, submission, { assets, seed, exerciseHash: hash, output, lessonTlb: true });
  }

  private async drive(first: Run): Promise<void> {
    const { host, asked } = this;
    let made: Run | null = first;
    const open = () => {
      const run = made ?? this.open();
      made = null;
      const session = run.session!;
      const program = { debug: run.compiled?.debug, elf: run.compiled?.elf, files: this.files().map((f) => f.path) };
      return {
        target: new DebugTarget(session, focusOf(this.found.exercise), program),
        step: (max: number) => run.step(max),
      };
    };
    const debugger_ = new Debugger(open, asked.breakpoints, () => host.post({ type: 'debug-rewound', id: asked.id }));
    this.debugger = debugger_;
    host.post({ type: 'phase', id: asked.id, phase: 'running' });
    let slice = FIRST_SLICE;
    let told = host.clock();
    while (!this.stopped) {
      if (!debugger_.busy) {
        await new Promise<void>((resolve) => {
          this.wake = resolve;
        });
        told = host.clock();
        continue;
      }
      const before = host.clock();
      if (debugger_.pump(slice)) this.tell();
      const now = host.clock();
      if (now - before < SLICE_MS / 2) slice = Math.min(MOST_SLICE, slice * 2);
      else if (now - before > SLICE_MS * 2) slice = Math.max(FIRST_SLICE, slice / 4);
      if (debugger_.busy && now - told > TELL_MS) {
        told = now;
        host.post({ type: 'debug-running', id: asked.id, count: debugger_.count });
      }
      await host.turn(0);
    }
  }

  private files(): readonly ExerciseFile[] {
    const { submission } = this.asked;
    const own = 'files' in this.found.exercise ? this.found.exercise.files : [];
    return submission.kind === 'code' ? [...submission.files, ...own] : own;
  }

  /** Where it stands, and the snapshots that the pictures are drawn from. */
  private tell(): void {
    const { id } = this.asked;
    if (!this.debugger) return;
    const { session } = this.debugger;
    this.host.post({ type: 'debug-state', id, state: this.debugger.state() });
    this.host.post({ type: 'snapshot', id, kernel: session.kernel(), bare: session.bare() });
  }
}
