'use client';
/**
 * Keys of the debugger: the function keys that editors have, anywhere on the page while it is open, and plain letters inside the
 * panel, because browsers and phones take some of the others.
 */
import { useEffect } from 'react';
import type { ExerciseSession } from '../session/session';

export type Move =
  | 'continue'
  | 'next'
  | 'step'
  | 'finish'
  | 'stepi'
  | 'back-line'
  | 'back-instruction'
  | 'back-continue';

const FUNCTION_KEYS: Readonly<Record<string, Move>> = {
  F5: 'continue',
  F10: 'next',
  F11: 'step',
  'Shift+F11': 'finish',
};
const LETTERS: Readonly<Record<string, Move>> = {
  c: 'continue',
  n: 'next',
  s: 'step',
  f: 'finish',
  i: 'stepi',
  N: 'back-line',
  I: 'back-instruction',
  C: 'back-continue',
};
/** What a button says about its keys, in the form of aria-keyshortcuts. */
export const SHORTCUTS: Readonly<Record<Move, string>> = {
  continue: 'F5 c',
  next: 'F10 n',
  step: 'F11 s',
  finish: 'Shift+F11 f',
  stepi: 'i',
  'back-line': 'Shift+N',
  'back-instruction': 'Shift+I',
  'back-continue': 'Shift+C',
};

export function useDebugKeys(session: ExerciseSession): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || !session.state.debug) return;
      const move = FUNCTION_KEYS[`${event.shiftKey ? 'Shift+' : ''}${event.key}`];
      if (!move) return;
      event.preventDefault();
      session.debug({ do: move });
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, [session]);
}

/** A letter pressed inside the panel; fields keep theirs. */
export function letterMove(event: {
  key: string;
  target: EventTarget;
  ctrlKey: boolean;
  metaKey: boolean;
  altKey: boolean;
}): Move | null {
  if (event.ctrlKey || event.metaKey || event.altKey) return null;
  if (event.target instanceof HTMLElement && event.target.matches('input, textarea, select')) return null;
  return LETTERS[event.key] ?? null;
}

export const MOVES = Object.keys(SHORTCUTS) as Move[];
