/** The hashes of the inline scripts of each page made at build time, as scripts/script-hashes.mjs wrote them. */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';

type Table = Readonly<Record<string, readonly string[]>>;

let table: Table | null = null;

function read(): Table {
  const file = path.join(/* turbopackIgnore: true */ process.cwd(), '.next', 'ringzero-script-hashes.json');
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Table) : {};
}

/** Null when the page is not made at build time. */
export function hashesOf(pathname: string): readonly string[] | null {
  table ??= read();
  return Object.hasOwn(table, pathname) ? table[pathname] : null;
}

/** The hash of an inline script as a policy names it. */
export function scriptHash(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`;
}
