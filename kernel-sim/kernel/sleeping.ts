/**
 * Helpers for calls that answer at once or sleep: `MaySleep<T>` = `T | Sleeping<T>`.
 * Nearly every call answers at once (a name in the dentry cache, a page in memory); then none of these makes a generator.
 */
import { BUG } from './bug';
import type { MaySleep, Sleeping } from './types';

export function isSleeping<T>(value: T | Sleeping<T>): value is Sleeping<T> {
  return (
    typeof value === 'object' &&
    value !== null &&
    typeof (value as Sleeping<T>).next === 'function' &&
    Symbol.iterator in value
  );
}

/** In a sleeping function: the value, slept for when it has to be. */
export function* settle<T>(value: T | Sleeping<T>): Sleeping<T> {
  return isSleeping(value) ? yield* value : value;
}

/** Goes on with the value: at once when it is there, else after the sleep. */
export function andThen<T, U>(value: MaySleep<T>, next: (value: T) => MaySleep<U>): MaySleep<U> {
  return isSleeping(value) ? later(value, next) : next(value);
}

function* later<T, U>(call: Sleeping<T>, next: (value: T) => MaySleep<U>): Sleeping<U> {
  return yield* settle(next(yield* call));
}

/** Goes on when the first step went well; a negative errno is the answer of the whole. */
export function whenOk<U>(step: MaySleep<number>, next: () => MaySleep<U | number>): MaySleep<U | number> {
  if (isSleeping(step)) return okLater(step, next);
  return step < 0 ? step : next();
}

function* okLater<U>(call: Sleeping<number>, next: () => MaySleep<U | number>): Sleeping<U | number> {
  const result = yield* call;
  return result < 0 ? result : yield* settle(next());
}

/** For the kernel's own work at boot, where there is no task that could sleep: the value, which must be there. */
export function atOnce<T>(value: MaySleep<T>): T {
  return isSleeping(value) ? BUG('this call may not sleep') : value;
}
