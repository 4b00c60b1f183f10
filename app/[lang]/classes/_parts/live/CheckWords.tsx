'use client';
/** A failed check in words. The exercise's words are loaded when they are first needed. */
import { messageText } from '@ringzero/kernel-sim/lab/messages';
import type { Exercise } from '@ringzero/kernel-sim/lab/types';
import { useEffect, useState } from 'react';
import type { Language } from '@/app/_i18n/language';
import type { StuckPerson } from '@/app/_shared/insight';
import { Inline } from '@/app/_ui/Prose';
import { loaders } from '@/content/generated/registry';

const known = new Map<string, Promise<Exercise>>();

function exerciseOf(id: string): Promise<Exercise> | null {
  const load = Object.hasOwn(loaders, id) ? loaders[id] : undefined;
  if (load && !known.has(id)) known.set(id, load());
  return known.get(id) ?? null;
}

export function CheckWords({
  exerciseId,
  check,
  lang,
}: {
  exerciseId: string;
  check: StuckPerson['check'];
  lang: Language;
}) {
  const [exercise, setExercise] = useState<Exercise | null>(null);
  useEffect(() => {
    let gone = false;
    exerciseOf(exerciseId)?.then(
      (found) => !gone && setExercise(found),
      () => undefined,
    );
    return () => {
      gone = true;
    };
  }, [exerciseId]);
  if (check === null || exercise === null) return null;
  return <Inline text={messageText(exercise.messages ?? {}, check.code, lang, check.params)} />;
}
