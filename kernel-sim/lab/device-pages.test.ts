/** The programs of docs/devices: each page shows its example as it is, and what it prints here. UPDATE=1 writes both anew. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import { expect, test } from 'vitest';
import { BareSession } from './bare';
import { compileBare } from './compile';
import { loadAssets } from './node-assets';

const FOLDER = new URL('../../docs/devices/', import.meta.url);
const text = (path: string) => readFileSync(new URL(path, FOLDER), 'utf8');
const pages = readdirSync(FOLDER).filter((file) => file.endsWith('.md') && file !== 'README.md');
const { sysroot } = loadAssets();

function run(example: string): string {
  const headers = ['pc.h', 'virtio.h'].map((path) => ({ path, text: text(`examples/${path}`) }));
  const { elf, diagnostics } = compileBare([{ path: example, text: text(`examples/${example}`) }, ...headers], sysroot);
  if (!elf) throw new Error(JSON.stringify(diagnostics));
  let printed = '';
  const session = new BareSession({
    elf,
    limits: { instructions: 1_000_000_000 },
    output: (_stream, bytes) => {
      printed += Buffer.from(bytes).toString('latin1');
    },
  });
  while (!session.end) session.advance(10_000_000);
  expect(session.view().reason).toBe('exit');
  return printed;
}

const block = (page: string, language: string) => page.split(`\`\`\`${language}\n`)[1]?.split('```')[0];

test.each(pages)('%s', (page) => {
  const before = text(page);
  const example = basename(/examples\/([a-z-]+\.c)/.exec(before)?.[1] ?? '');
  const [source, printed] = [text(`examples/${example}`), run(example)];
  if (process.env.UPDATE) {
    const shown = before
      .replace(/```c\n[\s\S]*?```/, () => `\`\`\`c\n${source}\`\`\``)
      .replace(/```text\n[\s\S]*?```/, () => `\`\`\`text\n${printed}\`\`\``);
    writeFileSync(new URL(page, FOLDER), shown);
  }
  expect(block(text(page), 'c')).toBe(source);
  expect(block(text(page), 'text')).toBe(printed);
});

test('every example has a page, and every page is in the list', () => {
  const named = pages.map((page) => /examples\/([a-z-]+\.c)/.exec(text(page))?.[1]).sort();
  expect(named).toEqual(
    readdirSync(new URL('examples/', FOLDER))
      .filter((file) => file.endsWith('.c'))
      .sort(),
  );
  for (const page of pages) expect(text('README.md')).toContain(`(${page})`);
});
