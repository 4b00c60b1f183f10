/**
 * The grader's child process. On standard input a GradeRequest as JSON: a run's record and the seeds that the server chose; on
 * standard output the GradeAnswer. The exercise comes from the course's registry, never from the record. A record that the
 * exercise does not allow is refused with a reason and not run.
 */
import { readSync } from 'node:fs';
import { loaders } from '../../content/generated/registry';
import {
  type Exercise,
  type LabAssets,
  MAX_RECORD,
  type Refusal,
  type RunRecord,
  readRecord,
  refusalOf,
  replay,
  runToEnd,
} from '../lab';
import { loadAssets } from '../lab/node-assets';
import type { CheckResult } from '../lab/types';

export interface GradeRequest {
  record: unknown;
  /** Server-chosen seeds for an exercise that varies; the others ignore them. */
  seeds?: readonly number[];
}
export interface SeedRun {
  seed: number;
  passed: boolean;
  /** The first check that failed. */
  failed: (CheckResult & { id: string }) | null;
}
export type GradeAnswer =
  | { refused: Refusal }
  | {
      digest: string;
      passed: boolean;
      checks: readonly (CheckResult & { id: string })[];
      seeds: readonly SeedRun[];
    };

/** Read once: a child may be asked many times. */
let assets: LabAssets | null = null;

/** Room for the seeds around the record. */
const MAX_INPUT = MAX_RECORD + 10_000;

export async function grade(text: string): Promise<GradeAnswer> {
  if (Buffer.byteLength(text) > MAX_INPUT) return { refused: 'too-large' };
  const request = parse(text);
  const record = readRecord(request?.record);
  if (!request || !record) return { refused: 'malformed' };
  const load = Object.hasOwn(loaders, record.exerciseId) ? loaders[record.exerciseId] : undefined;
  if (!load) return { refused: 'unknown-exercise' };
  const exercise = await load();
  const refused = refusalOf(exercise, record);
  if (refused) return { refused };
  assets ??= loadAssets();
  return judge(exercise, record, seedsOf(exercise, request), assets);
}

function parse(text: string): GradeRequest | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && 'record' in value ? (value as GradeRequest) : null;
  } catch {
    return null;
  }
}

function seedsOf(exercise: Exercise, { seeds }: GradeRequest): number[] {
  if (!('seeds' in exercise) || !exercise.seeds || !Array.isArray(seeds)) return [];
  return seeds.filter((seed) => Number.isSafeInteger(seed)).slice(0, exercise.seeds.server);
}

/** The run again; where it passes, the server's seeds until one does not. */
function judge(exercise: Exercise, record: RunRecord, seeds: readonly number[], assets: LabAssets): GradeAnswer {
  const { exerciseHash, submission } = record;
  const { digest, passed, checks } = replay(exercise, record, { assets, exerciseHash });
  const runs: SeedRun[] = [];
  for (const seed of passed ? seeds : []) {
    const report = runToEnd(exercise, submission, { assets, seed, exerciseHash });
    runs.push({ seed, passed: report.passed, failed: report.checks.find((check) => !check.ok) ?? null });
    if (!report.passed) break;
  }
  return { digest, passed, checks, seeds: runs };
}

/** Standard input to its end, or one byte more than is allowed. */
function readInput(): string {
  const chunks: Buffer[] = [];
  let size = 0;
  const chunk = Buffer.alloc(1 << 16);
  while (size <= MAX_INPUT) {
    const got = readSome(chunk);
    if (got === 0) break;
    chunks.push(Buffer.from(chunk.subarray(0, got)));
    size += got;
  }
  return Buffer.concat(chunks).toString('utf8');
}

function readSome(into: Buffer): number {
  for (;;) {
    try {
      return readSync(0, into);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'EOF') return 0;
      if (code !== 'EAGAIN') throw error;
    }
  }
}

if (process.argv[1]?.endsWith('grade.ts')) console.log(JSON.stringify(await grade(readInput())));
