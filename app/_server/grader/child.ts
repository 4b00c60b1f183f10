/**
 * One run of a record in a process of its own: memory is limited, and when its time is over it is killed from outside.
 * It gets the record on standard input and nothing else: no database, no secrets in its environment.
 */
import { spawn } from 'node:child_process';
import { type Graded, readAnswer } from './verdict';

export interface GraderLimits {
  /** Megabytes of JavaScript heap. */
  memory: number;
  /** Milliseconds by the clock on the wall. */
  time: number;
}

export type GradeAnswer = { ok: true; graded: Graded } | { ok: false; why: 'time' | 'failed'; detail: string };

export const LIMITS: GraderLimits = { memory: 768, time: 90_000 };
const OUTPUT = 1_000_000;

/** `command` is the program under Node, `['--import', 'tsx', 'kernel-sim/cli/grade.ts']`. */
export function gradeInChild(
  command: readonly string[],
  record: string,
  limits = LIMITS,
  signal?: AbortSignal,
): Promise<GradeAnswer> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [`--max-old-space-size=${limits.memory}`, ...command], {
      stdio: ['pipe', 'pipe', 'pipe'],
      env: { PATH: process.env.PATH, NODE_ENV: 'production' },
    });
    let out = '';
    let err = '';
    let late = false;
    const kill = () => child.kill('SIGKILL');
    const timer = setTimeout(() => {
      late = true;
      kill();
    }, limits.time);
    signal?.addEventListener('abort', kill, { once: true });
    child.stdout.on('data', (chunk: Buffer) => {
      out += chunk;
      if (out.length > OUTPUT) kill();
    });
    child.stderr.on('data', (chunk: Buffer) => {
      err = (err + chunk).slice(-4000);
    });
    child.on('error', (error) => {
      err += error.message;
    });
    child.stdin.on('error', () => {}); // it may die before it has read everything
    child.stdin.end(record);
    child.on('close', (code) => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', kill);
      if (late) resolve({ ok: false, why: 'time', detail: `killed after ${limits.time} ms` });
      else resolve(read(code, out, err));
    });
  });
}

function read(code: number | null, out: string, err: string): GradeAnswer {
  const graded = code === 0 ? readAnswer(out) : null;
  if (graded) return { ok: true, graded };
  return { ok: false, why: 'failed', detail: `exit ${code}: ${(err || out).slice(-1000)}` };
}
