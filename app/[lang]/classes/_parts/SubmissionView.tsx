/** What a learner handed in, as it was. */
import type { Submission } from '@ringzero/kernel-sim/lab/types';
import type { ClassWords } from '@/app/_people/messages';
import people from '@/app/_people/people.module.css';
import styles from './attempt.module.css';

export function SubmissionView({ t, submission }: { t: ClassWords; submission: Submission }) {
  switch (submission.kind) {
    case 'code':
      return (
        <section className={people.card}>
          <h2>{t.files}</h2>
          {submission.files.map((file) => (
            <Code key={file.path} name={file.path} text={file.text} />
          ))}
        </section>
      );
    case 'shell':
      return (
        <section className={people.card}>
          <h2>{t.typed}</h2>
          <Code name="console" text={submission.inputs.map((input) => input.bytes).join('')} />
        </section>
      );
    case 'predict':
      return (
        <Answers
          t={t}
          answers={Object.entries(submission.answers).map(([question, answer]) => `${question}: ${answer}`)}
        />
      );
    case 'order':
      return <Answers t={t} answers={submission.order} />;
  }
}

function Code({ name, text }: { name: string; text: string }) {
  const lines = text.replace(/\n$/, '').split('\n');
  return (
    <figure className={styles.code}>
      <figcaption>{name}</figcaption>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: code that scrolls must be reachable by keyboard */}
      <pre tabIndex={0}>
        <code>
          {lines.map((line, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a line is its number
            <span key={at} data-line={at + 1}>
              {line === '' ? '\n' : line}
            </span>
          ))}
        </code>
      </pre>
    </figure>
  );
}

function Answers({ t, answers }: { t: ClassWords; answers: readonly string[] }) {
  return (
    <section className={people.card}>
      <h2>{t.answers}</h2>
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
