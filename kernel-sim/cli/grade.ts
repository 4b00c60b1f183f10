/**
 * The grader's child process: a run record as JSON on standard input, `{ digest, passed, checks }` as JSON on standard output. The exercise
 * comes from the course's registry, never from the record.
 */
import { readFileSync } from 'node:fs';
import { loaders } from '../../content/generated/registry';
import { type RunRecord, replay } from '../lab';
import { loadAssets } from '../lab/node-assets';

const record = JSON.parse(readFileSync(0, 'utf8')) as RunRecord;
const load = loaders[record.exerciseId];
if (!load) {
  console.log(JSON.stringify({ error: 'unknown-exercise' }));
} else {
  const { digest, passed, checks } = replay(await load(), record, {
    assets: loadAssets(),
    exerciseHash: record.exerciseHash,
  });
  console.log(JSON.stringify({ digest, passed, checks }));
}
