/**
 * The small Markdown of tasks, hints, feedback and messages: paragraphs, lists, fenced code, `code`, **strong**, [links](…).
 * Lessons are MDX and do not come through here. Text in, React elements out: nothing is ever inserted as HTML.
 */
import { Fragment, type ReactNode } from 'react';
import styles from './Prose.module.css';

export function Prose({ text, className }: { text: string; className?: string }) {
  return <div className={[styles.prose, className].filter(Boolean).join(' ')}>{blocks(text)}</div>;
}

/** One line of it, for labels and list items. */
export function Inline({ text }: { text: string }) {
  return <>{inline(text)}</>;
}

/** The same line without its marks, for places that take plain text only (aria-label, <option>). */
export const unmarked = (text: string): string => text.replace(/`([^`]+)`|\*\*([^*]+)\*\*/g, '$1$2');

const ITEM = /^\s*(?:[-*]|(\d+)\.)\s+(.*)$/;

function blocks(text: string): ReactNode[] {
  const lines = text.replaceAll('\r\n', '\n').split('\n');
  const out: ReactNode[] = [];
  for (let i = 0; i < lines.length; ) {
    const line = lines[i];
    const key = `b${i}`;
    if (line.trim() === '') {
      i += 1;
    } else if (line.startsWith('```')) {
      const end = lines.findIndex((l, n) => n > i && l.startsWith('```'));
      const last = end === -1 ? lines.length : end;
      out.push(
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrollable region must be reachable by keyboard
        <pre key={key} tabIndex={0}>
          <code>{lines.slice(i + 1, last).join('\n')}</code>
        </pre>,
      );
      i = last + 1;
    } else if (/^#{1,6}\s/.test(line)) {
      out.push(
        <p key={key} className={styles.heading}>
          {inline(line.replace(/^#+\s+/, ''))}
        </p>,
      );
      i += 1;
    } else if (ITEM.test(line)) {
      const items: string[] = [];
      const ordered = ITEM.exec(line)?.[1] !== undefined;
      for (; i < lines.length && lines[i].trim() !== ''; i += 1) {
        const item = ITEM.exec(lines[i]);
        if (item) items.push(item[2]);
        else if (items.length > 0) items[items.length - 1] += ` ${lines[i].trim()}`;
      }
      const List = ordered ? 'ol' : 'ul';
      out.push(
        <List key={key}>
          {items.map((item, n) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: items of a fixed text
            <li key={`${n}-${item}`}>{inline(item)}</li>
          ))}
        </List>,
      );
    } else {
      const start = i;
      while (
        i < lines.length &&
        lines[i].trim() !== '' &&
        !lines[i].startsWith('```') &&
        !(i > start && ITEM.test(lines[i]))
      )
        i += 1;
      out.push(<p key={key}>{inline(joinLines(lines.slice(start, i)))}</p>);
    }
  }
  return out;
}

/** Lines of a paragraph: no space between two Japanese characters, one otherwise. */
function joinLines(lines: readonly string[]): string {
  return lines
    .map((l) => l.trim())
    .reduce((text, line) =>
      /[\u3000-\u9fff\uff00-\uffef]$/.test(text) && /^[\u3000-\u9fff\uff00-\uffef]/.test(line)
        ? text + line
        : `${text} ${line}`,
    );
}

const TOKEN = /`([^`]+)`|\*\*([^*]+)\*\*|\[([^\]]+)\]\(([^)\s]+)\)/g;

function inline(text: string): ReactNode[] {
  const out: ReactNode[] = [];
  let from = 0;
  for (const match of text.matchAll(TOKEN)) {
    if (match.index > from) out.push(text.slice(from, match.index));
    const key = `i${match.index}`;
    const [whole, code, strong, label, href] = match;
    if (code !== undefined) out.push(<code key={key}>{code}</code>);
    else if (strong !== undefined) out.push(<strong key={key}>{inline(strong)}</strong>);
    else if (/^(https?:\/\/|\/|#)/.test(href))
      out.push(
        <a key={key} href={href}>
          {label}
        </a>,
      );
    else out.push(<Fragment key={key}>{label}</Fragment>);
    from = match.index + whole.length;
  }
  if (from < text.length) out.push(text.slice(from));
  return out;
}
