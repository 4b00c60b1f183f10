/**
 * Advances a session in slices of host time, with a turn of the event loop between them, so that input, inspection and Stop are heard
 * within milliseconds. Only the pace depends on the host: the run is the same however it is cut.
 */
import type { Session } from './session';

export interface Pace {
  /** Host milliseconds; never seen by the guest. */
  clock(): number;
  /** Gives the event loop a turn, waiting at least `ms`. */
  turn(ms: number): Promise<void>;
}

export interface DriveOptions {
  session: Session;
  /** Advances by at most `max` instructions; true when there is nothing more to do. */
  step(max: number): boolean;
  stopped(): boolean;
  /** A live machine: its clock never runs ahead of the wall clock, so that `sleep 5` takes five seconds. */
  paced: boolean;
  /** Called between slices with the host time. */
  between(now: number): void;
}

const FIRST_SLICE = 400_000;
const MIN_SLICE = 50_000;
const MAX_SLICE = 20_000_000;
const SLICE_MS = 8;
/** 100 million instructions are a second. */
const PER_MS = 100_000;
/** Turns of a machine that waits for a key / that is ahead of the wall clock. */
const WAITING_MS = 12;
const AHEAD_MS = 4;

export async function drive(pace: Pace, { session, step, stopped, paced, between }: DriveOptions): Promise<void> {
  let slice = FIRST_SLICE;
  const startClock = pace.clock();
  const startNow = session.now;
  while (!stopped()) {
    const before = pace.clock();
    const ahead = session.now - startNow - (before - startClock) * PER_MS;
    if (paced && ahead > 0) {
      await pace.turn(AHEAD_MS);
      continue;
    }
    if (step(paced ? Math.min(slice, Math.max(PER_MS, -ahead)) : slice)) return;
    const took = pace.clock() - before;
    if (took < SLICE_MS / 2) slice = Math.min(MAX_SLICE, slice * 2);
    else if (took > SLICE_MS * 2) slice = Math.max(MIN_SLICE, slice / 2);
    between(pace.clock());
    await pace.turn(session.waiting ? WAITING_MS : 0);
  }
}
