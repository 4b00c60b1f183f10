/**
 * The service worker: keeps visited lessons and the machine, so that both work without a network. Bundled to /sw.js by
 * scripts/service-worker.mjs. Why not workbox or serwist: their precache knows one build at a time and replaces it; here an
 * open lesson of an earlier build goes on with its own files, and what is kept is what the reader visited or asked for.
 */
import type { FromOfflineWorker, OfflineStatus, ToOfflineWorker } from '../protocol';
import { answerTo } from './answer';
import { builds, dropBuild, keysOf, pagesIn } from './caches';
import { isFull, keep, keepFirst, onChange, remove, stillToCome } from './keep';
import { manifest, scope } from './scope';
import { bringUp, tidy } from './tidy';

scope.addEventListener('install', (event) => {
  event.waitUntil(keepFirst().then(() => scope.skipWaiting()));
});

scope.addEventListener('activate', (event) => {
  event.waitUntil(scope.clients.claim().then(() => void bringUp().catch(() => undefined)));
});

scope.addEventListener('fetch', (event) => {
  const answer = answerTo(event.request);
  if (answer) event.respondWith(answer);
});

scope.addEventListener('message', (event) => {
  const message = event.data as ToOfflineWorker;
  const answer = obey(message).then((value) => event.ports[0]?.postMessage(value));
  // Every page asks for the status once: a good time to see whether an earlier build is still used.
  event.waitUntil(message.type === 'status' ? answer.then(() => tidy()).catch(() => undefined) : answer);
});

async function obey(message: ToOfflineWorker): Promise<unknown> {
  switch (message.type) {
    case 'status':
      return status();
    case 'keep': {
      if (message.build !== manifest.build) return { ok: false, failed: message.paths.length, full: false };
      const answer = await keep(message.paths);
      // An update whose worker was ended half way goes on from here.
      await bringUp();
      return answer;
    }
    case 'remove':
      return remove(message.paths);
    case 'remove-all': {
      const pages = (await Promise.all((await builds()).map(pagesIn))).flat();
      await remove(pages.filter((path) => !path.endsWith('/offline')));
      for (const build of await builds()) if (build !== manifest.build) await dropBuild(build);
      await caches.delete(`ringzero:${manifest.build}:files`);
      await keepFirst();
      await tidy();
      await tell();
      return true;
    }
    default:
      return null;
  }
}

async function status(): Promise<OfflineStatus> {
  const here = new Set(await keysOf(manifest.build, 'files'));
  const sum = (list: OfflineManifestFiles) => list.reduce((total, [, bytes]) => total + bytes, 0);
  const kept = manifest.engine.filter(([url]) => here.has(url));
  const pages = await Promise.all((await builds()).map(pagesIn));
  return {
    build: manifest.build,
    files: {
      kept: kept.length,
      all: manifest.engine.length,
      keptBytes: sum(kept),
      bytes: sum(manifest.engine),
    },
    kept: [...new Set(pages.flat())].filter((path) => !path.endsWith('/offline')),
    sizes: Object.fromEntries(Object.entries(manifest.pages).map(([path, [bytes]]) => [path, bytes])),
    busy: stillToCome(),
    full: isFull(),
  };
}
type OfflineManifestFiles = typeof manifest.engine;

/** Tells every open page. */
async function tell(): Promise<void> {
  const message: FromOfflineWorker = { type: 'changed', status: await status() };
  for (const page of await scope.clients.matchAll({ type: 'window' })) page.postMessage(message);
}
onChange(() => void tell().catch(() => undefined));
