/**
 * Numbers drawn from a run's seed, for exercises whose inputs vary (types.ts: Seeds). mulberry32 (Tommy Ettinger): 32 bits of
 * state are plenty for inputs; what must not be guessed is the server's choice of the seed, not what follows from it.
 */
import type { Draw } from './types';

/** The seed of the run that the task describes: a learner's first run. */
export const USUAL_SEED = 1;

export function makeDraw(seed: number): Draw {
  // Both halves of a number up to 2^53 count.
  let state = (Math.imul(Math.floor(seed / 2 ** 32) + 1, 0x9e3779b1) ^ seed) | 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return (t ^ (t >>> 14)) >>> 0;
  };
  const integer = (from: number, to: number): number => from + (next() % (to - from + 1));
  const pick = <T>(list: readonly T[]): T => list[integer(0, list.length - 1)];
  return {
    seed,
    usual: (value, other) => (seed === USUAL_SEED ? value : other()),
    integer,
    pick,
    shuffle(list) {
      const out = [...list];
      for (let i = out.length - 1; i > 0; i--) {
        const j = integer(0, i);
        [out[i], out[j]] = [out[j], out[i]];
      }
      return out;
    },
    word: (length) => Array.from({ length }, () => pick([...'abcdefghijklmnopqrstuvwxyz'])).join(''),
  };
}
