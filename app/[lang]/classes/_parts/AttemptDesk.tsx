'use client';
/**
 * An attempt with its replay, its text and what was said about it: for the instructor, who writes, and for the learner, who
 * reads. A comment or a step that the address names is opened at once, at its moment.
 */
import type { RunRecord, Submission } from '@ringzero/kernel-sim/lab/types';
import { useEffect, useRef, useState } from 'react';
import type { Language } from '@/app/_i18n/language';
import { call } from '@/app/_people/call';
import type { InsightWords } from '@/app/_people/insight';
import type { ClassWords, ErrorWords } from '@/app/_people/messages';
import people from '@/app/_people/people.module.css';
import type { CommentInfo } from '@/app/_shared/insight';
import { CommentForm } from './CommentForm';
import { CommentList } from './CommentList';
import { Replay } from './replay/Replay';
import { useReplay } from './replay/use-replay';
import { lineId, SubmissionView } from './SubmissionView';

interface Props {
  t: InsightWords;
  c: ClassWords;
  errors: ErrorWords;
  lang: Language;
  /** Null: it is my own. */
  classId: string | null;
  mayComment: boolean;
  attemptId: string;
  submission: Submission;
  /** Null for a draft, which never ran. */
  record: RunRecord | null;
  digest: string;
  comments: readonly CommentInfo[];
  /** From the address. */
  open: { comment: string | null; step: number | null };
}

export function AttemptDesk(props: Props) {
  const { t, c, errors, lang, classId, mayComment, attemptId, submission, record, digest, open } = props;
  const [comments, setComments] = useState(props.comments);
  const [line, setLine] = useState<{ file: string; line: number } | null>(null);
  const replay = useReplay(record ?? NO_RECORD);
  const { state, start, goTo } = replay;
  const opened = useRef(false);

  const showStep = (step: number) => {
    document.getElementById('replay')?.scrollIntoView({ block: 'start' });
    if (state.whole) goTo(step);
    else start(step);
  };
  const showLine = (file: string, number: number) => {
    const element = document.getElementById(lineId(file, number));
    element?.scrollIntoView({ block: 'center' });
    element?.focus({ preventScroll: true });
  };

  // Only once, when the page has come: the address asked for it.
  // biome-ignore lint/correctness/useExhaustiveDependencies: see above
  useEffect(() => {
    if (opened.current) return;
    opened.current = true;
    const named = comments.find((one) => one.id === open.comment);
    const step = named?.step ?? open.step;
    if (record && step !== null && step !== undefined) showStep(step);
    else if (named?.file && named.line !== null) showLine(named.file, named.line);
    else if (named) document.getElementById(`comment-${named.id}`)?.scrollIntoView({ block: 'center' });
    if (classId !== null) return;
    for (const one of comments) if (one.readAt === null) void call('POST', `/api/comments/${one.id}/read`, {});
  }, []);

  return (
    <>
      {(comments.length > 0 || mayComment) && record && (
        <section className={people.card} aria-labelledby="comments">
          <h2 id="comments">{t.comments}</h2>
          <CommentList
            {...{ t, errors, lang, classId, comments }}
            chosen={open.comment}
            onChange={setComments}
            onStep={showStep}
            onLine={showLine}
          />
        </section>
      )}
      {record && <Replay {...{ t, c, replay, digest, comments }} />}
      {mayComment && classId !== null && record && (
        <section className={people.card}>
          <CommentForm
            {...{ t, errors, lang, classId, attemptId, submission, line }}
            step={state.whole && state.whole.view.retired > 0 ? state.at : null}
            onLine={setLine}
            onSent={(comment) => setComments([...comments, comment])}
          />
        </section>
      )}
      <SubmissionView
        {...{ t, c, submission, comments }}
        onLine={mayComment && record ? (file, number) => setLine({ file, line: number }) : undefined}
      />
    </>
  );
}

/** A draft has none; nothing starts it. */
const NO_RECORD = { version: 1, exerciseId: '', inputs: [] } as unknown as RunRecord;
