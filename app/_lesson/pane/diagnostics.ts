'use client';
/** What the compiler says, in the reader's language. The words come with the editor's part of the page, not before. */
import type { Diagnostic } from '@ringzero/kernel-sim/toolchain/diagnostics';
import { useEffect, useMemo, useState } from 'react';
import type { Language } from '../../_i18n/language';
import type { Squiggle } from './editor/port';

type Render = (diagnostic: Diagnostic, lang: Language) => string;
let render: Render | null = null;
let loading: Promise<Render> | null = null;

function load(): Promise<Render> {
  loading ??= import('./diagnostic-words').then((m) => {
    render = m.wordsOf;
    return m.wordsOf;
  });
  return loading;
}

export interface DiagnosticText extends Squiggle {
  file: string;
}

/** Diagnostics with their words; the code itself stands in until the words are there. */
export function useDiagnosticTexts(diagnostics: readonly Diagnostic[], lang: Language): readonly DiagnosticText[] {
  const [words, setWords] = useState<Render | null>(() => render);
  const some = diagnostics.length > 0;
  useEffect(() => {
    if (some && !words) void load().then((loaded) => setWords(() => loaded));
  }, [some, words]);
  const key = JSON.stringify(diagnostics);
  // biome-ignore lint/correctness/useExhaustiveDependencies: compared by content, so that squiggles are set only when they change
  return useMemo(
    () =>
      diagnostics.map((d) => ({
        severity: d.severity,
        file: d.at.file,
        line: d.at.line,
        column: d.at.column,
        endColumn: d.endColumn,
        message: words ? words(d, lang) : d.code,
      })),
    [key, words, lang],
  );
}
