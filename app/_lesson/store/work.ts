/**
 * The learner's work in this browser: drafts, attempts, predictions, progress, place; each written here first and put in
 * the outbox for the server. Other tabs hear of every change over a BroadcastChannel.
 */
import type { RunReport, Submission } from '@ringzero/kernel-sim/lab/types';
import type { Language } from '../../_i18n/language';
import type { ExerciseVerdict, ProgressState, SyncRequest, SyncResponse } from '../../_shared/api';
import { type Database, openDatabase } from './database';
import type {
  AttemptKind,
  AttemptRecord,
  DraftRecord,
  Outgoing,
  PlaceRecord,
  PredictionRecord,
  ProgressRecord,
} from './types';

export type Change =
  | { type: 'draft'; record: DraftRecord }
  | { type: 'attempt'; record: AttemptRecord }
  | { type: 'progress' }
  | { type: 'place' }
  | { type: 'outbox' };

export interface ExerciseRef {
  id: string;
  hash: string;
}

const CHANNEL = 'ringzero-work';

export class Work {
  readonly writerId = crypto.randomUUID();
  private readonly listeners = new Set<(change: Change, fromOtherTab: boolean) => void>();
  private readonly channel: BroadcastChannel | null;

  constructor(
    readonly db: Database,
    private readonly now: () => number = Date.now,
  ) {
    this.channel = typeof BroadcastChannel === 'undefined' ? null : new BroadcastChannel(CHANNEL);
    if (this.channel) this.channel.onmessage = (event: MessageEvent<Change>) => this.tell(event.data, true);
  }

  /** Hears every change of this tab and of the others. */
  subscribe(listener: (change: Change, fromOtherTab: boolean) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  close(): void {
    this.channel?.close();
    this.listeners.clear();
  }

  private tell(change: Change, fromOtherTab: boolean): void {
    for (const listener of this.listeners) listener(change, fromOtherTab);
  }

  private announce(change: Change): void {
    this.tell(change, false);
    try {
      this.channel?.postMessage(change);
    } catch {
      // The channel closes with the page; the change itself is stored.
    }
  }

  private async queue(item: Outgoing): Promise<void> {
    await this.db.put('outbox', item);
    this.announce({ type: 'outbox' });
  }

  // -------------------------------------------------------------- drafts

  draft(exerciseId: string): Promise<DraftRecord | null> {
    return this.db.get('drafts', exerciseId);
  }

  /** Stores the text as it stands now. */
  async saveDraft(exercise: ExerciseRef, submission: Submission): Promise<DraftRecord> {
    const before = await this.draft(exercise.id);
    const record: DraftRecord = {
      exerciseId: exercise.id,
      exerciseHash: exercise.hash,
      clientId: crypto.randomUUID(),
      submission,
      updatedAt: Math.max(this.now(), (before?.updatedAt ?? 0) + 1),
      writerId: this.writerId,
      basedOn: before?.basedOn ?? null,
    };
    await this.db.put('drafts', record);
    this.announce({ type: 'draft', record });
    await this.queue({ key: `draft/${exercise.id}`, kind: 'draft', body: record });
    return record;
  }

  // -------------------------------------------------------------- attempts

  async attempts(exerciseId: string): Promise<AttemptRecord[]> {
    const all = await this.db.all('attempts');
    return all.filter((a) => a.exerciseId === exerciseId).sort((a, b) => b.at - a.at);
  }

  /** Keeps a text that is about to be replaced. */
  async keep(exercise: ExerciseRef, submission: Submission, kind: Exclude<AttemptKind, 'run'>): Promise<void> {
    const record: AttemptRecord = {
      clientId: crypto.randomUUID(),
      exerciseId: exercise.id,
      exerciseHash: exercise.hash,
      kind,
      at: this.now(),
      submission,
      passed: false,
      outcome: null,
      checks: [],
    };
    await this.db.put('attempts', record);
    this.announce({ type: 'attempt', record });
  }

  /** Keeps a finished run, raises the progress and queues it for the server. */
  async saveAttempt(exercise: ExerciseRef, report: RunReport): Promise<void> {
    const { record, digest, passed, checks, view } = report;
    const outcome = { reason: view.reason, exit: view.exit, retired: view.retired };
    const attempt: AttemptRecord = {
      clientId: crypto.randomUUID(),
      exerciseId: exercise.id,
      exerciseHash: exercise.hash,
      kind: 'run',
      at: this.now(),
      submission: record.submission,
      passed,
      outcome,
      checks,
    };
    await this.db.put('attempts', attempt);
    await this.raise(exercise.id, passed ? 'passed' : 'tried');
    this.announce({ type: 'attempt', record: attempt });
    const { clientId, at: updatedAt } = attempt;
    await this.queue({
      key: clientId,
      kind: 'attempt',
      body: {
        clientId,
        updatedAt,
        exerciseId: exercise.id,
        exerciseHash: exercise.hash,
        record,
        digest,
        passed,
        checks,
        outcome,
      },
    });
  }

  // -------------------------------------------------------------- progress, predictions, place

  progress(): Promise<ProgressRecord[]> {
    return this.db.all('progress');
  }

  private async raise(exerciseId: string, status: ProgressRecord['status']): Promise<void> {
    const before = await this.db.get('progress', exerciseId);
    // Passed once more where the server did not confirm it: the new run waits for its verdict.
    const again = status === 'passed' && before?.status === 'passed' && before.verdict !== 'verified';
    if (!again && (before?.status === 'passed' || before?.status === status)) return;
    const verdict = again ? 'none' : (before?.verdict ?? 'none');
    await this.db.put('progress', { exerciseId, status, verdict, updatedAt: this.now() });
    this.announce({ type: 'progress' });
  }

  /** Takes in what the server says of passed exercises. */
  async takeVerdicts(verdicts: readonly ExerciseVerdict[]): Promise<void> {
    const unsent = new Set((await this.outbox()).flatMap((i) => (i.kind === 'attempt' ? [i.body.exerciseId] : [])));
    let changed = false;
    for (const { exerciseId, verdict, why } of verdicts) {
      const here = await this.db.get('progress', exerciseId);
      if (!here || unsent.has(exerciseId)) continue;
      if (here.verdict === verdict && JSON.stringify(here.why) === JSON.stringify(why)) continue;
      await this.db.put('progress', { ...here, verdict, why });
      changed = true;
    }
    if (changed) this.announce({ type: 'progress' });
  }

  async prediction(exerciseId: string, questionId: string): Promise<PredictionRecord | null> {
    return this.db.get('predictions', `${exerciseId}/${questionId}`);
  }

  /** Every answer goes to the server; the first one stays the one that is shown. */
  async savePrediction(
    exerciseId: string,
    questionId: string,
    answer: { optionId: string | null; text: string | null },
  ): Promise<void> {
    const updatedAt = this.now();
    const record: PredictionRecord = {
      key: `${exerciseId}/${questionId}`,
      exerciseId,
      questionId,
      ...answer,
      updatedAt,
    };
    if ((await this.prediction(exerciseId, questionId)) === null) await this.db.put('predictions', record);
    const clientId = crypto.randomUUID();
    await this.queue({
      key: clientId,
      kind: 'prediction',
      body: { clientId, updatedAt, exerciseId, questionId, ...answer },
    });
  }

  place(): Promise<PlaceRecord | null> {
    return this.db.get('place', 'place');
  }

  async savePlace(lessonId: string, exerciseId: string | null, language: Language): Promise<void> {
    const updatedAt = this.now();
    await this.db.put('place', { key: 'place', lessonId, exerciseId, updatedAt });
    this.announce({ type: 'place' });
    await this.queue({
      key: 'view',
      kind: 'view',
      body: { clientId: crypto.randomUUID(), updatedAt, lessonId, language, exerciseId },
    });
  }

  // -------------------------------------------------------------- the server's side

  /** In the order in which it was done. */
  async outbox(): Promise<Outgoing[]> {
    return (await this.db.all('outbox')).sort((a, b) => a.body.updatedAt - b.body.updatedAt);
  }

  /** Takes in what the server answered to `sent`. */
  async settle(sent: readonly Outgoing[], answer: SyncResponse): Promise<void> {
    const gone = new Set([
      ...answer.accepted,
      ...answer.rejected.map((r) => r.clientId),
      ...answer.conflicts.map((c) => c.clientId),
    ]);
    for (const item of sent) {
      if (!gone.has(item.body.clientId)) continue;
      // A newer draft may have taken this place in the queue while the request was on its way.
      const now = await this.db.get('outbox', item.key);
      if (now?.body.clientId === item.body.clientId) await this.db.remove('outbox', item.key);
      if (item.kind === 'draft') await this.rebase(item.body.exerciseId, item.body.clientId);
    }
    for (const conflict of answer.conflicts) {
      const ours = sent.find((item) => item.body.clientId === conflict.clientId);
      if (conflict.winner === 'sent') continue;
      if (ours?.kind === 'draft')
        await this.keep({ id: ours.body.exerciseId, hash: ours.body.exerciseHash }, ours.body.submission, 'replaced');
      const record: DraftRecord = { ...conflict.draft, writerId: 'server', basedOn: conflict.draft.clientId };
      await this.db.put('drafts', record);
      this.announce({ type: 'draft', record });
    }
    await this.merge(answer.state);
    this.announce({ type: 'outbox' });
  }

  private async rebase(exerciseId: string, clientId: string): Promise<void> {
    const draft = await this.draft(exerciseId);
    if (draft) await this.db.put('drafts', { ...draft, basedOn: clientId });
  }

  /** Progress and drafts from other devices. What is here and newer, or still waiting to be sent, stays. */
  async merge(state: ProgressState): Promise<void> {
    for (const { exerciseId, status, verdict, updatedAt } of state.exercises) {
      const here = await this.db.get('progress', exerciseId);
      await this.db.put('progress', {
        exerciseId,
        status: here?.status === 'passed' ? 'passed' : status,
        verdict,
        ...(here?.verdict === verdict && here.why ? { why: here.why } : {}),
        updatedAt,
      });
    }
    const waiting = new Set((await this.outbox()).map((item) => item.key));
    for (const draft of state.drafts) {
      const here = await this.draft(draft.exerciseId);
      if (waiting.has(`draft/${draft.exerciseId}`) || (here && here.updatedAt >= draft.updatedAt)) continue;
      const record: DraftRecord = { ...draft, writerId: 'server', basedOn: draft.clientId };
      await this.db.put('drafts', record);
      this.announce({ type: 'draft', record });
    }
    const latest = [...state.lessons].sort((a, b) => b.updatedAt - a.updatedAt)[0];
    const place = await this.place();
    if (latest && (!place || place.updatedAt < latest.updatedAt)) {
      await this.db.put('place', {
        key: 'place',
        lessonId: latest.lessonId,
        exerciseId: latest.exerciseId,
        updatedAt: latest.updatedAt,
      });
      this.announce({ type: 'place' });
    }
    this.announce({ type: 'progress' });
  }
}

/** A batch that the server takes: at most `limit` things of a kind. */
export function batchOf(
  items: readonly Outgoing[],
  limit: number,
  bytes: number,
): { request: SyncRequest; sent: Outgoing[] } {
  const sent: Outgoing[] = [];
  let size = 0;
  const count = { draft: 0, attempt: 0, prediction: 0, view: 0 };
  for (const item of items) {
    const weight = JSON.stringify(item.body).length * 3;
    if (sent.length > 0 && size + weight > bytes) break;
    if (count[item.kind] >= limit) continue;
    count[item.kind] += 1;
    size += weight;
    sent.push(item);
  }
  return {
    sent,
    request: {
      drafts: sent.flatMap((i) => (i.kind === 'draft' ? [i.body] : [])),
      attempts: sent.flatMap((i) => (i.kind === 'attempt' ? [i.body] : [])),
      predictions: sent.flatMap((i) => (i.kind === 'prediction' ? [i.body] : [])),
      lessonViews: sent.flatMap((i) => (i.kind === 'view' ? [i.body] : [])),
    },
  };
}

let opened: Promise<Work> | null = null;
/** The work store of this page. */
export function openWork(): Promise<Work> {
  opened ??= openDatabase().then((db) => new Work(db));
  return opened;
}
