/** What a learner handed in, as it was; comments stand under their lines. */
import type { Submission } from '@ringzero/kernel-sim/lab/types';
import { Fragment } from 'react';
import type { InsightWords } from '@/app/_people/insight';
import type { ClassWords } from '@/app/_people/messages';
import people from '@/app/_people/people.module.css';
import type { CommentInfo } from '@/app/_shared/insight';
import styles from './attempt.module.css';

interface Props {
  t: InsightWords;
  c: ClassWords;
  submission: Submission;
  comments: readonly CommentInfo[];
  /** Present where comments may be written: a line is chosen. */
  onLine?: (file: string, line: number) => void;
}

/** The element of a line, for going there. */
export const lineId = (file: string, line: number): string => `line-${file.replace(/[^\w.-]/g, '_')}-${line}`;

export function SubmissionView({ t, c, submission, comments, onLine }: Props) {
  switch (submission.kind) {
    case 'code':
      return (
        <section className={people.card}>
          <h2>{c.files}</h2>
          {submission.files.map((file) => (
            <Code
              key={file.path}
              {...{ t, onLine }}
              name={file.path}
              text={file.text}
              comments={comments.filter((comment) => comment.file === file.path && comment.line !== null)}
            />
          ))}
        </section>
      );
    case 'shell':
      return (
        <section className={people.card}>
          <h2>{c.typed}</h2>
          <Code t={t} name="console" text={submission.inputs.map((input) => input.bytes).join('')} comments={[]} />
        </section>
      );
    case 'predict':
      return (
        <Answers
          c={c}
          answers={Object.entries(submission.answers).map(([question, answer]) => `${question}: ${answer}`)}
        />
      );
    case 'order':
      return <Answers c={c} answers={submission.order} />;
  }
}

interface CodeProps {
  t: InsightWords;
  name: string;
  text: string;
  comments: readonly CommentInfo[];
  onLine?: Props['onLine'];
}

function Code({ t, name, text, comments, onLine }: CodeProps) {
  const lines = text.replace(/\n$/, '').split('\n');
  return (
    <figure className={styles.code}>
      <figcaption>{name}</figcaption>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: code that scrolls must be reachable by keyboard */}
      <pre tabIndex={0}>
        <code>
          {lines.map((line, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a line is its number
            <Fragment key={at}>
              {/* A press on a line's number is the mouse's way; the form below asks for file and line, too. */}
              {/* biome-ignore lint/a11y/noStaticElementInteractions: see above */}
              {/* biome-ignore lint/a11y/useKeyWithClickEvents: see above */}
              <span
                id={lineId(name, at + 1)}
                data-line={at + 1}
                data-pick={onLine ? '' : undefined}
                tabIndex={-1}
                onClick={(event) => {
                  const left = event.currentTarget.getBoundingClientRect().left;
                  if (onLine && event.clientX - left < 52) onLine(name, at + 1);
                }}
              >
                {line === '' ? '\n' : line}
              </span>
              {comments
                .filter((comment) => comment.line === at + 1)
                .map((comment) => (
                  <a key={comment.id} className={styles.pinned} href={`#comment-${comment.id}`}>
                    {comment.author ?? t.authorGone}: {firstLine(comment.text)}
                  </a>
                ))}
            </Fragment>
          ))}
        </code>
      </pre>
    </figure>
  );
}

const firstLine = (text: string): string => {
  const [line] = text.split('\n');
  return line.length > 120 ? `${line.slice(0, 120)} …` : line;
};

function Answers({ c, answers }: { c: ClassWords; answers: readonly string[] }) {
  return (
    <section className={people.card}>
      <h2>{c.answers}</h2>
      <ol className={styles.answers}>
        {answers.map((answer) => (
          <li key={answer}>
            <code>{answer}</code>
          </li>
        ))}
      </ol>
    </section>
  );
}
