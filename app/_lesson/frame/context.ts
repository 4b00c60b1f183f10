'use client';
/** What the parts of a lesson page share: the exercises, which one the machine shows, and how to open one. */
import { createContext, useContext } from 'react';
import type { ExerciseData } from '../model';

export interface LessonContextValue {
  exercises: readonly ExerciseData[];
  /** The exercise that the machine shows. */
  active: string | null;
  /** The exercise opened as a sheet on a narrow screen. */
  sheet: string | null;
  /** The machine has been asked for: an exercise came near, or the reader touched it. */
  awake: boolean;
  wide: boolean;
  show(id: string): void;
  open(id: string): void;
  close(): void;
  wake(): void;
  /** An exercise's block in the text tells where it is. */
  place(id: string, element: HTMLElement | null): void;
  next: { href: string; title: string } | null;
}

export const LessonContext = createContext<LessonContextValue | null>(null);

export function useLesson(): LessonContextValue {
  const value = useContext(LessonContext);
  if (value === null) throw new Error('useLesson outside of a lesson');
  return value;
}
