/**
 * One run of one exercise: compile, boot, feed, record, check, report. Advanced in slices by whoever owns the thread (worker, grader, proof),
 * so that it can always be stopped. `Run` with a record's inputs is also the replay: same record, same digest.
 */
import type { KernelEvent } from '../kernel/events';
import type { CompileResult } from '../toolchain';
import type { Diagnostic } from '../toolchain/diagnostics';
import { BareSession } from './bare';
import { buildBpf } from './bpf';
import { compileBare, compileProgram, type Sysroot } from './compile';
import { digest } from './digest';
import { makeDraw } from './draw';
import { hostServices } from './host-services';
import { judgeAnswer, judgeRun, passed, type Verdict } from './judge';
import { LinuxSession } from './linux';
import { type BuiltModules, buildModules, moduleProgram } from './module';
import { eventsOf, type OutputListener, type Session } from './session';
import { sha256 } from './sha256';
import { fromLatin1, utf8 } from './text';
import { traceOf } from './thin';
import type {
  BpfExercise,
  CodeExercise,
  Exercise,
  ExerciseFile,
  Limits,
  ModuleExercise,
  RecordedInput,
  RunRecord,
  RunReport,
  RunView,
  ShellExercise,
  Submission,
  Variation,
} from './types';

export interface LabAssets {
  initramfs: Uint8Array;
  sysroot: Sysroot;
  simHash: string;
  toolHash: string;
}

export interface RunOptions {
  assets: LabAssets;
  seed: number;
  exerciseHash: string;
  output?: OutputListener;
  /** Inputs of a recorded run; live input is then refused. */
  replay?: { inputs: readonly RecordedInput[]; endAt?: number };
  /** The learner may type while it runs. */
  interactive?: boolean;
  /** For debuggers: the TLB of lessons, whatever the exercise says. */
  lessonTlb?: boolean;
}

const PROGRAM = '/home/main';

export class Run {
  readonly session: Session | null;
  readonly diagnostics: readonly Diagnostic[];
  /** What the compiler made of the submission. */
  readonly compiled: CompileResult | undefined;
  private gaveAt = 0;
  private readonly pending: RecordedInput[];
  private readonly answered: Verdict[] | null;
  /** What this seed gives to an exercise that varies. */
  private readonly given: Variation | undefined;

  constructor(
    readonly exercise: Exercise,
    readonly submission: Submission,
    private readonly options: RunOptions,
  ) {
    this.pending = [...(options.replay?.inputs ?? (submission.kind === 'shell' ? submission.inputs : []))];
    this.answered = judgeAnswer(exercise, submission);
    this.given = variationOf(exercise, options.seed);
    const { session, compiled } = this.open();
    this.session = session;
    this.compiled = compiled;
    this.diagnostics = compiled?.diagnostics ?? [];
  }

  private open(): { session: Session | null; compiled?: CompileResult } {
    const { exercise, submission } = this;
    if (exercise.kind === 'shell') return { session: this.openShell(exercise) };
    if (exercise.kind === 'predict' && exercise.demo)
      return this.openCode(exercise.demo.kind, exercise.demo.files, exercise.demo.limits, exercise.demo.run ?? {});
    if ((exercise.kind === 'program' || exercise.kind === 'bare') && submission.kind === 'code')
      return this.openCode(exercise.kind, withLocked(exercise, submission.files), exercise.limits, {
        ...exercise.run,
        ...this.given,
      });
    if (exercise.kind === 'module' && submission.kind === 'code')
      return this.openModule(exercise, withLocked(exercise, submission.files));
    if (exercise.kind === 'bpf' && submission.kind === 'code')
      return this.openScript(exercise, buildBpf(withLocked(exercise, submission.files), this.options.assets.sysroot));
    return { session: null };
  }

  private openShell(exercise: ShellExercise): Session {
    const { assets, seed, output = () => {} } = this.options;
    const files = (this.given?.guestFiles ?? exercise.setup?.files ?? []).map((f) => ({
      path: f.path,
      mode: f.mode ?? 0o644,
      data: utf8(f.text),
    }));
    const { limits, cpus = SHELL_CPUS } = exercise;
    const services = hostServices(assets.sysroot);
    return new LinuxSession({ initramfs: assets.initramfs, hostServices: services, seed, limits, cpus, files, output });
  }

  private openModule(exercise: ModuleExercise, files: readonly ExerciseFile[]) {
    return this.openScript(exercise, buildModules(exercise, files, this.options.assets.sysroot));
  }

  /** What was built lies in /root, and the exercise's script runs there. */
  private openScript(
    exercise: ModuleExercise | BpfExercise,
    built: Pick<BuiltModules, 'ok' | 'diagnostics' | 'files'>,
  ) {
    const { assets, seed, output = () => {} } = this.options;
    const compiled = { ok: built.ok, diagnostics: built.diagnostics };
    if (!built.ok) return { session: null, compiled };
    const { path, argv, env, file } = moduleProgram(this.given?.script ?? exercise.script);
    const guestFiles = (this.given?.guestFiles ?? exercise.run?.guestFiles ?? []).map((f) => ({
      path: f.path,
      mode: f.mode ?? 0o644,
      data: utf8(f.text),
    }));
    const session = new LinuxSession({
      initramfs: assets.initramfs,
      hostServices: hostServices(assets.sysroot),
      seed: exercise.run?.seed ?? seed,
      cpus: exercise.run?.cpus,
      limits: exercise.limits,
      files: [...built.files, file, ...guestFiles],
      program: { path, argv, env },
      output,
    });
    return { session, compiled };
  }

  private openCode(
    kind: 'program' | 'bare',
    files: readonly ExerciseFile[],
    limits: Limits,
    run: NonNullable<CodeExercise['run']>,
  ) {
    const { assets, seed, output = () => {} } = this.options;
    const compiled = kind === 'bare' ? compileBare(files, assets.sysroot) : compileProgram(files, assets.sysroot);
    if (!compiled.ok || !compiled.elf) return { session: null, compiled };
    if (kind === 'bare')
      return {
        session: new BareSession({
          elf: compiled.elf,
          debug: compiled.debug,
          limits,
          keys: run.keys,
          disk: run.disk,
          output,
        }),
        compiled,
      };
    const guestFiles = (run.guestFiles ?? []).map(({ path, mode = 0o644, text }) => ({ path, mode, data: utf8(text) }));
    const session = new LinuxSession({
      initramfs: assets.initramfs,
      hostServices: hostServices(assets.sysroot),
      seed: run.seed ?? seed,
      cpus: run.cpus,
      lessonTlb: run.tlb ?? this.options.lessonTlb,
      network: run.network && { link: run.network },
      hand: run.input,
      limits,
      files: [{ path: PROGRAM, mode: 0o755, data: compiled.elf }, ...guestFiles],
      program: {
        path: PROGRAM,
        argv: run.argv ?? [],
        env: run.env,
        uid: run.uid,
        stdin: run.stdin === undefined ? undefined : utf8(run.stdin),
        debug: compiled.debug,
        keepStdin: this.options.interactive && run.stdin === undefined,
      },
      output,
    });
    return { session, compiled };
  }

  /** Runs for at most `max` instructions; true when there is nothing more to do. */
  step(max: number): boolean {
    const { session } = this;
    if (!session || session.end) return true;
    const { replay } = this.options;
    while (this.due() <= session.now) this.give(session);
    const next = Math.min(this.due(), replay?.endAt ?? Number.POSITIVE_INFINITY);
    if (replay?.endAt !== undefined && session.now >= replay.endAt) return true;
    const before = session.now;
    session.advance(Math.min(max, next - session.now));
    // A machine that waits for input does not move its clock: the next recorded input is due now.
    if (session.waiting && session.now === before) {
      if (this.pending.length) this.give(session);
      else if (replay) return true;
    }
    return session.end !== null;
  }

  /** Virtual time of the next input; Infinity when it waits for the machine to be idle. */
  private due(): number {
    const [input] = this.pending;
    if (!input) return Number.POSITIVE_INFINITY;
    return input.after === undefined ? input.at : this.gaveAt + input.after;
  }

  private give(session: Session): void {
    this.gaveAt = session.now;
    session.input(fromLatin1(this.pending.shift()!.bytes));
  }

  /** The machine waits and no input is left to give: nothing more will happen by itself. */
  get idle(): boolean {
    return (this.session?.waiting ?? false) && this.pending.length === 0;
  }

  stop(): void {
    this.session?.stop('stopped');
  }

  /** Verdict and record as of now; a shell goes on living afterwards. */
  report(): RunReport {
    const view = this.view();
    const checks = this.answered ?? judgeRun('checks' in this.exercise ? this.exercise.checks : [], view);
    const { assets, seed, exerciseHash } = this.options;
    const record: RunRecord = {
      version: 1,
      simHash: assets.simHash,
      toolHash: assets.toolHash,
      exerciseId: this.exercise.id,
      exerciseHash,
      cpus: cpusOf(this.exercise),
      seed,
      submission:
        this.submission.kind === 'shell' ? { kind: 'shell', inputs: this.session?.inputs ?? [] } : this.submission,
      inputs: this.session?.inputs ?? [],
      ...(this.exercise.kind === 'shell' ? { endAt: this.session?.now ?? 0 } : {}),
    };
    return { record, digest: this.digest(view), passed: passed(checks), checks, view: serializable(view) };
  }

  private digest(view: RunView): string {
    if (!this.session) return sha256(JSON.stringify([this.submission, view.diagnostics.map((d) => [d.code, d.at])]));
    return digest({ ...view, memory: this.session.memoryHash() });
  }

  private view(): RunView {
    const { given, submission, diagnostics } = this;
    const base = { kind: this.exercise.kind, submission, given, diagnostics };
    if (this.session) return { ...base, ...this.session.view() };
    const events: KernelEvent[] = [];
    return {
      ...base,
      stdout: '',
      stderr: '',
      console: '',
      reason: 'not-run',
      exit: { code: null, signal: null },
      retired: 0,
      events,
      of: eventsOf(events),
      snapshot: null,
      bare: null,
      addressSpaces: [],
      where: null,
      file: () => null,
    };
  }
}

/** What the seed gives; undefined for an exercise that is the same with every seed. */
export function variationOf(exercise: Exercise, seed: number): Variation | undefined {
  const seeds = 'seeds' in exercise ? exercise.seeds : undefined;
  return seeds?.vary(makeDraw(seed));
}

/** A shell has a machine with two processors; a program one, unless its exercise asks for more, so that it reads step by step. */
export const SHELL_CPUS = 2;

export function cpusOf(exercise: Exercise): number {
  if (exercise.kind === 'shell') return exercise.cpus ?? SHELL_CPUS;
  const runs = exercise.kind === 'program' || exercise.kind === 'module' || exercise.kind === 'bpf';
  return runs ? (exercise.run?.cpus ?? 1) : 1;
}

/** Files that are not the learner's to change are taken from the exercise, whatever was handed in. */
function withLocked(
  exercise: CodeExercise | ModuleExercise | BpfExercise,
  handed: readonly ExerciseFile[],
): ExerciseFile[] {
  const locked = exercise.files.filter((f) => f.editable === false);
  return [...locked, ...handed.filter((f) => !locked.some((l) => l.path === f.path))];
}

function serializable({
  diagnostics,
  stdout,
  stderr,
  console,
  reason,
  exit,
  retired,
  events,
  snapshot,
  bare,
  addressSpaces,
  where,
}: RunView): RunReport['view'] {
  const trace = traceOf(events);
  return { diagnostics, stdout, stderr, console, reason, exit, retired, trace, snapshot, bare, addressSpaces, where };
}

/** Runs to the end in one go: for the grader and the proofs. `sliceLimit` bounds host work between looks at the clock of the caller. */
export function runToEnd(exercise: Exercise, submission: Submission, options: RunOptions): RunReport {
  const run = new Run(exercise, submission, options);
  while (!run.step(50_000_000) && !run.idle);
  return run.report();
}

/** Makes a recorded run again; the record must be of this exercise. */
export function replay(
  exercise: Exercise,
  record: RunRecord,
  options: Omit<RunOptions, 'seed' | 'replay' | 'interactive'>,
): RunReport {
  return runToEnd(exercise, record.submission, {
    ...options,
    seed: record.seed,
    interactive: record.inputs.length > 0,
    replay: { inputs: record.inputs, endAt: record.endAt },
  });
}
