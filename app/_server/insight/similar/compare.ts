/**
 * Which texts of a class have pieces in common that the starter does not have. Pieces that most of the class has are left
 * out as well: where there is one way to write a thing, everybody writes it. A result is a reason to look, never a proof.
 */
import { type NormalToken, tokensOf } from './tokens';
import { type Fingerprint, gramsOf, K, winnow } from './winnow';

export interface Handed {
  id: string;
  files: readonly { path: string; text: string }[];
}
export interface Common {
  a: string;
  b: string;
  /** Of the shorter one's fingerprints. */
  score: number;
  shared: number;
}

/** Fewer fingerprints than this say nothing. */
export const LEAST = 6;
/** In classes of at least this many texts, pieces that a third of them have are taken as the exercise's own. */
const CLASS = 9;
const USUAL = 1 / 3;
const PAIRS = 100;
const LEAST_SCORE = 0.25;

interface Marked {
  id: string;
  prints: Fingerprint[];
  hashes: Set<number>;
}

const allTokens = (files: Handed['files']): NormalToken[][] => files.map((file) => tokensOf(file.text));

/** Hashes of every run of the starter's tokens, not only the chosen ones: what is beside it may choose others. */
function starterGrams(starter: Handed['files']): Set<number> {
  return new Set(allTokens(starter).flatMap(gramsOf));
}

function mark({ id, files }: Handed, without: ReadonlySet<number>): Marked {
  const prints = allTokens(files).flatMap((tokens) => winnow(tokens).filter(({ hash }) => !without.has(hash)));
  return { id, prints, hashes: new Set(prints.map(({ hash }) => hash)) };
}

export interface Comparison {
  pairs: Common[];
  tooShort: number;
  sizes: ReadonlyMap<string, number>;
}

export function compareAll(handed: readonly Handed[], starter: Handed['files']): Comparison {
  const without = starterGrams(starter);
  const marked = handed.map((one) => mark(one, without));
  const holders = new Map<number, number[]>();
  marked.forEach(({ hashes }, index) => {
    for (const hash of hashes) holders.set(hash, [...(holders.get(hash) ?? []), index]);
  });
  const usual = handed.length >= CLASS ? Math.max(3, handed.length * USUAL) : Number.POSITIVE_INFINITY;
  const sizes = marked.map(
    ({ hashes }) => [...hashes].filter((hash) => (holders.get(hash)?.length ?? 0) <= usual).length,
  );
  const shared = new Map<string, number>();
  for (const own of holders.values()) {
    if (own.length > usual) continue;
    for (let i = 0; i < own.length; i += 1)
      for (let j = i + 1; j < own.length; j += 1) {
        const key = `${own[i]} ${own[j]}`;
        shared.set(key, (shared.get(key) ?? 0) + 1);
      }
  }
  const pairs = [...shared].flatMap(([key, count]): Common[] => {
    const [i, j] = key.split(' ').map(Number);
    const least = Math.min(sizes[i], sizes[j]);
    if (least < LEAST || count / least < LEAST_SCORE) return [];
    return [{ a: marked[i].id, b: marked[j].id, score: count / least, shared: count }];
  });
  return {
    pairs: pairs.sort((a, b) => b.score - a.score || b.shared - a.shared).slice(0, PAIRS),
    tooShort: sizes.filter((size) => size < LEAST).length,
    sizes: new Map(marked.map(({ id }, index) => [id, sizes[index]])),
  };
}

export interface MarkedFile {
  path: string;
  text: string;
  marks: number[];
}

/** Two texts with the lines of their common pieces numbered, a number for each piece, the same on both sides. */
export function evidenceOf(
  a: Handed,
  b: Handed,
  starter: Handed['files'],
): { a: MarkedFile[]; b: MarkedFile[]; score: number; shared: number } {
  const without = starterGrams(starter);
  const [left, right] = [mark(a, without), mark(b, without)];
  const common = new Set([...left.hashes].filter((hash) => right.hashes.has(hash)));
  const pieces = new Map<number, number>();
  const marked = numberPieces(a.files, common, pieces, true);
  const least = Math.min(left.hashes.size, right.hashes.size);
  return {
    a: marked,
    b: numberPieces(b.files, common, pieces, false),
    shared: common.size,
    score: least === 0 ? 0 : common.size / least,
  };
}

/** Neighbouring common fingerprints are one piece; the second text takes the numbers that the first one gave. */
function numberPieces(
  files: Handed['files'],
  common: ReadonlySet<number>,
  pieces: Map<number, number>,
  give: boolean,
): MarkedFile[] {
  return files.map(({ path, text }) => {
    const tokens = tokensOf(text);
    const marks = new Array<number>(text.split('\n').length).fill(0);
    let reached = -1;
    let number = 0;
    for (const { hash, at } of winnow(tokens)) {
      if (!common.has(hash)) continue;
      if (give) {
        if (at > reached || number === 0) number = Math.max(0, ...pieces.values()) + 1;
        if (!pieces.has(hash)) pieces.set(hash, number);
      }
      number = pieces.get(hash) ?? number;
      for (let n = at; n < at + K; n += 1) if (marks[tokens[n].line - 1] === 0) marks[tokens[n].line - 1] = number;
      reached = at + K;
    }
    return { path, text, marks };
  });
}
