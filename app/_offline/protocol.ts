/**
 * What pages and the service worker say to each other, and what the build tells the worker. A page of one build may be
 * talking to the worker of the next: messages change by addition only.
 */

/** Written into the worker by scripts/service-worker.mjs after the build of the site. */
export interface OfflineManifest {
  build: string;
  /** Every file that an open page may still ask for (programs, styles, fonts, the simulator), with its size. Not Monaco. */
  engine: readonly (readonly [url: string, bytes: number])[];
  /** Pages made at build time: size with payloads, and which of `segments` they have. */
  pages: Readonly<Record<string, readonly [bytes: number, segments: number]>>;
  /** Names of the parts in which Next fetches a page ahead (`Next-Router-Segment-Prefetch`). */
  segments: readonly (readonly string[])[];
}

/** What is kept, and what there is to keep. */
export interface OfflineStatus {
  build: string;
  /** Of the engine; 0 of 0 before the first lesson. */
  files: { kept: number; all: number; keptBytes: number; bytes: number };
  /** Paths of the pages that are here, in any build. */
  kept: readonly string[];
  /** Size of every page that could be here. */
  sizes: Readonly<Record<string, number>>;
  /** Something is being fetched: how much is still to come. */
  busy: number;
  /** The browser gave no more room when something was last to be kept. */
  full: boolean;
}

export type ToOfflineWorker =
  | { type: 'status' }
  /** Keeps pages with everything they need; of this build only, another build's page is left to that build's worker. */
  | { type: 'keep'; paths: readonly string[]; build: string }
  | { type: 'remove'; paths: readonly string[] }
  | { type: 'remove-all' };

export type FromOfflineWorker =
  /** Asked of a page, with a port for the answer: the build it was made by. */
  { type: 'which-build' } | { type: 'changed'; status: OfflineStatus };

export interface KeepAnswer {
  ok: boolean;
  /** Pages that could not be fetched. */
  failed: number;
  full: boolean;
}
