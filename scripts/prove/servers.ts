/** Processes of the site for the proofs: started, killed without warning, started again, ended. Only those started here. */
import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { freePort } from '../../app/_server/testing/postgres';

export interface Server {
  name: string;
  /** 0: it listens nowhere. */
  port: number;
  /** As an operator would start it. */
  args: readonly string[];
}

/** What is started: Node with these arguments. `built`: the real site, which `npm run build` has made. */
export async function webServer(name: string, built: boolean): Promise<Server> {
  const port = await freePort();
  const args = built ? ['scripts/web.mjs'] : ['--import', 'tsx', 'scripts/prove/api-server.ts', String(port)];
  return { name, port, args };
}

export const worker = (name: string): Server => ({ name, port: 0, args: ['--import', 'tsx', 'scripts/grader.ts'] });

/** Keeps one process running: whenever it ends, another takes its place. */
export class Keeper {
  kills = 0;
  /** What it wrote on standard error, the last of it. */
  errors = '';
  private child: ChildProcess | null = null;
  private ending = false;

  constructor(
    readonly server: Server,
    private readonly env: Readonly<Record<string, string>>,
  ) {
    this.start();
  }

  private start(): void {
    const env = { ...process.env, ...this.env, PORT: String(this.server.port), HOST: '127.0.0.1' };
    const child = spawn(process.execPath, this.server.args, { env, stdio: ['ignore', 'ignore', 'pipe'] });
    child.stderr.on('data', (text: Buffer) => {
      this.errors = (this.errors + text).slice(-4000);
    });
    child.on('close', () => {
      if (!this.ending) this.start();
    });
    this.child = child;
  }

  /** Seconds of processor that it has used, where the system tells (Linux); not its children's. */
  cpu(): number {
    try {
      const fields = readFileSync(`/proc/${this.child?.pid}/stat`, 'utf8').split(') ')[1].split(' ');
      return (Number(fields[11]) + Number(fields[12])) / 100;
    } catch {
      return 0;
    }
  }

  /** As the power going out: SIGKILL. */
  kill(): void {
    this.kills += 1;
    this.child?.kill('SIGKILL');
  }

  /** In good order; answers how long it took in milliseconds. */
  async end(): Promise<number> {
    this.ending = true;
    const { child } = this;
    if (!child || child.exitCode !== null || child.signalCode !== null) return 0;
    const started = performance.now();
    const late = setTimeout(() => child.kill('SIGKILL'), 20_000);
    const ended = new Promise((resolve) => child.once('close', resolve));
    child.kill('SIGTERM');
    await ended;
    clearTimeout(late);
    return performance.now() - started;
  }

  async answers(): Promise<boolean> {
    const { port } = this.server;
    const signal = AbortSignal.timeout(5000);
    const answer = await fetch(`http://127.0.0.1:${port}/api/health`, { signal }).catch(() => null);
    return answer?.ok === true;
  }

  async ready(patience = 90_000): Promise<void> {
    if (!(await until(() => this.answers(), patience)))
      throw new Error(`${this.server.name} does not answer: ${this.errors}`);
  }
}

/** Asks again and again; false when it was not so within the time. */
export async function until(holds: () => Promise<boolean>, patience: number): Promise<boolean> {
  const end = Date.now() + patience;
  while (Date.now() < end) {
    if (await holds()) return true;
    await pause(100);
  }
  return false;
}

export const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));
