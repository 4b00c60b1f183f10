/**
 * Helpers for calls that answer at once or sleep: `number | Sleeping<number>`.
 */
import type { Sleeping } from './types';

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
