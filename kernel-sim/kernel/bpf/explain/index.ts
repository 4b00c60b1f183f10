/**
 * A rejection in plain words, for people who meet the verifier for the first time. The log stays Linux's own; this stands beside it.
 */
import type { Rejection } from '../types';
import { type Code, fill, MESSAGES } from '../verifier/messages';
import { en, type Words } from './en';
import { ja } from './ja';
import { registerWords } from './register';

export type Language = 'en' | 'ja';

export interface Explanation {
  /** What the verifier knew of the register in question, or null. */
  readonly known: string | null;
  readonly problem: string;
  /** Why what is known is not enough. */
  readonly reason: string;
  /** What to change. */
  readonly remedy: string;
}

const WORDS: Readonly<Record<Language, Readonly<Record<Code, Words>>>> = { en, ja };

const isCode = (code: string): code is Code => code in MESSAGES;

/** All codes, for tests and documentation. */
export const CODES = Object.keys(MESSAGES) as readonly Code[];

const BOUNDS: Readonly<Record<Language, Readonly<Record<string, string>>>> = {
  en: { min: 'min', max: 'max' },
  ja: { min: '最小', max: '最大' },
};

/** Explains a rejection of verify(). Null for codes of others (a descriptor that is no program, …). */
export function explain(rejection: Rejection, language: Language): Explanation | null {
  if (!isCode(rejection.code)) return null;
  const bound = BOUNDS[language][String(rejection.params.bound)];
  const params = bound === undefined ? rejection.params : { ...rejection.params, bound };
  const [problem, reason, remedy] = WORDS[language][rejection.code].map((text) => fill(text, params));
  const { reg } = rejection.params;
  const known = typeof reg === 'number' ? registerWords(rejection.state, reg, language) : null;
  return { known, problem, reason, remedy };
}
