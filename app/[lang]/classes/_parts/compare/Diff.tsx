/** What changed from one attempt to another: side by side where there is room, one under the other on a phone. */
import type { Submission } from '@ringzero/kernel-sim/lab/types';
import { fill } from '@/app/_i18n/define';
import type { InsightWords } from '@/app/_people/insight';
import { ChangeSteps } from './ChangeSteps';
import styles from './compare.module.css';
import { compareSubmissions, type DiffRow } from './differences';

export function Diff({ t, before, after }: { t: InsightWords; before: Submission; after: Submission }) {
  const files = compareSubmissions(before, after);
  if (files === null) return <p>{t.diffKinds}</p>;
  const changes = files.reduce((sum, file) => sum + file.changes, 0);
  if (changes === 0) return <p>{t.diffSame}</p>;
  return (
    <ChangeSteps t={t} changes={changes}>
      {files
        .filter((file) => file.changes > 0)
        .map((file) => (
          <figure key={file.path} className={styles.file}>
            <figcaption>{file.path}</figcaption>
            {/* biome-ignore lint/a11y/noNoninteractiveTabindex: code that scrolls must be reachable by keyboard */}
            <div className={styles.code} tabIndex={0}>
              {file.rows.map((row, n) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: rows never move
                <Row key={n} t={t} row={row} />
              ))}
            </div>
          </figure>
        ))}
    </ChangeSteps>
  );
}

function Row({ t, row }: { t: InsightWords; row: DiffRow }) {
  if (row.kind === 'fold') return <p className={styles.fold}>{fill(t.linesSame, { n: row.folded ?? 0 })}</p>;
  const changed = row.kind !== 'same';
  return (
    <div
      className={`${styles.row} ${changed ? styles.different : styles.same}`}
      id={row.change ? `change-${row.change}` : undefined}
      tabIndex={row.change ? -1 : undefined}
    >
      <Side word={changed ? t.removedLine : ''} sign={changed ? '−' : ''} look={styles.removed} line={row.left} />
      <Side word={changed ? t.added : ''} sign={changed ? '+' : ''} look={styles.added} line={row.right} />
    </div>
  );
}

interface SideProps {
  word: string;
  sign: string;
  look: string;
  line: DiffRow['left'];
}

function Side({ word, sign, look, line }: SideProps) {
  if (line === null) return <span className={styles.empty} />;
  return (
    <span className={`${styles.side} ${sign ? look : ''}`}>
      <span className={styles.number} aria-hidden="true">
        {line.line}
      </span>
      <span className={styles.mark} aria-hidden="true">
        {sign}
      </span>
      {word && <span className="visually-hidden">{word}: </span>}
      <code>{line.text}</code>
    </span>
  );
}
