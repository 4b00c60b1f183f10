/** The one simulator of this page; made when the first exercise (or the machine on the home page) needs it. */
import { SimClient, type WorkerLike } from './client';

/**
 * Written by the build of the simulator: content-hashed names of the initramfs and the sysroot. A page says which build it is
 * of, so that the service worker gives it its own simulator when a newer one is out already.
 */
export const SIM_MANIFEST = `/sim/manifest.json?build=${process.env.RINGZERO_BUILD ?? ''}`;

let sim: SimClient | null = null;

export function pageSim(): SimClient {
  sim ??= new SimClient(
    () => new Worker(new URL('../sim.worker.ts', import.meta.url), { type: 'module' }) as WorkerLike,
    SIM_MANIFEST,
  );
  return sim;
}
