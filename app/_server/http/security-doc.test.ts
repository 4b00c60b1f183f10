/** docs/security.md against itself and the tests: every row of the ASVS table is proved, not applicable, the operator's, or a gap. */
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';

const text = readFileSync(path.join(process.cwd(), 'docs', 'security.md'), 'utf8');
const rows = [...text.matchAll(/^\| (\d+\.\d+\.\d+) \| (.+?) \| (.+?) \| (.+?) \|$/gm)].map(
  ([, id = '', , , proof = '']) => ({ id, proof }),
);

it('has the requirements of levels 1 and 2, each once', () => {
  expect(rows.length).toBeGreaterThan(190);
  expect(new Set(rows.map(({ id }) => id)).size).toBe(rows.length);
  const chapters = new Set(rows.map(({ id }) => Number(id.split('.')[0])));
  expect([...chapters].sort((a, b) => a - b)).toEqual(Array.from({ length: 17 }, (_, n) => n + 1));
});

it.each(rows.map(({ id, proof }) => [id, proof]))('%s: %s', (_id, proof) => {
  const files = [...proof.matchAll(/[\w/.-]+\.(?:test|spec)\.ts/g)].map(([file]) => file);
  if (!/^(not applicable|operator|gap)\b/.test(proof)) expect(files.length).toBeGreaterThan(0);
  const missing = files.filter((file) => {
    const place = /^(e2e|scripts)\//.test(file) ? file : `app/_server/${file}`;
    return !existsSync(path.join(process.cwd(), place));
  });
  expect(missing).toEqual([]);
});
