/**
 * What a server writes about itself: lines of JSON in production (pino), short lines for people otherwise. Never personal
 * data or secrets: no addresses of people or machines, no names, no cookies, no query strings; an error is told by its name,
 * its code, its cleaned message and where it was thrown. A request's id ties its lines together, and is sent to the browser
 * as X-Request-Id.
 *
 * One per process, whoever asks: the server's own code and what Next bundled find it on globalThis.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import pino, { type DestinationStream, type Logger } from 'pino';

interface Kept {
  ringzeroLog?: Logger;
  ringzeroRequest?: AsyncLocalStorage<string>;
}
const kept = globalThis as Kept;

/** The id of the request that is being answered. */
export function requestScope(): AsyncLocalStorage<string> {
  kept.ringzeroRequest ??= new AsyncLocalStorage();
  return kept.ringzeroRequest;
}

/** A logger; the process has one (`log`), tests make their own. */
export function makeLog(to?: DestinationStream): Logger {
  return pino(
    {
      level: process.env.LOG_LEVEL ?? 'info',
      base: { pid: process.pid, role: process.env.RINGZERO_ROLE ?? 'site' },
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (level) => ({ level }) },
      mixin: () => {
        const request = requestScope().getStore();
        return request ? { request } : {};
      },
    },
    to ?? (process.env.NODE_ENV === 'production' ? pino.destination({ fd: 1, sync: true }) : plain),
  );
}

/** For a person at a terminal. */
const plain: DestinationStream = {
  write(line: string) {
    const { level, msg, time: _time, pid: _pid, role, ...rest } = JSON.parse(line);
    const more = Object.keys(rest).length > 0 ? ` ${JSON.stringify(rest)}` : '';
    process.stderr.write(`${role}: ${level === 'info' ? '' : `${level}: `}${msg ?? ''}${more}\n`);
  },
};

export function log(): Logger {
  kept.ringzeroLog ??= makeLog();
  return kept.ringzeroLog;
}

/** An error that nobody foresaw. `where` is a word of ours. */
export function logError(where: string, error: unknown, logger = log()): void {
  logger.error({ where, error: describeError(error) }, 'unexpected error');
}

/** What may be written of an error. Prisma's messages hold what was to be stored: of those, only the code. */
export function describeError(error: unknown): { name: string; code?: string; message?: string; at?: string[] } {
  if (!(error instanceof Error)) return { name: typeof error };
  const { code, cause } = error as { code?: unknown; cause?: { code?: unknown } };
  const codes = [code, cause?.code].filter((one) => typeof one === 'string');
  const at = (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line));
  return {
    name: error.name,
    ...(codes.length > 0 ? { code: codes.join(' ') } : {}),
    ...(error.name.startsWith('Prisma') ? {} : { message: scrub(error.message) }),
    at: at
      .slice(0, 8)
      .map((line) => line.trim().replace(/\(?(file:\/\/)?\/\S*\/(app|scripts|node_modules|\.next)\//, '$2/')),
  };
}

const RULES: readonly [RegExp, string][] = [
  [/[a-z][a-z0-9+.-]*:\/\/\S+/gi, '[url]'],
  [/[^\s@<>"']+@[^\s@<>"']+\.[^\s@<>"']+/g, '[mail]'],
  [/\b\d{1,3}(\.\d{1,3}){3}\b/g, '[address]'],
  [/\b[\w.-]{24,}\b/g, '[secret]'],
  [/(["'`])(?:(?!\1).)*\1/g, '[text]'],
];

/** A message without what may be somebody's: addresses, links, long tokens, quoted texts. */
export function scrub(message: string): string {
  return RULES.reduce((text, [pattern, by]) => text.replace(pattern, by), message.slice(0, 1000)).slice(0, 300);
}
