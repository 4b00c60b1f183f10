/** What stands behind a cell of the matrix: goes on to the person's best attempt at the exercise, or to their history. */
import { redirect } from 'next/navigation';
import { db } from '@/app/_server/db/client';
import { orNotFound } from '@/app/_server/http/not-found';
import { bestAttempt } from '@/app/_server/insight/attempts';
import { openClass } from '../../../../../_parts/open-class';

interface Props {
  params: Promise<{ lang: string; id: string; userId: string; exerciseId: string }>;
}

export default async function CellPage({ params }: Props) {
  const { lang, person, found } = await openClass(params, 'see');
  const { userId, exerciseId } = await params;
  const attemptId = await orNotFound(bestAttempt(db(), person, found.id, userId, exerciseId));
  const base = `/${lang}/classes/${found.id}`;
  redirect(attemptId ? `${base}/attempts/${attemptId}` : `${base}/students/${userId}?exercise=${exerciseId}`);
}
