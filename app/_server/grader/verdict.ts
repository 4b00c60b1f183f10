/** What an answer of the grader's child means for an attempt. */
import type { ServerVerdict } from '@/app/_shared/api';
import type { Attempt } from '@/prisma/generated/sqlite/client/client';
import type { Graded } from './child';

/** The versions that this server runs. */
export interface Versions {
  simHash: string;
  toolHash: string;
  exerciseHash(exerciseId: string): string | null;
}

/** Another digest from the same versions is a mismatch; from other versions it says nothing about the learner. */
export function verdictOf(attempt: Attempt, graded: Graded, versions: Versions): ServerVerdict {
  if (graded.passed && graded.digest === attempt.digest) return 'verified';
  return sameVersions(attempt, versions) ? 'mismatch' : 'outdated';
}

function sameVersions(attempt: Attempt, versions: Versions): boolean {
  return (
    attempt.simHash === versions.simHash &&
    attempt.toolHash === versions.toolHash &&
    attempt.exerciseHash === versions.exerciseHash(attempt.exerciseId)
  );
}
