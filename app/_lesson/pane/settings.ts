'use client';
/** Choices of the reader about tools, remembered in this browser: plain editor, terminal for screen readers. */
import { useSyncExternalStore } from 'react';

const KEYS = { plainEditor: 'rz.editor.plain', readerTerminal: 'rz.terminal.reader' } as const;
export type Setting = keyof typeof KEYS;

const listeners = new Set<() => void>();
const memory = new Map<Setting, boolean>();

function read(setting: Setting): boolean {
  const known = memory.get(setting);
  if (known !== undefined) return known;
  let value = false;
  try {
    value = localStorage.getItem(KEYS[setting]) === '1';
  } catch {
    // Storage refused: the default.
  }
  memory.set(setting, value);
  return value;
}

export function changeSetting(setting: Setting, value: boolean): void {
  memory.set(setting, value);
  try {
    localStorage.setItem(KEYS[setting], value ? '1' : '0');
  } catch {
    // Holds for this page.
  }
  for (const listener of listeners) listener();
}

export function useSetting(setting: Setting): boolean {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => read(setting),
    () => false,
  );
}
