/** One assignment: how it stands for everybody, and who has another due date. */
import type { Metadata } from 'next';
import Link from 'next/link';
import { chaptersIn } from '@/app/_lesson/course-view';
import { errorWords } from '@/app/_people/messages';
import styles from '@/app/_people/people.module.css';
import { teachingWords } from '@/app/_people/teaching';
import { LocalTime } from '@/app/_people/time';
import { requireAssignment } from '@/app/_server/assignments/assignments';
import { assignmentScores } from '@/app/_server/assignments/scores';
import { readMembers } from '@/app/_server/classes/members';
import { db } from '@/app/_server/db/client';
import { orNotFound } from '@/app/_server/http/not-found';
import parts from '../../../_parts/class.module.css';
import { openClass } from '../../../_parts/open-class';
import { ScoreBoard } from '../../../_parts/ScoreBoard';
import { TimeZoneNote } from '../../../_parts/TimeZoneNote';
import { targetKey, targetsIn } from '../../../_parts/targets';
import { pointsWord, policyWord } from '../../../_parts/words';

interface Props {
  params: Promise<{ lang: string; id: string; assignmentId: string }>;
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { lang, found } = await openClass(params, 'see');
  const assignment = await orNotFound(requireAssignment(db(), found.id, (await params).assignmentId));
  return { title: `${targetsIn(chaptersIn(lang)).get(targetKey(assignment))?.title ?? ''} – ${found.name}` };
}

export default async function AssignmentPage({ params }: Props) {
  const { lang, person, found } = await openClass(params, 'see');
  const { assignmentId } = await params;
  const t = teachingWords[lang];
  const scores = await orNotFound(assignmentScores(db(), person, found.id, assignmentId));
  const { groups } = await readMembers(db(), found.id);
  const { assignment } = scores;
  const target = targetsIn(chaptersIn(lang)).get(targetKey(assignment));
  return (
    <main id="main" className={`${styles.page} ${styles.wide}`}>
      <header className={styles.head}>
        <h1>{target?.title ?? t.gone}</h1>
        <p className={parts.facts}>
          {assignment.dueAt === null ? (
            <span>{t.noDue}</span>
          ) : (
            <span>
              {t.dueAt} <LocalTime lang={lang} at={assignment.dueAt} />
            </span>
          )}
          {assignment.closesAt !== null && (
            <span>
              {t.closesAt} <LocalTime lang={lang} at={assignment.closesAt} />
            </span>
          )}
          <span>{policyWord(t, assignment)}</span>
          <span>{pointsWord(t, assignment.points)}</span>
          {target && <Link href={target.href}>{t.toExercise}</Link>}
        </p>
        <TimeZoneNote t={t} />
      </header>
      <section className={parts.stack} aria-label={t.learner}>
        <ScoreBoard
          t={t}
          errors={errorWords[lang]}
          lang={lang}
          classId={found.id}
          scores={scores}
          groups={groups}
          mayManage={found.role === 'teacher' && !found.archived}
        />
      </section>
      <p className={parts.small}>{t.arrivedLaterText}</p>
    </main>
  );
}
