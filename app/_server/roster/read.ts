/**
 * A list of people from a file: every line as it would be stored, and everything that is wrong, by line. Pure: it knows
 * neither the class nor the database.
 */
import type { ClassRole } from '@/app/_shared/api';
import type { RosterPreview, RosterProblem, RosterProblemCode } from '@/app/_shared/classes';
import { LIMITS } from '@/app/_shared/limits';
import { type Column, columnOf, roleOf } from './columns';
import { decode } from './decode';
import { type Row, readTable, TableProblem } from './table';

/** People in a file. */
export const MOST_LINES = 5_000;
const LONGEST_EMAIL = 254;

export interface Listed {
  line: number;
  name: string;
  email: string;
  externalId: string | null;
  group: string | null;
  role: ClassRole;
  /** Which columns the file has: what it does not speak of is left as it is. */
  has: { name: boolean; externalId: boolean; group: boolean; role: boolean };
}

export interface ReadRoster {
  encoding: RosterPreview['encoding'];
  separator: RosterPreview['separator'];
  lines: Listed[];
  problems: RosterProblem[];
}

export function readRoster(bytes: Uint8Array): ReadRoster {
  const decoded = decode(bytes);
  const nothing = { encoding: decoded?.encoding ?? ('utf-8' as const), separator: ',' as const, lines: [] };
  const whole = (code: RosterProblemCode, line = 0): ReadRoster => ({
    ...nothing,
    problems: [{ line, code, value: '' }],
  });
  if (decoded === null) return whole('unreadable');
  try {
    const { rows, separator } = readTable(decoded.text, MOST_LINES + 1);
    if (rows.length === 0) return whole('empty');
    const { columns, body } = headed(rows);
    if (![...columns.values()].includes('email')) return { ...whole('no-email-column'), separator };
    return { encoding: decoded.encoding, separator, ...readLines(columns, body) };
  } catch (error) {
    if (error instanceof TableProblem) return whole(error.code, error.line);
    throw error;
  }
}

type Columns = ReadonlyMap<number, Column>;

/** The first row as headings; without any that is known, the column with addresses and, as the name, the first other one. */
function headed(rows: readonly Row[]): { columns: Columns; body: readonly Row[] } {
  const named = new Map<number, Column>();
  for (const [at, heading] of rows[0].cells.entries()) {
    const column = columnOf(heading);
    if (column && ![...named.values()].includes(column)) named.set(at, column);
  }
  if (named.size > 0 && !rows[0].cells.some(isEmail)) return { columns: named, body: rows.slice(1) };
  const email = rows[0].cells.findIndex(isEmail);
  if (email < 0) return { columns: new Map(), body: rows };
  const name = rows[0].cells.findIndex((cell, at) => at !== email && cell !== '' && !/^[\d\s-]+$/.test(cell));
  return {
    columns: new Map<number, Column>([[email, 'email'], ...(name < 0 ? [] : [[name, 'name'] as const])]),
    body: rows,
  };
}

function readLines(columns: Columns, rows: readonly Row[]): { lines: Listed[]; problems: RosterProblem[] } {
  const present = new Set(columns.values());
  const has = {
    name: present.has('name') || present.has('family') || present.has('given'),
    externalId: present.has('id'),
    group: present.has('group'),
    role: present.has('role'),
  };
  const lines: Listed[] = [];
  const problems: RosterProblem[] = [];
  const seen = new Set<string>();
  for (const row of rows) {
    const cell = cellsOf(columns, row);
    const email = cell.email.normalize('NFKC').toLowerCase();
    const role = roleOf(cell.role);
    const name = cell.name || joinName(columns, cell.family, cell.given);
    const wrong: RosterProblem[] = [];
    const say = (code: RosterProblemCode, value: string) =>
      wrong.push({ line: row.line, code, value: value.slice(0, 60) });
    if (email === '') say('email-missing', name);
    else if (!isEmail(email)) say('email-wrong', cell.email);
    else if (seen.has(email)) say('email-twice', email);
    if (role === null) say('role-unknown', cell.role);
    for (const text of [name, cell.id, cell.group]) if (text.length > LIMITS.name) say('too-long', text);
    problems.push(...wrong);
    seen.add(email);
    if (wrong.length > 0 || role === null) continue;
    lines.push({ line: row.line, name, email, externalId: cell.id || null, group: cell.group || null, role, has });
  }
  if (lines.length + problems.length === 0) problems.push({ line: 0, code: 'empty', value: '' });
  return { lines, problems };
}

function cellsOf(columns: Columns, { cells }: Row): Record<Column, string> {
  const found: Record<Column, string> = { name: '', family: '', given: '', email: '', id: '', group: '', role: '' };
  for (const [at, column] of columns) found[column] = clean(cells[at] ?? '');
  return found;
}

/** Line ends and other control characters become spaces; the mark that our own export sets before formulas goes. */
const clean = (text: string): string =>
  text
    .replace(/^'(?=[=+\-@\t\r＝＋－＠])/, '')
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
    .replace(/[\u0000-\u001f\u007f\s]+/g, ' ')
    .trim();

/** In the order in which the file has them. */
function joinName(columns: Columns, family: string, given: string): string {
  const order = [...columns].sort(([a], [b]) => a - b).map(([, column]) => column);
  const parts = order.indexOf('family') < order.indexOf('given') ? [family, given] : [given, family];
  return parts.filter((part) => part !== '').join(' ');
}

function isEmail(text: string): boolean {
  return text.length <= LONGEST_EMAIL && /^[^\s@,;<>"]+@[^\s@,;<>"]+\.[^\s@,;<>"]+$/.test(text.normalize('NFKC'));
}
