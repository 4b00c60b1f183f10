/** What the tags of a lesson's MDX become. Server components, but for what the reader answers. */
import type { MDXComponents } from 'mdx/types';
import type { ComponentProps } from 'react';
import { Ring } from '../../_ui/Ring';
import { ExerciseBlock } from '../frame/ExerciseBlock';
import { Note, Predict, RealLinux, Recall } from './Blocks';
import styles from './mdx.module.css';
import { Term } from './Term';
import { Figure, Transcript } from './Transcript';

/** Wide tables scroll by themselves, not with the page. */
function Table(props: ComponentProps<'table'>) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrollable region must be reachable by keyboard
    <div className={styles.table} tabIndex={0}>
      <table {...props} />
    </div>
  );
}

/** Code, highlighted at build time; scrolls by itself. */
function Pre(props: ComponentProps<'pre'>) {
  // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrollable region must be reachable by keyboard
  return <pre {...props} className={`${styles.pre} ${props.className ?? ''}`} tabIndex={0} />;
}

export const lessonComponents: MDXComponents = {
  Exercise: ExerciseBlock,
  Ring,
  Term,
  Note,
  RealLinux,
  Predict,
  Recall,
  Transcript,
  Figure,
  table: Table,
  pre: Pre,
};
