/**
 * A process that runs records again. It gets a request on standard input, a line each, answers with a line each, and has
 * nothing else: no database, no secrets in its environment. Its memory is limited twice (JavaScript's heap by V8, all of it
 * by looking at it from outside, since WebAssembly's memory is not in the heap), its time and the length of its answer
 * once; whoever goes beyond is killed from outside.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { type Graded, readAnswer } from './verdict';

export interface GraderLimits {
  /** Megabytes of JavaScript heap. */
  memory: number;
  /** Megabytes of everything, where the system tells (Linux). */
  resident?: number;
  /** Milliseconds by the clock on the wall. */
  time: number;
}

export type Failure = 'time' | 'memory' | 'output' | 'failed' | 'stopped';
export type GradeAnswer = { ok: true; graded: Graded } | { ok: false; why: Failure; detail: string };

export const LIMITS: GraderLimits = { memory: 768, resident: 1500, time: 90_000 };
/** Characters of an answer. */
const OUTPUT = 1_000_000;
/** Characters that are kept of what it says about its death. */
const LAST_WORDS = 4000;
const LOOK = 250;
const PAGE = 4096;
const MEGABYTE = 1 << 20;

export class Child {
  /** Requests that it has answered. */
  runs = 0;
  readonly ended: Promise<void>;
  private readonly process: ChildProcess;
  private alive = true;
  private killed: { why: Failure; detail: string } | null = null;
  private out = '';
  private err = '';
  private answered: ((line: string | null) => void) | null = null;

  /** `command` is the program under Node. */
  constructor(
    command: readonly string[],
    private readonly limits: GraderLimits = LIMITS,
  ) {
    this.process = spawn(process.execPath, [`--max-old-space-size=${limits.memory}`, ...command], {
      stdio: ['pipe', 'pipe', 'pipe'],
      env: { PATH: process.env.PATH, NODE_ENV: 'production' },
    });
    this.process.stdout?.setEncoding('utf8').on('data', (text: string) => this.hear(text));
    this.process.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.err = (this.err + text).slice(-LAST_WORDS);
    });
    this.process.stdin?.on('error', () => {}); // it may die before it has read everything
    this.process.on('error', (error) => {
      this.err += error.message;
    });
    this.ended = new Promise((resolve) => {
      this.process.on('close', () => {
        this.alive = false;
        this.answered?.(null);
        resolve();
      });
    });
  }

  get isAlive(): boolean {
    return this.alive && this.killed === null;
  }

  /** One run, never two at a time. After any answer but a good one the process is dead or dying. `last`: it gets no more. */
  async run(
    request: string,
    { signal, last = false }: { signal?: AbortSignal; last?: boolean } = {},
  ): Promise<GradeAnswer> {
    const stop = () => this.kill('stopped', 'the grader ends');
    if (signal?.aborted) stop();
    signal?.addEventListener('abort', stop, { once: true });
    const late = setTimeout(() => this.kill('time', `killed after ${this.limits.time} ms`), this.limits.time);
    const look = setInterval(() => this.lookAtMemory(), LOOK);
    try {
      const line = await new Promise<string | null>((resolve) => {
        this.answered = resolve;
        if (!this.alive) resolve(null);
        this.process.stdin?.write(`${request.replaceAll('\n', ' ')}\n`);
        if (last) this.process.stdin?.end();
        this.hear('');
      });
      return this.judge(line);
    } finally {
      this.answered = null;
      clearTimeout(late);
      clearInterval(look);
      signal?.removeEventListener('abort', stop);
    }
  }

  /** Ends it: by its own will when it has nothing to do, at once otherwise. */
  end(): void {
    if (this.answered) this.kill('stopped', 'the grader ends');
    else this.process.stdin?.end();
  }

  kill(why: Failure, detail: string): void {
    this.killed ??= { why, detail };
    this.process.kill('SIGKILL');
  }

  private hear(text: string): void {
    this.out += text;
    if (this.out.length > OUTPUT) this.kill('output', `answered more than ${OUTPUT} characters`);
    const end = this.out.indexOf('\n');
    if (end < 0 || this.answered === null) return;
    const line = this.out.slice(0, end);
    this.out = this.out.slice(end + 1);
    this.answered(line);
  }

  private judge(line: string | null): GradeAnswer {
    if (this.killed) return { ok: false, ...this.killed };
    const graded = line === null ? null : readAnswer(line);
    if (graded) {
      this.runs += 1;
      return { ok: true, graded };
    }
    const { exitCode, signalCode } = this.process;
    const words = (this.err || line || this.out).slice(-1000);
    this.kill('failed', words);
    return { ok: false, why: 'failed', detail: `exit ${exitCode ?? signalCode}: ${words}` };
  }

  /** Megabytes that it has in memory; 0 where the system does not tell. */
  resident(): number {
    try {
      const pages = Number(readFileSync(`/proc/${this.process.pid}/statm`, 'utf8').split(' ')[1]);
      return (pages * PAGE) / MEGABYTE;
    } catch {
      return 0;
    }
  }

  private lookAtMemory(): void {
    const limit = this.limits.resident ?? Number.POSITIVE_INFINITY;
    const now = this.resident();
    if (now > limit) this.kill('memory', `killed at ${Math.round(now)} MB`);
  }
}

/** One run in a process of its own, which ends with it. */
export async function gradeInChild(
  command: readonly string[],
  request: string,
  limits = LIMITS,
  signal?: AbortSignal,
): Promise<GradeAnswer> {
  const child = new Child(command, limits);
  const answer = await child.run(request, { signal, last: true });
  child.end();
  return answer;
}
