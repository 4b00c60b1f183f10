/** What a grader asks of a queue; queue.ts says which queues there are. */
import type { Claim } from './claims';
import type { Verdict } from './verdict';

export interface GradingQueue {
  /** The next attempt, or null. */
  take(now?: Date): Promise<Claim | null>;
  /** Says that the work goes on; false when the claim is lost. */
  keep(claim: Claim): Promise<boolean>;
  /** The verdict; false when it was not ours to give any more, and nothing was written. */
  settle(claim: Claim, verdict: Verdict): Promise<boolean>;
  /** Back without a verdict: after a failed try (`why`), or because the grader ends (null). */
  release(claim: Claim, why: string | null): Promise<void>;
  close(): Promise<void>;
}
