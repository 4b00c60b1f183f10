/**
 * A terminal session or a picture in the text. Transcripts are files in the repository (content/…/transcripts/), checked
 * by tests and read at build time; the build never simulates. Prompt lines are told from output by their `$ ` or `# `.
 */
import { readFile } from 'node:fs/promises';
import { join, normalize } from 'node:path';
import type { ReactNode } from 'react';
import styles from './mdx.module.css';

const CONTENT = join(process.cwd(), 'content');

export async function Transcript({ src, title }: { src: string; title?: string }) {
  const path = normalize(join(CONTENT, src));
  if (!path.startsWith(CONTENT)) throw new Error(`Transcript outside of content/: ${src}`);
  const text = await readFile(path, 'utf8');
  return (
    <figure className={styles.transcript}>
      {title && <figcaption>{title}</figcaption>}
      <Screen text={text} />
    </figure>
  );
}

/** Lines of a session as a screen shows them. */
export function Screen({ text }: { text: string }) {
  const lines = text.replace(/\n$/, '').split('\n');
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrollable region must be reachable by keyboard
    <pre className={styles.screen} tabIndex={0}>
      {lines.map((line, at) => {
        const prompt = /^(?:[\w@~/.-]*)?[$#] /.exec(line)?.[0];
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: lines of a fixed text
          <span key={at}>
            {prompt ? (
              <>
                <span className={styles.prompt}>{prompt}</span>
                <b>{line.slice(prompt.length)}</b>
              </>
            ) : (
              line
            )}
            {'\n'}
          </span>
        );
      })}
    </pre>
  );
}

export function Figure({ caption, children }: { caption?: string; children: ReactNode }) {
  return (
    <figure className={styles.figure}>
      {children}
      {caption && <figcaption>{caption}</figcaption>}
    </figure>
  );
}
