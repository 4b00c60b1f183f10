/** The assignments of a class with their names and how many students are done; for its teachers. */
import type { Language } from '@/app/_i18n';
import { chaptersIn } from '@/app/_lesson/course-view';
import { scoresOfClass } from '@/app/_server/assignments/scores';
import { db } from '@/app/_server/db/client';
import type { BoardRow } from './AssignmentBoard';
import { targetKey, targetsIn } from './targets';

export async function boardRows(lang: Language, classId: string): Promise<BoardRow[]> {
  const { assignments, scores } = await scoresOfClass(db(), classId);
  const targets = targetsIn(chaptersIn(lang));
  return assignments.map((assignment) => {
    const target = targets.get(targetKey(assignment));
    const mine = scores.filter((one) => one.assignmentId === assignment.id);
    return {
      assignment,
      title: target?.title ?? '',
      gone: target === undefined,
      done: mine.filter(({ score }) => score.verdict === 'verified').length,
      students: mine.length,
    };
  });
}
