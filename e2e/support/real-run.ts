/** `node --import tsx e2e/support/real-run.ts EXERCISE`: the exercise's solution, run for real, as the tab would send it. */
import { randomUUID } from 'node:crypto';
import { exerciseIndex } from '../../content/generated/index';
import { loaders } from '../../content/generated/registry';
import { runToEnd } from '../../kernel-sim/lab';
import { loadAssets } from '../../kernel-sim/lab/node-assets';
import { answersOf } from '../../scripts/demo/submissions';

const id = process.argv[2];
const exercise = await loaders[id]();
const exerciseHash = exerciseIndex.find((entry) => entry.id === id)?.hash ?? '';
const report = runToEnd(exercise, answersOf(exercise).right, { assets: loadAssets(), seed: 1, exerciseHash });
const { record, digest, passed, checks, view } = report;
const outcome = { reason: view.reason, exit: view.exit, retired: view.retired };
const upload = {
  clientId: randomUUID(),
  updatedAt: Date.now(),
  exerciseId: id,
  exerciseHash,
  record,
  digest,
  passed,
  checks,
  outcome,
};
process.stdout.write(JSON.stringify(upload));
