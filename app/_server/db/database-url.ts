/**
 * Where the data is: `DATABASE_URL`, by default the file `data/ringzero.db` of this checkout.
 * Shared by the site, Prisma's command line and the scripts, so that all mean the same file.
 */
import path from 'node:path';

export const DEFAULT_DATABASE_URL = 'file:./data/ringzero.db';

export const PROVIDERS = ['sqlite', 'postgresql'] as const;
export type Provider = (typeof PROVIDERS)[number];

export function isProvider(name: unknown): name is Provider {
  return PROVIDERS.some((provider) => provider === name);
}

/** The URL as given, or the default. Relative files are taken from `root` (the checkout), never from somewhere else. */
export function databaseUrl(root = process.cwd(), env: NodeJS.ProcessEnv = process.env): string {
  const url = env.DATABASE_URL || DEFAULT_DATABASE_URL;
  if (!url.startsWith('file:')) return url;
  return `file:${path.resolve(root, url.slice('file:'.length).replace(/^\/\/(?=\/)/, ''))}`;
}

/** The SQLite file behind a `file:` URL, or null. */
export function databaseFile(url: string): string | null {
  return url.startsWith('file:') ? url.slice('file:'.length) : null;
}

/** Which header of prisma/headers belongs to the URL. Throws for anything that no header exists for. */
export function providerOf(url: string): Provider {
  if (url.startsWith('file:')) return 'sqlite';
  if (/^postgres(ql)?:\/\//.test(url)) return 'postgresql';
  throw new Error(`DATABASE_URL must start with file: or postgresql:// (it is ${JSON.stringify(url.split(':')[0])}:…)`);
}
