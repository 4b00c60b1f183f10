/**
 * After `next build`: bundles the service worker (app/_offline/worker) with the list of what it may keep, into
 * .next/ringzero-sw.js, which app/sw.js serves. The list: every file of the build but the large editor's (Monaco is never
 * kept: off-line the plain editor stands in), the simulator, the search index, and all pages made at build time.
 */
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { build } from 'esbuild';
import { at, main, say, Trouble } from './lib/house.mjs';

const NEXT = at('.next');
const PAGES = path.join(NEXT, 'server', 'app');
const LANGUAGES = ['ja', 'en'];

/** Monaco's own code, styles and words; what only loads it, or styles a part of it, does not count. */
const MONACO = [
  /(\.monaco-editor\b[\s\S]*?){10}/,
  /_VSCODE_NLS_MESSAGES\s*=/,
  /\bIEditorWorkerService\b|EditorSimpleWorker|EditorWorker\b/,
];

function filesUnder(folder) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const file = path.join(folder, entry.name);
    return entry.isDirectory() ? filesUnder(file) : [file];
  });
}
const bytesOf = (file) => statSync(file).size;
const slashes = (file) => file.replaceAll('\\', '/');

function isMonaco(file) {
  if (/codicon/.test(path.basename(file))) return true;
  if (!/\.(js|css)$/.test(file)) return false;
  const text = readFileSync(file, 'utf8');
  return MONACO.some((mark) => mark.test(text));
}

/** Files of the build that pages may ask for, by address. */
function engine(id) {
  const all = filesUnder(path.join(NEXT, 'static')).filter((file) => !file.endsWith('.map'));
  const monaco = all.filter(isMonaco);
  const left = monaco.reduce((sum, file) => sum + bytesOf(file), 0);
  if (left < 1_500_000) throw new Trouble(`service worker: only ${left} bytes look like Monaco; the marks need a look`);
  const built = all
    .filter((file) => !monaco.includes(file))
    .map((file) => [`/_next/${slashes(path.relative(NEXT, file))}`, bytesOf(file)]);
  const shown = ['sim', 'search', 'icons'].flatMap((folder) =>
    filesUnder(at('public', folder)).map((file) => [`/${slashes(path.relative(at('public'), file))}`, bytesOf(file)]),
  );
  const manifest = '/sim/manifest.json';
  return {
    files: [...built, ...shown].map(([url, bytes]) => [url === manifest ? `${url}?build=${id}` : url, bytes]),
    left,
  };
}

/** Pages made at build time, in a language of ours, with their payloads. */
function pages() {
  const sets = [];
  const found = {};
  for (const file of LANGUAGES.flatMap((lang) => [
    path.join(PAGES, `${lang}.html`),
    ...filesUnder(path.join(PAGES, lang)),
  ])) {
    if (!file.endsWith('.html') || !existsSync(file)) continue;
    const stem = file.replace(/\.html$/, '');
    const parts = filesUnder(`${stem}.segments`);
    const names = parts
      .map((part) => `/${slashes(path.relative(`${stem}.segments`, part))}`.replace(/\.segment\.rsc$/, ''))
      .sort();
    const key = JSON.stringify(names);
    if (!sets.includes(key)) sets.push(key);
    const whole = existsSync(`${stem}.rsc`) ? bytesOf(`${stem}.rsc`) : 0;
    const bytes = [file, ...parts].reduce((sum, one) => sum + bytesOf(one), whole);
    found[`/${slashes(path.relative(PAGES, stem))}`] = [bytes, sets.indexOf(key)];
  }
  return { pages: found, segments: sets.map((set) => JSON.parse(set)) };
}

main(async () => {
  const id = readFileSync(path.join(NEXT, 'BUILD_ID'), 'utf8').trim();
  const { files, left } = engine(id);
  const manifest = { build: id, engine: files, ...pages() };
  const { outputFiles } = await build({
    entryPoints: [at('app/_offline/worker/main.ts')],
    bundle: true,
    write: false,
    format: 'iife',
    target: 'es2022',
    minify: true,
    legalComments: 'none',
    define: { OFFLINE_MANIFEST: JSON.stringify(manifest) },
  });
  writeFileSync(path.join(NEXT, 'ringzero-sw.js'), outputFiles[0].text);
  const mb = (bytes) => (bytes / 1e6).toFixed(1);
  const total = files.reduce((sum, [, bytes]) => sum + bytes, 0);
  say(
    `off-line: ${files.length} files (${mb(total)} MB), ${Object.keys(manifest.pages).length} pages; left out ${mb(left)} MB of Monaco`,
  );
});
