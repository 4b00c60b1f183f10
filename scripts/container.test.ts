/**
 * The container files, as far as they can be held to the checkout without a container engine: what is copied is there, what
 * is started is there, every setting that the code reads is in the table of docs/operations.md, and no secret is written down.
 */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';

const dockerfile = readFileSync('Dockerfile', 'utf8').replaceAll(/\\\n\s*/g, ' ');
const compose = readFileSync('compose.yaml', 'utf8');
const ignored = readFileSync('.dockerignore', 'utf8').split('\n');
const instructions = dockerfile.split('\n').flatMap((line) => {
  const found = /^([A-Z]+) (.*)$/.exec(line);
  return found ? [{ name: found[1], rest: found[2] }] : [];
});
const of = (name: string) => instructions.filter((one) => one.name === name).map((one) => one.rest);
const copied = of('COPY')
  .filter((rest) => !rest.startsWith('--from'))
  .flatMap((rest) => rest.split(' ').slice(0, -1));

/** Files that a command line names. */
const named = (line: string) => line.match(/scripts\/[\w/-]+\.(mjs|ts)/g) ?? [];

describe('the image', () => {
  it('copies only what there is, and what is not kept out', () => {
    expect(copied.filter((file) => !existsSync(file))).toEqual([]);
    expect(copied.filter((file) => ignored.includes(file))).toEqual([]);
  });

  it('has everything that the scripts prepare a site from', () => {
    const list = /const SITE = \[(.*?)\];/s.exec(readFileSync('scripts/lib/prepare.mjs', 'utf8'))?.[1] ?? '';
    const needed = [...list.matchAll(/'([^']+)'/g)].map(([, file]) => file).filter(existsSync);
    const there = (file: string) => copied.some((one) => file === one || file.startsWith(`${one}/`));
    expect(needed.filter((file) => !there(file))).toEqual([]);
  });

  it('starts programs that there are, as a user without rights', () => {
    const programs = [...of('CMD'), ...of('RUN'), ...of('HEALTHCHECK'), compose].flatMap(named);
    expect(programs.length).toBeGreaterThan(4);
    expect(programs.filter((file) => !existsSync(file))).toEqual([]);
    const last = dockerfile.slice(dockerfile.lastIndexOf('FROM '));
    expect(last).toMatch(/^USER node$/m);
    expect(last).toMatch(/^HEALTHCHECK .*CMD \[/m);
  });

  it('builds in stages on named images, the last without the build’s tools', () => {
    const images = of('FROM');
    expect(images).toHaveLength(2);
    expect(images.every((image) => /^node:\d+-bookworm-slim AS \w+$/.test(image))).toBe(true);
    expect(dockerfile).toMatch(/npm prune --omit=dev/);
    expect(instructions.some(({ name }) => name === 'ADD')).toBe(false);
  });
});

describe('the compose file', () => {
  it('has two web processes, two workers, PostgreSQL, and tables made before them', () => {
    for (const service of ['postgres', 'migrate', 'web', 'worker'])
      expect(compose).toMatch(new RegExp(`^  ${service}:$`, 'm'));
    expect(compose.match(/replicas: 2/g)).toHaveLength(2);
    expect(compose.match(/service_completed_successfully/g)).toHaveLength(2);
  });

  it('holds no secret: each comes from the environment', () => {
    const secrets = compose.match(/^\s*(?:POSTGRES_PASSWORD|BETTER_AUTH_SECRET|METRICS_TOKEN): .*$/gm) ?? [];
    expect(secrets).toHaveLength(3);
    expect(secrets.every((line) => /: \$\{/.test(line))).toBe(true);
  });
});

it('every setting that the code reads is in the table of docs/operations.md', () => {
  const table = readFileSync('docs/operations.md', 'utf8');
  const own = new Set<string>();
  for (const file of sources(['app', 'scripts', 'proxy.ts', 'prisma.config.ts', 'next.config.mjs']))
    for (const [, name] of readFileSync(file, 'utf8').matchAll(/\benv\.([A-Z][A-Z0-9_]+)/g)) own.add(name);
  for (const name of ['NODE_ENV', 'NEXT_RUNTIME', 'PATH', 'PROGRAMFILES', 'LOCALAPPDATA', 'RINGZERO_BUILD'])
    own.delete(name);
  const isTests = (name: string) => /^(RINGZERO_(TEST_|PROVIDER|ROLE)|E2E_|PLAYWRIGHT_)/.test(name);
  const missing = [...own].filter((name) => !isTests(name) && !table.includes(`\`${name}\``));
  expect(missing.sort()).toEqual([]);
});

function sources(roots: readonly string[]): string[] {
  return roots.flatMap((root) => {
    if (!statSync(root).isDirectory()) return /(?<!\.(test|fixture|bench))\.(mjs|tsx?)$/.test(root) ? [root] : [];
    return sources(readdirSync(root).map((name) => path.join(root, name)));
  });
}
