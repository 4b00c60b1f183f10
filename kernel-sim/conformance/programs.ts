/**
 * The C programs of programs/: each is run natively (built by gcc and by our compiler) and in the simulator, and must give the same output
 * and exit status everywhere. What to expect is recorded beside it as NAME.expect (made by gcc and the real Linux: `npm run conformance -- record`).
 * First lines may say `// args: …`, `// stdin: …` (with \n) and `// needs: …` (why a runner may have to skip it).
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('./programs/', import.meta.url));

export interface Program {
  /** `lang/structs`. */
  name: string;
  path: string;
  source: string;
  /** Headers of its folder. */
  headers: { path: string; text: string }[];
  args: string[];
  stdin: string;
  /** `musl`: what it shows depends on libc, and musl is the judge; `glibc`: musl hangs in it; `tls`: our compiler has no thread-local variables yet; `root`: mounts and the like. */
  needs: string | undefined;
  /** stdout, then a line `exit N` or `signal N`; null when not recorded yet. */
  expected: string | null;
}

const header = (source: string, key: string): string | undefined =>
  new RegExp(`^\\s*(?:/\\*|//|\\*)?\\s*${key}:[ \\t]*(.*?)\\s*(?:\\*/)?$`, 'm').exec(
    source.split('\n').slice(0, 12).join('\n'),
  )?.[1];

export function programs(): Program[] {
  return readdirSync(ROOT, { recursive: true, withFileTypes: true })
    .filter((e) => e.isFile() && e.name.endsWith('.c'))
    .map((e) => join(e.parentPath, e.name))
    .sort()
    .map(read);
}

function read(path: string): Program {
  const source = readFileSync(path, 'utf8');
  const expect = path.replace(/\.c$/, '.expect');
  return {
    name: path.slice(ROOT.length).replace(/\.c$/, ''),
    path,
    source,
    headers: readdirSync(dirname(path))
      .filter((n) => n.endsWith('.h'))
      .map((n) => ({ path: n, text: readFileSync(join(dirname(path), n), 'utf8') })),
    args: header(source, 'args')?.split(/\s+/).filter(Boolean) ?? [],
    needs: header(source, 'needs'),
    stdin: (header(source, 'stdin') ?? '').replaceAll('\\n', '\n'),
    expected: existsSync(expect) ? readFileSync(expect, 'utf8') : null,
  };
}

export const outcome = (stdout: string, code: number | null, signal: string | number | null): string =>
  `${stdout}${stdout === '' || stdout.endsWith('\n') ? '' : '\n'}${signal ? `signal ${signal}` : `exit ${code}`}\n`;

export const programName = (path: string): string => basename(path, '.c');
