/** The table form of a picture: the same data, complete for a screen reader. Long ones show a window around the current row. */
import type { ReactNode } from 'react';
import styles from './inspect.module.css';

export interface Column {
  head: string;
  mono?: boolean;
}
export interface Row {
  key: string | number;
  cells: readonly ReactNode[];
  current?: boolean;
}

const LIMIT = 200;

export function DataTable({
  caption,
  columns,
  rows,
}: {
  caption: string;
  columns: readonly Column[];
  rows: readonly Row[];
}) {
  const at = Math.max(
    0,
    rows.findIndex((row) => row.current),
  );
  const from = Math.max(0, Math.min(rows.length - LIMIT, at - LIMIT / 2));
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrollable region must be reachable by keyboard
    <div className={styles.table} tabIndex={0}>
      <table>
        <caption>{caption}</caption>
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column.head} scope="col">
                {column.head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.slice(from, from + LIMIT).map((row) => (
            <tr key={row.key} aria-current={row.current || undefined}>
              {row.cells.map((cell, n) => (
                <td key={columns[n].head} className={columns[n].mono ? styles.mono : undefined}>
                  {cell}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
