/**
 * From one build to the next. The new worker takes over at once, because it serves pages of earlier builds from their own
 * caches. It brings the kept pages up to its build, and lets a build go when no open page is of it and nothing is lost.
 */
import type { FromOfflineWorker } from '../protocol';
import { builds, dropBuild, pagesIn } from './caches';
import { engineMissing, keep, pagesBehind } from './keep';
import { manifest, scope } from './scope';

const PATIENCE = 3_000;

/** Fetches this build's version of what is kept of earlier ones. */
export async function bringUp(): Promise<void> {
  const [, ...others] = await builds();
  const behind = await pagesBehind();
  if (others.length > 0 && behind.length > 0) await keep(behind);
  await tidy();
}

export async function tidy(): Promise<void> {
  const [, ...others] = await builds();
  if (others.length === 0) return;
  const used = await buildsInUse();
  if (used === null || (await pagesBehind()).length > 0) return;
  const lessons = (await pagesIn(manifest.build)).some((path) => path.split('/').length > 3);
  if (lessons && (await engineMissing()).length > 0) return;
  for (const build of others) if (!used.has(build)) await dropBuild(build);
}

/** Null when an open page does not say (it may be asleep): then nothing is known to be unused. */
async function buildsInUse(): Promise<Set<string> | null> {
  const pages = await scope.clients.matchAll({ type: 'window', includeUncontrolled: true });
  const answers = await Promise.all(pages.map(askBuild));
  return answers.includes(null) ? null : new Set(answers as string[]);
}

function askBuild(page: Client): Promise<string | null> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    const timer = setTimeout(() => resolve(null), PATIENCE);
    port1.onmessage = ({ data }: MessageEvent<unknown>) => {
      clearTimeout(timer);
      resolve(typeof data === 'string' ? data : null);
    };
    const question: FromOfflineWorker = { type: 'which-build' };
    page.postMessage(question, [port2]);
  });
}
