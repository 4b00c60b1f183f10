'use client';
/** What was said about an attempt; its author changes it, its author or a teacher takes it away. */
import { useState } from 'react';
import { fill, groupDigits } from '@/app/_i18n/define';
import type { Language } from '@/app/_i18n/language';
import { call } from '@/app/_people/call';
import type { InsightWords } from '@/app/_people/insight';
import type { ErrorWords } from '@/app/_people/messages';
import people from '@/app/_people/people.module.css';
import type { CommentInfo } from '@/app/_shared/insight';
import { LIMITS } from '@/app/_shared/limits';
import { Button } from '@/app/_ui/Button';
import { Notice } from '@/app/_ui/Notice';
import styles from './attempt.module.css';
import { Linked } from './Linked';
import { Moment } from './Moment';

interface Props {
  t: InsightWords;
  errors: ErrorWords;
  lang: Language;
  /** Null: the learner reads. */
  classId: string | null;
  comments: readonly CommentInfo[];
  /** The one that the address names. */
  chosen: string | null;
  onChange: (comments: readonly CommentInfo[]) => void;
  onStep: (step: number) => void;
  onLine: (file: string, line: number) => void;
}

export function CommentList({ comments, onChange, ...rest }: Props) {
  if (comments.length === 0) return <p>{rest.t.noComments}</p>;
  const replace = (id: string, by: CommentInfo | null) =>
    onChange(comments.flatMap((one) => (one.id === id ? (by ?? []) : one)));
  return (
    <ul className={styles.comments}>
      {comments.map((comment) => (
        <Item key={comment.id} {...rest} comment={comment} onReplace={(by) => replace(comment.id, by)} />
      ))}
    </ul>
  );
}

type ItemProps = Omit<Props, 'comments' | 'onChange'> & {
  comment: CommentInfo;
  onReplace: (by: CommentInfo | null) => void;
};

function Item({ t, errors, lang, classId, comment, chosen, onReplace, onStep, onLine }: ItemProps) {
  const [editing, setEditing] = useState<string | null>(null);
  const [sure, setSure] = useState(false);
  const [problem, setProblem] = useState('');
  const url = `/api/classes/${classId}/comments/${comment.id}`;
  const { file, line, step } = comment;

  const send = async (method: 'PATCH' | 'DELETE') => {
    const result = await call<CommentInfo | null>(method, url, method === 'PATCH' ? { text: editing } : undefined);
    if (!result.ok) return setProblem(fill(errors[result.error], { minutes: result.minutes }));
    setProblem('');
    setEditing(null);
    onReplace(result.value);
  };

  return (
    <li id={`comment-${comment.id}`} className={comment.id === chosen ? styles.chosen : undefined} tabIndex={-1}>
      <p className={styles.about}>
        <strong>{comment.author ?? t.authorGone}</strong>
        <Moment lang={lang} at={comment.createdAt} />
        {comment.editedAt !== null && <span>{t.edited}</span>}
        {classId !== null && <span>{comment.readAt === null ? t.notRead : t.wasRead}</span>}
      </p>
      {editing === null ? (
        <p className={styles.said}>
          <Linked text={comment.text} />
        </p>
      ) : (
        <div className={`${people.field} ${styles.wideField}`}>
          <textarea
            rows={4}
            aria-label={t.commentText}
            maxLength={LIMITS.comment}
            value={editing}
            onChange={(event) => setEditing(event.target.value)}
          />
        </div>
      )}
      <div className={people.row}>
        {step !== null && (
          <Button size="s" onClick={() => onStep(step)}>
            {t.showStep} ({fill(t.commentStep, { n: groupDigits(step, lang) })})
          </Button>
        )}
        {file !== null && line !== null && (
          <Button size="s" onClick={() => onLine(file, line)}>
            {t.showLine} ({fill(t.commentLine, { file, line })})
          </Button>
        )}
        {comment.mayEdit && classId !== null && editing === null && (
          <Button size="s" look="quiet" onClick={() => setEditing(comment.text)}>
            {t.edit}
          </Button>
        )}
        {editing !== null && (
          <>
            <Button size="s" disabled={editing.trim() === ''} onClick={() => void send('PATCH')}>
              {t.save}
            </Button>
            <Button size="s" look="quiet" onClick={() => setEditing(null)}>
              {t.cancel}
            </Button>
          </>
        )}
        {comment.mayDelete && classId !== null && editing === null && (
          <Button
            size="s"
            look="quiet"
            onClick={() => (sure ? void send('DELETE') : setSure(true))}
            onBlur={() => setSure(false)}
          >
            {sure ? t.removeSure : t.remove}
          </Button>
        )}
      </div>
      <div role="alert">{problem && <Notice tone="bad">{problem}</Notice>}</div>
    </li>
  );
}
