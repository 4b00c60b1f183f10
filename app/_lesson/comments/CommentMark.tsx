'use client';
/** "Your teacher commented" at an exercise: leads to the attempt, at the moment that the comment is about. */
import Link from 'next/link';
import { useI18n } from '../../_i18n/client';
import { fill } from '../../_i18n/define';
import { Icon } from '../../_ui/Icon';
import { useProgress } from '../store/use-progress';
import styles from './CommentMark.module.css';
import { useMyComments } from './my-comments';

export function CommentMark({ exerciseId }: { exerciseId: string }) {
  const { lang, t } = useI18n();
  const tried = useProgress().has(exerciseId);
  const comments = useMyComments(exerciseId, tried);
  const unread = comments.filter((one) => one.readAt === null);
  const first = unread.at(-1) ?? comments[0];
  if (!first) return null;
  return (
    <p className={unread.length > 0 ? styles.unread : styles.read}>
      <Icon name="info" size={14} />
      <Link href={`/${lang}/attempts/${first.attemptId}?comment=${first.id}`} prefetch={false}>
        {unread.length > 0 ? fill(t.lesson.commentNew, { n: unread.length }) : t.lesson.commentOld}
      </Link>
    </p>
  );
}
