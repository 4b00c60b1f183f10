/**
 * Rows as a CSV file that Excel opens well: UTF-8 with a byte order mark, CR LF, and no cell that a spreadsheet would
 * take for a formula: one that begins with = + - @, a tab or a carriage return (or the full-width signs) gets an
 * apostrophe in front (OWASP, "CSV injection").
 */
import { stringify } from 'csv-stringify/sync';

export type Cell = string | number | null;

export function toCsv(rows: readonly (readonly Cell[])[]): string {
  const text = stringify(
    rows.map((row) => row.map((cell) => (typeof cell === 'string' ? defuse(cell) : cell))) as Cell[][],
    {
      bom: true,
      record_delimiter: '\r\n',
    },
  );
  return text;
}

/** A number stays a number: only words are made harmless. */
export function defuse(text: string): string {
  return /^[=+\-@\t\r\n＝＋－＠]/.test(text) ? `'${text}` : text;
}

/** The answer that a browser saves under this name. */
export function csvResponse(name: string, rows: readonly (readonly Cell[])[]): Response {
  const ascii = name.replace(/[^\w.-]+/g, '_');
  return new Response(toCsv(rows), {
    headers: {
      'Content-Type': 'text/csv; charset=utf-8',
      'Content-Disposition': `attachment; filename="${ascii}"; filename*=UTF-8''${encodeURIComponent(name)}`,
      'X-Content-Type-Options': 'nosniff',
    },
  });
}
