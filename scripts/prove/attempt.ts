/** A passing attempt at a real exercise, whose run takes the grader next to nothing: a prediction that runs no machine. */
import { randomUUID } from 'node:crypto';
import type { AttemptUpload } from '../../app/_shared/api';
import { solutionOf } from '../../content/answers';
import { exerciseIndex } from '../../content/generated/index';
import { loaders } from '../../content/generated/registry';
import { runToEnd } from '../../kernel-sim/lab';
import { loadAssets } from '../../kernel-sim/lab/node-assets';

/** A function that makes uploads, each with an id of its own. */
export async function quickAttempts(): Promise<() => AttemptUpload> {
  const assets = loadAssets();
  for (const { id, hash } of exerciseIndex) {
    const exercise = await loaders[id]();
    if (exercise.kind !== 'predict') continue;
    const report = runToEnd(exercise, solutionOf(exercise), { assets, seed: 1, exerciseHash: hash });
    if (!report.passed || report.view.retired > 0) continue;
    const { record, digest, passed, checks, view } = report;
    const outcome = { reason: view.reason, exit: view.exit, retired: view.retired };
    const upload = { exerciseId: id, exerciseHash: hash, record, digest, passed, checks, outcome };
    return () => ({ ...upload, clientId: randomUUID(), updatedAt: Date.now() });
  }
  throw new Error('the course has no prediction without a run');
}
