/** A child of check.ts: gets ids of exercises, answers with their proofs. */
import type { Exercise } from '@ringzero/kernel-sim/lab';
import { loadAssets } from '@ringzero/kernel-sim/lab/node-assets';
import type { Answer } from './check';
import { type Proof, prove } from './prove';

const assets = loadAssets();

async function result(id: string): Promise<Proof> {
  try {
    const { loaders } = (await import('./generated/registry')) as {
      loaders: Readonly<Record<string, () => Promise<Exercise>>>;
    };
    return prove(await loaders[id](), assets);
  } catch (error) {
    return {
      title: '',
      proofs: 1,
      problems: [error instanceof Error ? (error.stack ?? error.message) : String(error)],
    };
  }
}

process.on('message', async (id: string) => {
  const started = performance.now();
  const answer: Answer = { id, result: await result(id), seconds: (performance.now() - started) / 1000 };
  process.send?.(answer);
});
