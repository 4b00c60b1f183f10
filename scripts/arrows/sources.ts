/**
 * The source files of the house and what each imports, read without a compiler: comments are taken out, then the import
 * and export statements are found by their shape. Quick, and exact enough for code that Biome has formatted.
 */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';

export const ROOT = process.cwd();

export interface Import {
  /** As written. */
  specifier: string;
  /** Path in the checkout, without extension for our own files; null for packages. */
  file: string | null;
  /** `import type`: gone at run time. */
  typeOnly: boolean;
}

export interface Source {
  /** Path in the checkout, with forward slashes. */
  file: string;
  text: string;
  imports: Import[];
}

const SKIPPED = new Set(['node_modules', '.next', 'generated', 'dist', '.conformance', 'data', 'test-results', '.git']);
const CODE = /\.(ts|tsx|mjs)$/;
const STRING_OR_COMMENT = /("(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|`(?:\\.|[^`\\])*`)|\/\/[^\n]*|\/\*[\s\S]*?\*\//g;
const IMPORT =
  /\b(?:import|export)\s+(type\s+)?(?:[\w*{][^'"`;]*?\sfrom\s+)?['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]\s*\)(\.[A-Z])?|new URL\(\s*['"]([^'"]+)['"],\s*import\.meta\.url\s*\)/g;

/** The text with comments blanked out. */
export function withoutComments(text: string): string {
  return text.replace(STRING_OR_COMMENT, (whole, string: string | undefined) => string ?? whole.replace(/[^\n]/g, ' '));
}

/** The text with comments and the contents of strings blanked out. */
export function codeOnly(text: string): string {
  return text.replace(STRING_OR_COMMENT, (whole) => whole.replace(/[^\n]/g, ' '));
}

export function readSources(folders: readonly string[]): Source[] {
  return folders.flatMap((folder) => files(path.join(ROOT, folder))).map(readSource);
}

function files(place: string): string[] {
  if (!existsSync(place)) return [];
  if (statSync(place).isFile()) return CODE.test(place) ? [place] : [];
  return readdirSync(place)
    .filter((name) => !SKIPPED.has(name))
    .flatMap((name) => files(path.join(place, name)));
}

function readSource(absolute: string): Source {
  const file = path.relative(ROOT, absolute).replaceAll('\\', '/');
  const text = withoutComments(readFileSync(absolute, 'utf8'));
  const imports = [...text.matchAll(IMPORT)].map(([, type, from, dynamic, member, url]) => {
    const specifier = from ?? dynamic ?? url ?? '';
    // `import('./x').Name` is a type: what an import gives at run time is a promise, which has no such member.
    return { specifier, file: resolve(file, specifier), typeOnly: type !== undefined || member !== undefined };
  });
  return { file, text, imports };
}

const SIM = '@ringzero/kernel-sim/';
const SIM_EXPORTS = (
  JSON.parse(readFileSync(path.join(ROOT, 'kernel-sim/package.json'), 'utf8')) as { exports: Record<string, string> }
).exports;

/** The file behind a name that the simulator's package exports. */
function simExport(name: string): string {
  return path.posix.join('kernel-sim', SIM_EXPORTS[`./${name}`] ?? name);
}

/** Our own file behind a specifier, or null (a package, or a path inside a template that makes code). */
function resolve(from: string, specifier: string): string | null {
  const bare = target(from, specifier);
  if (bare === null) return null;
  const tries = [bare, `${bare}.ts`, `${bare}.tsx`, `${bare}.mjs`, `${bare}/index.ts`, `${bare}/index.tsx`];
  return tries.find((one) => existsSync(path.join(ROOT, one)) && statSync(path.join(ROOT, one)).isFile()) ?? null;
}

function target(from: string, specifier: string): string | null {
  if (specifier.startsWith('.')) return path.posix.join(path.posix.dirname(from), specifier);
  if (specifier.startsWith('@/')) return specifier.slice(2);
  if (specifier.startsWith(SIM)) return simExport(specifier.slice(SIM.length));
  return null;
}
