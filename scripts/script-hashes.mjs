/**
 * After `next build`: the SHA-256 of every inline script of every page made at build time, per path, into
 * .next/ringzero-script-hashes.json. proxy.ts names them in the page's Content-Security-Policy.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { at, main } from './lib/house.mjs';
import { inlineScriptHashes } from './lib/inline-scripts.mjs';

const PAGES = at('.next', 'server', 'app');
function pages(folder) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const file = path.join(folder, entry.name);
    if (entry.isDirectory()) return pages(file);
    return entry.name.endsWith('.html') ? [file] : [];
  });
}

main(async () => {
  const table = {};
  for (const file of pages(PAGES)) {
    const route = `/${path
      .relative(PAGES, file)
      .replaceAll('\\', '/')
      .replace(/\.html$/, '')}`;
    table[route === '/index' ? '/' : route] = inlineScriptHashes(readFileSync(file, 'utf8'));
  }
  writeFileSync(at('.next', 'ringzero-script-hashes.json'), JSON.stringify(table));
});
