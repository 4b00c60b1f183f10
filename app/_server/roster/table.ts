/** A text as rows of cells: the separator is found out, quotes may hold separators and line ends (RFC 4180). */
import { CsvError, parse } from 'csv-parse/sync';

export type Separator = ',' | ';' | '\t';

export interface Row {
  /** Where it begins, as a text editor counts. */
  line: number;
  cells: readonly string[];
}
export interface Table {
  separator: Separator;
  rows: readonly Row[];
}

const SEPARATORS: readonly Separator[] = [',', ';', '\t'];

/** Throws `TableProblem` for quotes that do not end and more rows than `most`. */
export function readTable(text: string, most: number): Table {
  // Excel's own hint in the first line.
  const hint = /^sep=([,;\t])\r?\n/i.exec(text);
  const body = hint ? text.slice(hint[0].length) : text;
  const separator = (hint?.[1] as Separator | undefined) ?? separatorOf(body);
  const rows = records(body, separator, most).flatMap(({ record, info }): Row[] => {
    const cells = record.map((cell) => cell.trim());
    if (cells.every((cell) => cell === '')) return [];
    const inside = record.join('').match(/\n/g)?.length ?? 0;
    return [{ line: info.lines - inside + (hint ? 1 : 0), cells }];
  });
  if (rows.length > most) throw new TableProblem('too-many', 0);
  return { separator, rows };
}

export class TableProblem extends Error {
  constructor(
    readonly code: 'unreadable' | 'too-many',
    readonly line: number,
  ) {
    super(code);
  }
}

function records(text: string, delimiter: Separator, most: number) {
  try {
    return parse(text, {
      delimiter,
      info: true,
      relax_column_count: true,
      relax_quotes: true,
      record_delimiter: ['\r\n', '\n', '\r'],
      max_record_size: 100_000,
      to: most + 1_000,
    }) as unknown as { record: string[]; info: { lines: number } }[];
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const { lines } = error as { lines?: unknown };
    throw new TableProblem('unreadable', typeof lines === 'number' ? lines : 0);
  }
}

/** The one that the first line has most of, outside quotes. */
function separatorOf(text: string): Separator {
  const first = (/^[^\r\n]*\S[^\r\n]*/m.exec(text)?.[0] ?? '').replace(/"[^"]*"/g, '');
  const count = (one: string) => first.split(one).length - 1;
  return SEPARATORS.reduce((best, one) => (count(one) > count(best) ? one : best));
}
