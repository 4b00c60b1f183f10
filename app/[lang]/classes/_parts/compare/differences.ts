/** Two submissions side by side, line by line (jsdiff); long equal stretches fold. Pure. */
import type { Submission } from '@ringzero/kernel-sim/lab/types';
import { diffLines } from 'diff';

export interface DiffRow {
  kind: 'same' | 'changed' | 'removed' | 'added' | 'fold';
  left: { line: number; text: string } | null;
  right: { line: number; text: string } | null;
  /** fold: how many equal lines are left out. */
  folded?: number;
  /** Number of the change that begins here, from 1. */
  change?: number;
}
export interface FileDiff {
  path: string;
  rows: DiffRow[];
  changes: number;
}

const AROUND = 3;

/** Null: of different kinds. */
export function compareSubmissions(a: Submission, b: Submission): FileDiff[] | null {
  if (a.kind !== b.kind) return null;
  const [left, right] = [textsOf(a), textsOf(b)];
  const paths = [...new Set([...left.keys(), ...right.keys()])];
  let change = 0;
  return paths.map((path) => {
    const rows = numbered(rowsOf(left.get(path) ?? '', right.get(path) ?? ''), change);
    const changes = rows.filter((row) => row.change !== undefined).length;
    change += changes;
    return { path, rows: fold(rows), changes };
  });
}

function textsOf(submission: Submission): Map<string, string> {
  switch (submission.kind) {
    case 'code':
      return new Map(submission.files.map((file) => [file.path, file.text]));
    case 'shell':
      return new Map([
        [
          'console',
          submission.inputs
            .map((input) => input.bytes)
            .join('')
            .replaceAll('\r', '\n'),
        ],
      ]);
    case 'predict':
      return new Map(Object.entries(submission.answers));
    case 'order':
      return new Map([['', submission.order.join('\n')]]);
  }
}

const linesOf = (text: string): string[] => text.replace(/\n$/, '').split('\n');

function rowsOf(a: string, b: string): DiffRow[] {
  const rows: DiffRow[] = [];
  let [left, right] = [1, 1];
  const parts = diffLines(a, b);
  for (let n = 0; n < parts.length; n += 1) {
    const part = parts[n];
    if (!part.added && !part.removed) {
      for (const text of linesOf(part.value))
        rows.push({ kind: 'same', left: { line: left++, text }, right: { line: right++, text } });
      continue;
    }
    // What was taken away and what came in its place stand beside each other.
    const gone = part.removed ? linesOf(part.value) : [];
    const next = part.removed ? parts[n + 1] : part;
    const come = next?.added ? linesOf(next.value) : [];
    if (part.removed && next?.added) n += 1;
    for (let i = 0; i < Math.max(gone.length, come.length); i += 1) {
      const [before, after] = [gone[i], come[i]];
      rows.push({
        kind: before === undefined ? 'added' : after === undefined ? 'removed' : 'changed',
        left: before === undefined ? null : { line: left++, text: before },
        right: after === undefined ? null : { line: right++, text: after },
      });
    }
  }
  return rows;
}

/** Each stretch of changed rows is one change. */
function numbered(rows: DiffRow[], before: number): DiffRow[] {
  let change = before;
  return rows.map((row, n) => {
    if (row.kind === 'same' || (n > 0 && rows[n - 1].kind !== 'same')) return row;
    change += 1;
    return { ...row, change };
  });
}

function fold(rows: DiffRow[]): DiffRow[] {
  const near = rows.map((_, n) =>
    rows.slice(Math.max(0, n - AROUND), n + AROUND + 1).some((row) => row.kind !== 'same'),
  );
  const out: DiffRow[] = [];
  rows.forEach((row, n) => {
    if (near[n]) out.push(row);
    else if (out.at(-1)?.kind === 'fold')
      out[out.length - 1] = { ...out[out.length - 1], folded: (out.at(-1)?.folded ?? 0) + 1 };
    else out.push({ kind: 'fold', left: null, right: null, folded: 1 });
  });
  return out;
}
