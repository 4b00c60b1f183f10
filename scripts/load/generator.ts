/** Requests as tabs send them, over kept connections, with the times of their answers. */
import { Agent, request as httpRequest, type IncomingHttpHeaders } from 'node:http';

export interface Answer {
  status: number;
  headers: IncomingHttpHeaders;
  body: string;
  ms: number;
}

export class Client {
  private readonly agent: Agent;

  constructor(
    private readonly port: number,
    connections: number,
  ) {
    this.agent = new Agent({ keepAlive: true, maxSockets: connections });
  }

  /** `scheduled`: when it should have been sent, on performance.now()'s clock: waiting for a connection counts too. */
  send(method: string, path: string, cookie: string, json?: unknown, scheduled = performance.now()): Promise<Answer> {
    const body = json === undefined ? undefined : Buffer.from(JSON.stringify(json));
    const headers: Record<string, string | number> = { 'accept-encoding': 'gzip' };
    if (cookie) headers.cookie = cookie;
    if (body) Object.assign(headers, { 'content-type': 'application/json', 'content-length': body.length });
    return new Promise((resolve, reject) => {
      const options = { host: '127.0.0.1', port: this.port, method, path, headers, agent: this.agent };
      const sent = httpRequest(options, (answer) => {
        const chunks: Buffer[] = [];
        answer.on('data', (chunk: Buffer) => chunks.push(chunk));
        answer.on('error', reject);
        answer.on('end', () => {
          const text = Buffer.concat(chunks).toString('utf8');
          resolve({
            status: answer.statusCode ?? 0,
            headers: answer.headers,
            body: text,
            ms: performance.now() - scheduled,
          });
        });
      });
      sent.on('error', reject);
      sent.end(body);
    });
  }

  close(): void {
    this.agent.destroy();
  }
}

export function cookieOf(answer: Answer): string {
  return (answer.headers['set-cookie'] ?? []).map((line) => line.split(';')[0]).join('; ');
}

/** Times in milliseconds, told as people read them. */
export class Times {
  private readonly all: number[] = [];
  add(ms: number): void {
    this.all.push(ms);
  }
  get count(): number {
    return this.all.length;
  }
  /** The time that this share of the answers kept. */
  at(share: number): number {
    const sorted = [...this.all].sort((a, b) => a - b);
    return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
  }
  toString(): string {
    const [median, most, nearly] = [0.5, 0.95, 0.99].map((share) => this.at(share).toFixed(0));
    return `median ${median} ms, p95 ${most} ms, p99 ${nearly} ms`;
  }
}
