/** `npm run bench [WORD]`: every *.bench.ts one after another (those whose path holds WORD), each printing its own figures. */
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { at, main, ROOT, run, say, TSX } from './lib/house.mjs';
import { ensureInstalled } from './lib/install.mjs';
import { buildSimulator } from './lib/prepare.mjs';

function benches(folder) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const file = path.join(folder, entry.name);
    if (entry.isDirectory()) return entry.name === 'node_modules' ? [] : benches(file);
    return entry.name.endsWith('.bench.ts') ? [file] : [];
  });
}

main(async () => {
  await ensureInstalled();
  await buildSimulator();
  const word = process.argv[2] ?? '';
  const files = ['kernel-sim', 'app', 'scripts']
    .flatMap((folder) => benches(at(folder)))
    .filter((file) => file.includes(word))
    .sort();
  if (files.length === 0) say(`no bench has "${word}" in its path`);
  let failed = 0;
  for (const file of files) {
    console.log(`\n── ${path.relative(ROOT, file)}`);
    if ((await run([...TSX, file])).code !== 0) failed += 1;
  }
  if (failed > 0) process.exit(1);
});
