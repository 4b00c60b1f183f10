/** The worker's global scope and what the build wrote into it. */
import type { OfflineManifest } from '../protocol';

/** Put in place of this name by the bundler. */
declare const OFFLINE_MANIFEST: OfflineManifest;

export const manifest: OfflineManifest = OFFLINE_MANIFEST;
export const scope = globalThis as unknown as ServiceWorkerGlobalScope;

/** The paths of pages, without the last slash. */
export const pathOf = (url: URL): string => url.pathname.replace(/(.)\/$/, '$1');
export const isPage = (path: string): boolean => Object.hasOwn(manifest.pages, path);
export const segmentsOf = (path: string): readonly string[] => manifest.segments[manifest.pages[path]?.[1] ?? -1] ?? [];
