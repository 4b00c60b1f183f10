/**
 * One exercise while the page is open: its text, its runs, its attempts. No React here: views subscribe, and what they
 * show is `state`. Work goes to the store within a second of typing; runs go to the page's simulator.
 */
import type { DebugAction } from '@ringzero/kernel-sim/lab/debug-types';
import type { ExerciseFile, RunReport, Submission } from '@ringzero/kernel-sim/lab/types';
import { type ExerciseData, surfaceOf } from '../model';
import type { Job, JobMessage, SimClient } from '../sim/client';
import type { Syncer } from '../store/sync';
import type { AttemptRecord, DraftRecord } from '../store/types';
import type { Change, Work } from '../store/work';
import { readEmergency, writeEmergency } from './emergency';
import { LiveData } from './live';
import { initialState, isBusy, type Phase, type SessionState } from './state';
import { TerminalBuffer } from './terminal-buffer';

/** The seed of a first run: inputs as the task tells them. */
const USUAL_SEED = 1;
const SAVE_AFTER = 400;
const COMPILE_AFTER = 700;
const LIVE_SNAPSHOTS = 4;

export interface SessionTools {
  sim: () => SimClient;
  work: Work;
  syncer: () => Syncer | null;
  now: () => number;
}

export class ExerciseSession {
  state: SessionState;
  readonly terminal = new TerminalBuffer();
  private readonly listeners = new Set<() => void>();
  private job: Job | null = null;
  private saveTimer: ReturnType<typeof setTimeout> | null = null;
  private compileTimer: ReturnType<typeof setTimeout> | null = null;
  private compileRound = 0;
  /** Of the run that is asked for: 1 as the task tells it, another to repeat what the server tried. */
  private seed = USUAL_SEED;
  private readonly live = new LiveData(
    () => this.state,
    (view) => this.set(view),
  );
  /** The question was asked on the way to the debugger. */
  private debugNext = false;
  private undoText: readonly ExerciseFile[] | null = null;
  private readonly leave: (() => void)[] = [];

  constructor(
    readonly data: ExerciseData,
    private readonly tools: SessionTools,
  ) {
    this.state = { ...initialState(data.files, tools.now()), order: [] };
    this.leave.push(tools.work.subscribe((change, other) => this.changed(change, other)));
    const syncer = tools.syncer();
    if (syncer) this.leave.push(syncer.subscribe(() => this.refreshSave()));
    void this.load();
  }

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };
  snapshot = (): SessionState => this.state;

  dispose(): void {
    this.flush();
    for (const leave of this.leave) leave();
    if (this.job && this.state.phase !== 'off') this.job.stop();
  }

  private set(part: Partial<SessionState>): void {
    this.state = { ...this.state, ...part };
    for (const listener of this.listeners) listener();
  }

  private phase(phase: Phase): void {
    this.set({ phase, since: this.tools.now() });
  }

  // -------------------------------------------------------------- text and saving

  private async load(): Promise<void> {
    const { work } = this.tools;
    const { id, prediction } = this.data;
    try {
      const [stored, attempts, progress, predicted] = await Promise.all([
        work.draft(id),
        work.attempts(id),
        work.db.get('progress', id),
        prediction ? work.prediction(id, prediction.id) : null,
      ]);
      const rescued = readEmergency(id);
      const draft =
        rescued && (!stored || rescued.updatedAt > stored.updatedAt) ? rescued.submission : stored?.submission;
      this.set({ attempts, passed: progress?.status === 'passed', prediction: predicted, ready: true });
      if (draft) this.take(draft);
      if (rescued && draft === rescued.submission) this.edited();
      else if (stored) this.refreshSave();
    } catch {
      this.set({ ready: true, save: 'failed' });
    }
  }

  /** Puts a stored submission into the editor. */
  private take(submission: Submission): void {
    if (submission.kind === 'code' && surfaceOf(this.data.kind) === 'code')
      this.set({ files: this.withTexts(submission.files), revision: this.state.revision + 1 });
    else if (submission.kind === 'predict') this.set({ answers: submission.answers });
    else if (submission.kind === 'order')
      this.set({ order: submission.order.filter((block) => this.data.blocks.some((b) => b.id === block)) });
  }

  /** The exercise's files with the learner's text; files that cannot be edited stay the exercise's own. */
  private withTexts(files: readonly ExerciseFile[]): ExerciseFile[] {
    return this.data.files.map((file) => {
      const mine = files.find((f) => f.path === file.path);
      return mine && file.editable !== false ? { ...file, text: mine.text } : file;
    });
  }

  submission(): Submission {
    switch (this.data.kind) {
      case 'predict':
        return { kind: 'predict', answers: this.state.answers };
      case 'order':
        return { kind: 'order', order: this.state.order };
      case 'shell':
        return { kind: 'shell', inputs: [] };
      default:
        return { kind: 'code', files: this.state.files };
    }
  }

  edit(path: string, text: string): void {
    this.set({ files: this.state.files.map((f) => (f.path === path ? { ...f, text } : f)), notice: null });
    this.edited();
    this.planCompile();
  }

  setAnswer(questionId: string, optionId: string): void {
    this.set({ answers: { ...this.state.answers, [questionId]: optionId } });
    this.edited();
  }

  setOrder(order: readonly string[]): void {
    this.set({ order });
    this.edited();
  }

  private edited(): void {
    this.set({ save: 'saving' });
    if (this.saveTimer) return;
    this.saveTimer = setTimeout(() => void this.save(), SAVE_AFTER);
  }

  private async save(): Promise<void> {
    if (this.saveTimer) clearTimeout(this.saveTimer);
    this.saveTimer = null;
    try {
      await this.tools.work.saveDraft(this.data, this.submission());
      if (!this.saveTimer)
        this.set({ save: this.tools.work.db.lasting ? (navigator.onLine ? 'here' : 'offline') : 'failed' });
    } catch {
      this.set({ save: 'failed' });
    }
  }

  /** The page is being left: IndexedDB may not finish, localStorage does. */
  flush(): void {
    if (!this.saveTimer) return;
    writeEmergency(this.data.id, this.submission(), this.tools.now());
    void this.save();
  }

  private refreshSave(): void {
    void this.tools.work.outbox().then((items) => {
      if (this.saveTimer || this.state.save === 'failed' || this.state.save === 'saving') return;
      const waits = items.some((item) => item.key === `draft/${this.data.id}`);
      const sync = this.tools.syncer()?.state ?? 'here';
      if (waits) this.set({ save: sync === 'offline' ? 'offline' : 'here' });
      else if (this.state.save !== 'nothing' || sync === 'server' || sync === 'account')
        this.set({ save: sync === 'offline' ? 'here' : sync });
    });
  }

  private changed(change: Change, otherTab: boolean): void {
    const { id } = this.data;
    if (change.type === 'attempt' && change.record.exerciseId === id) void this.reloadAttempts();
    else if (change.type === 'progress')
      void this.tools.work.db.get('progress', id).then((p) => p?.status === 'passed' && this.set({ passed: true }));
    else if (change.type === 'outbox') this.refreshSave();
    else if (
      change.type === 'draft' &&
      change.record.exerciseId === id &&
      (otherTab || change.record.writerId === 'server')
    )
      void this.overtaken(change.record);
  }

  private async reloadAttempts(): Promise<void> {
    this.set({ attempts: await this.tools.work.attempts(this.data.id) });
  }

  /** Another tab (or device) wrote this exercise: the newer text wins, the one that was here is kept in the list. */
  private async overtaken(record: DraftRecord): Promise<void> {
    const mine = this.submission();
    if (JSON.stringify(texts(mine)) === JSON.stringify(texts(record.submission))) return;
    const unsaved = this.saveTimer !== null;
    if (this.saveTimer) clearTimeout(this.saveTimer);
    this.saveTimer = null;
    if (unsaved || !this.isStarter(mine)) {
      const kept = this.state.attempts.some((a) => JSON.stringify(texts(a.submission)) === JSON.stringify(texts(mine)));
      if (!kept && (unsaved || this.state.notice?.type !== 'other-tab'))
        await this.tools.work.keep(this.data, mine, 'replaced');
    }
    this.take(record.submission);
    this.set({ notice: { type: 'other-tab' }, save: 'here' });
  }

  private isStarter(submission: Submission): boolean {
    return (
      submission.kind === 'code' &&
      submission.files.every((f) => this.data.files.find((s) => s.path === f.path)?.text === f.text)
    );
  }

  // -------------------------------------------------------------- reset, restore, solution, hints

  reset(): void {
    if (this.isStarter(this.submission())) return;
    this.undoText = this.state.files;
    void this.tools.work.keep(this.data, this.submission(), 'before-reset');
    this.set({ files: this.data.files, notice: { type: 'reset' }, revision: this.state.revision + 1, diagnostics: [] });
    this.edited();
  }

  undo(): void {
    if (!this.undoText) return;
    this.set({ files: this.undoText, notice: null, revision: this.state.revision + 1 });
    this.undoText = null;
    this.edited();
    this.planCompile();
  }

  restore(attempt: AttemptRecord): void {
    if (attempt.submission.kind !== 'code') return;
    this.replaceFiles(attempt.submission.files);
  }

  takeSolution(): void {
    this.replaceFiles(this.data.solutionFiles);
  }

  private replaceFiles(files: readonly ExerciseFile[]): void {
    this.undoText = this.state.files;
    if (!this.isStarter(this.submission())) void this.tools.work.keep(this.data, this.submission(), 'before-restore');
    this.set({ files: this.withTexts(files), notice: { type: 'restored' }, revision: this.state.revision + 1 });
    this.edited();
    this.planCompile();
  }

  /** The first hint is there as soon as hints are opened; this shows one more. */
  nextHint(): void {
    this.set({ hints: Math.min(this.data.hints.length, Math.max(1, this.state.hints) + 1) });
  }

  askSolution(): void {
    this.set({ solution: this.state.passed || this.state.solution >= 1 ? 2 : 1 });
  }

  /** Answers may be changed again; what was handed in stays in the list. */
  clearReport(): void {
    this.set({ report: null, judged: false });
  }

  dismissNotice(): void {
    this.set({ notice: null });
  }

  showAt(where: { line?: number; file?: string; step?: number; at?: number }): void {
    this.set({ show: { ...where, n: (this.state.show?.n ?? 0) + 1 } });
  }

  // -------------------------------------------------------------- compiling while typing

  private planCompile(): void {
    if (surfaceOf(this.data.kind) !== 'code') return;
    if (this.compileTimer) clearTimeout(this.compileTimer);
    this.compileTimer = setTimeout(() => void this.compileNow(), COMPILE_AFTER);
  }

  private async compileNow(): Promise<void> {
    // A run says the same at its end, and the worker is busy until then.
    if (isBusy(this.state.phase)) return;
    this.compileRound += 1;
    const round = this.compileRound;
    const diagnostics = await this.tools.sim().compile(this.data.id, this.state.files);
    if (round === this.compileRound && diagnostics) this.set({ diagnostics });
  }

  // -------------------------------------------------------------- running

  /** The one button: runs, or asks for the prediction first. `seed`: with the inputs that the server chose. */
  run(seed = USUAL_SEED): void {
    if (isBusy(this.state.phase)) return;
    this.seed = seed;
    this.debugNext = false;
    if (this.data.prediction && !this.state.prediction) {
      this.set({ asking: true });
      return;
    }
    this.begin();
  }

  /** The answer to the question before the first run; running follows. */
  async predict(answer: { optionId: string | null; text: string | null }): Promise<void> {
    const question = this.data.prediction;
    if (!question) return;
    const record = {
      key: `${this.data.id}/${question.id}`,
      exerciseId: this.data.id,
      questionId: question.id,
      ...answer,
      updatedAt: this.tools.now(),
    };
    this.set({ prediction: record, asking: false });
    if (this.debugNext) this.startDebug();
    else this.begin();
    await this.tools.work.savePrediction(this.data.id, question.id, answer).catch(() => this.set({ save: 'failed' }));
  }

  private begin(): void {
    const shell = this.data.kind === 'shell';
    this.clear();
    const { seed } = this;
    const prediction = this.state.prediction?.optionId ?? this.state.prediction?.text ?? undefined;
    this.job = this.tools
      .sim()
      .start(
        shell
          ? { type: 'boot', exerciseId: this.data.id, seed }
          : { type: 'run', exerciseId: this.data.id, submission: this.submission(), seed, prediction },
        (message) => this.hear(message),
      );
  }

  /** Nothing of an earlier run is shown any more. */
  private clear(): void {
    if (this.saveTimer) void this.save();
    this.compileRound += 1;
    this.terminal.clear();
    this.set({
      phase: 'loading',
      since: this.tools.now(),
      progress: null,
      report: null,
      judged: false,
      stopped: null,
      failure: null,
      diagnostics: [],
      trace: [],
      kernel: null,
      bare: null,
      spaces: [],
      walk: null,
      frame: null,
      asking: false,
      show: null,
      debug: null,
    });
  }

  // -------------------------------------------------------------- debugging

  /** Starts the program in the debugger, at its first line. Nothing is handed in. */
  startDebug(): void {
    if (isBusy(this.state.phase)) return;
    // What the program does is predicted before it is seen.
    if (this.data.prediction && !this.state.prediction) {
      this.debugNext = true;
      this.set({ asking: true });
      return;
    }
    this.clear();
    this.set({ debug: { running: true, state: null, count: 0 } });
    const { id: exerciseId } = this.data;
    const { breakpoints } = this.state;
    this.job = this.tools
      .sim()
      .start({ type: 'debug', exerciseId, submission: this.submission(), seed: USUAL_SEED, breakpoints }, (message) =>
        this.hear(message),
      );
  }

  /** A request of the debugger. Those that move wait until it stands. */
  debug(action: DebugAction): void {
    const { debug } = this.state;
    if (!debug) return;
    const moves = !['breakpoints', 'watch', 'memory'].includes(action.do);
    if (moves && (debug.running || !debug.state)) return;
    if (moves) this.set({ debug: { ...debug, running: true } });
    this.job?.debug(action);
  }

  holdDebug(): void {
    this.job?.hold();
  }

  toggleBreakpoint(file: string, line: number): void {
    const { breakpoints } = this.state;
    const same = (b: { file: string; line: number }) => b.file === file && b.line === line;
    const list = breakpoints.some(same) ? breakpoints.filter((b) => !same(b)) : [...breakpoints, { file, line }];
    list.sort((a, b) => a.file.localeCompare(b.file) || a.line - b.line);
    this.set({ breakpoints: list });
    this.debug({ do: 'breakpoints', list });
  }

  /** The program as an image for QEMU; null when it does not compile, and then the editor shows why. */
  async exportImage(): Promise<Uint8Array | null> {
    const image = await this.tools.sim().exportImage(this.state.files);
    if (!image) await this.compileNow();
    return image;
  }

  stop(): void {
    if (this.state.phase === 'off' || !this.job) return;
    this.phase('stopping');
    this.job.stop();
  }

  input(bytes: Uint8Array): void {
    this.job?.input(bytes);
  }

  check(): void {
    if (this.state.phase !== 'live') return;
    this.phase('checking');
    this.job?.check();
  }

  /** Asks for the pages of one process, or the walk of one address, while the machine is alive. */
  inspect(want: 'address-space' | 'walk', pid?: number, va?: number): void {
    this.job?.inspect(want, pid, va);
  }

  private hear(message: JobMessage): void {
    switch (message.type) {
      case 'loading':
        this.phase('loading');
        return;
      case 'phase':
        if (message.phase === 'running') this.job?.watch(LIVE_SNAPSHOTS);
        if (this.state.phase === 'stopping') return;
        if (this.state.debug && message.phase === 'running') {
          this.phase('debugging');
          return;
        }
        // A booted shell "runs" all the time: for the reader it is simply on.
        this.phase(this.data.kind === 'shell' && message.phase === 'running' ? 'live' : message.phase);
        return;
      case 'output':
        if (this.data.kind === 'shell' && this.state.phase === 'booting') this.phase('live');
        this.terminal.write(message.bytes);
        return;
      case 'progress':
        this.set({ progress: { retired: message.retired, limit: message.limit } });
        return;
      case 'events':
      case 'snapshot':
        this.live.push(message);
        return;
      case 'address-space':
        this.set({
          spaces: message.space
            ? [...this.state.spaces.filter((s) => s.pid !== message.space?.pid), message.space]
            : this.state.spaces,
        });
        return;
      case 'walk':
        this.set({ walk: message.walk });
        return;
      case 'framebuffer':
        this.set({ frame: message });
        return;
      case 'debug-state':
        this.set({ debug: { running: false, state: message.state, count: message.state.count } });
        return;
      case 'debug-running':
        if (this.state.debug) this.set({ debug: { ...this.state.debug, running: true, count: message.count } });
        return;
      case 'debug-rewound':
        this.terminal.clear();
        return;
      case 'debug-refused':
        this.set({ diagnostics: message.diagnostics });
        return;
      case 'checked':
        this.phase('live');
        this.finish(message.report, true);
        return;
      case 'done':
        this.phase('off');
        this.live.drop();
        // A shell was judged while it lived; its end says nothing more.
        if (this.data.kind === 'shell' && message.report.view.reason === 'stopped') return;
        this.finish(message.report, message.report.view.reason !== 'stopped');
        return;
      case 'stopped':
        this.set({
          phase: 'off',
          since: this.tools.now(),
          stopped: this.state.debug ? null : { retired: message.retired, where: message.where },
          debug: null,
        });
        return;
      case 'failed':
        this.set({
          phase: 'off',
          since: this.tools.now(),
          failure: { code: message.code, detail: message.detail },
          debug: null,
        });
        return;
      default:
        return;
    }
  }

  private finish(report: RunReport, judged: boolean): void {
    const { view } = report;
    const live = this.state.phase === 'live';
    this.set({
      report,
      judged,
      diagnostics: view.diagnostics,
      trace: live && view.trace.length === 0 ? this.state.trace : view.trace,
      kernel: view.snapshot ?? this.state.kernel,
      bare: view.bare ?? this.state.bare,
      spaces: view.addressSpaces.length > 0 ? view.addressSpaces : this.state.spaces,
      passed: this.state.passed || report.passed,
    });
    // What the reader stopped was not handed in.
    if (!judged) return;
    void this.tools.work.saveAttempt(this.data, report).catch(() => this.set({ save: 'failed' }));
  }
}

/** The learner's own text of a submission, for comparing. */
function texts(submission: Submission): unknown {
  return submission.kind === 'code' ? submission.files.map((f) => [f.path, f.text]) : submission;
}
