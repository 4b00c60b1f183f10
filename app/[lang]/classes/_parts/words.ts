/** Pieces that several pages of a class say in the same words. */
import { fill } from '@/app/_i18n/define';
import type { Language } from '@/app/_i18n/language';
import type { ErrorWords } from '@/app/_people/messages';
import type { DueWords, TeachingWords } from '@/app/_people/teaching';
import type { ClassRole } from '@/app/_shared/api';
import type { AssignmentInput, ScoreVerdict } from '@/app/_shared/classes';

/** What every interactive part of a class page is given. */
export interface Frame {
  t: TeachingWords;
  errors: ErrorWords;
  lang: Language;
  classId: string;
}

export const roleWord = (t: TeachingWords, role: ClassRole): string =>
  ({ teacher: t.roleTeacher, assistant: t.roleAssistant, student: t.roleStudent })[role];

export const verdictWord = (t: DueWords, verdict: ScoreVerdict): string =>
  ({
    none: t.stateNone,
    tried: t.stateTried,
    pending: t.statePending,
    verified: t.stateVerified,
    refused: t.stateRefused,
  })[verdict];

export const pointsWord = (t: DueWords, points: number): string =>
  points === 1 ? t.maxPointsOne : fill(t.maxPoints, { max: points });

export const lateWord = (t: DueWords, days: number): string => (days === 1 ? t.lateOne : fill(t.late, { n: days }));

export function policyWord(t: DueWords, { latePolicy, latePerDay }: AssignmentInput): string {
  const words = { accept: t.lateAccept, penalty: t.latePenalty, refuse: t.lateRefuse };
  return fill(words[latePolicy], { n: latePerDay });
}
