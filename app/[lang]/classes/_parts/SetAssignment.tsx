'use client';
/** The form for a new assignment, which shows it at once. */
import { useRouter } from 'next/navigation';
import { AssignmentForm } from './AssignmentForm';
import type { TargetChapter } from './targets';
import type { Frame } from './words';

export function SetAssignment({ chapters, ...frame }: Frame & { chapters: readonly TargetChapter[] }) {
  const router = useRouter();
  return <AssignmentForm {...frame} chapters={chapters} done={() => router.refresh()} />;
}
