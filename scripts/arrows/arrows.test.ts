import { describe, expect, it } from 'vitest';
import { codeOnly, readSources, type Source, withoutComments } from './sources';
import { HOST_SIDE, mayImport, TYPES_ONLY, zoneOf } from './zones';

const sources = readSources([
  'kernel-sim',
  'content',
  'app',
  'scripts',
  'proxy.ts',
  'mdx-components.tsx',
  'prisma.config.ts',
]);
const byFile = new Map(sources.map((source) => [source.file, source]));
const isTest = (file: string) => /\.(test|bench|fixture)\.tsx?$|\/testing(\/|\.ts$)/.test(file);
const product = sources.filter((source) => !isTest(source.file));

describe('the reader of imports', () => {
  it('takes comments out and leaves strings in', () => {
    expect(withoutComments(`a // import 'x'\n'// no'`)).toBe(`a ${' '.repeat(13)}\n'// no'`);
    expect(codeOnly(`Date; // Date\n'Date'`)).toBe(`Date; ${' '.repeat(7)}\n${' '.repeat(6)}`);
  });

  it('knows the house', () => {
    expect(sources.length).toBeGreaterThan(150);
    const imports = byFile.get('app/_server/http/endpoint.ts')?.imports.map((one) => one.file);
    expect(imports).toContain('app/_server/http/problem.ts');
  });
});

it('imports go along the arrows only', () => {
  const wrong = product.flatMap((source) =>
    source.imports
      .filter(({ file }) => file !== null && byFile.has(file) && !mayImport(source.file, file))
      .map(({ file }) => `${source.file} (${zoneOf(source.file)}) → ${file} (${zoneOf(file ?? '')})`),
  );
  expect(wrong).toEqual([]);
});

it('where only types may be imported, only types are', () => {
  const wrong = product.flatMap((source) =>
    source.imports
      .filter(({ file, typeOnly }) => {
        const arrow = [zoneOf(source.file), file === null ? '' : zoneOf(file)];
        return !typeOnly && TYPES_ONLY.some(([from, to]) => from === arrow[0] && to === arrow[1]);
      })
      .map(({ file }) => `${source.file} → ${file}`),
  );
  expect(wrong).toEqual([]);
});

it('no file imports itself in a circle', () => {
  expect(circles(product)).toEqual([]);
});

it('code for the browser never reaches the server', () => {
  const start = product.filter((source) => isClient(source) || ['ui', 'lesson'].includes(zoneOf(source.file)));
  const wrong = start.map((source) => pathToServer(source.file)).filter((way) => way !== null);
  expect(wrong).toEqual([]);
});

it('the simulator has no clock, no chance and no host', () => {
  const wrong = product
    .filter(({ file }) => file.startsWith('kernel-sim/') && !HOST_SIDE.test(file))
    .flatMap(({ file, text, imports }) => [
      ...[
        ...codeOnly(text).matchAll(/\b(new Date|Date\.now|Date\(|Math\.random|performance\.|setTimeout|process\.)/g),
      ].map((hit) => `${file}: ${hit[0]}`),
      ...imports
        .filter(({ specifier }) => specifier.startsWith('node:'))
        .map(({ specifier }) => `${file}: ${specifier}`),
    ]);
  expect(wrong).toEqual([]);
});

function isClient({ text }: Source): boolean {
  return /^\s*['"]use client['"]/.test(text);
}

/** The way from a file to app/_server through imports that exist at run time, or null. */
function pathToServer(file: string, way: string[] = [], seen = new Set<string>()): string[] | null {
  const here = [...way, file];
  if (zoneOf(file) === 'server') return here;
  if (seen.has(file)) return null;
  seen.add(file);
  for (const next of byFile.get(file)?.imports ?? []) {
    if (next.typeOnly || next.file === null) continue;
    const found = pathToServer(next.file, here, seen);
    if (found) return found;
  }
  return null;
}

/** Circles of imports that exist at run time, each once. */
function circles(all: readonly Source[]): string[] {
  const done = new Set<string>();
  const open: string[] = [];
  const found: string[] = [];
  const visit = (file: string) => {
    if (open.includes(file)) {
      found.push([...open.slice(open.indexOf(file)), file].join(' → '));
      return;
    }
    if (done.has(file)) return;
    open.push(file);
    for (const next of byFile.get(file)?.imports ?? []) if (next.file !== null && !next.typeOnly) visit(next.file);
    open.pop();
    done.add(file);
  };
  for (const source of all) visit(source.file);
  return found;
}
