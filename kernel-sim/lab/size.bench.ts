/**
 * What a machine weighs: memory of a Node process with one booted to its prompt (asked: under 120 MB), what it adds to an empty process
 * (about what a tab keeps beyond its page), and the download of the simulator, minified and gzipped, with the compiler and without it (asked: 350 kB).
 */
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build, type Plugin } from 'esbuild';

const HERE = fileURLToPath(new URL('.', import.meta.url));
const INITRAMFS = join(HERE, '../userland/dist/initramfs.cpio');

/** Replaces what a folder's files export by nothing, so that their code is not counted. */
function without(folders: RegExp): Plugin {
  const exported = /export (?:async )?(?:abstract )?(?:const|let|function\*?|class|enum) (\w+)/g;
  const named = /export (?:type )?\{([^}]*)\}/g;
  const setup: Plugin['setup'] = (b) =>
    b.onLoad({ filter: folders }, ({ path }) => {
      const text = readFileSync(path, 'utf8');
      const lists = [...text.matchAll(named)].flatMap(([, list]) => list.split(','));
      const again = lists.map((one) => one.trim().split(' as ').pop() ?? '').filter((n) => n && !n.startsWith('type '));
      const names = new Set([...[...text.matchAll(exported)].map(([, name]) => name), ...again]);
      const stars = [...text.matchAll(/export \* from '[^']+'/g)].map(([line]) => line);
      const contents = [...[...names].map((name) => `export const ${name} = globalThis.none;`), ...stars].join('\n');
      return { contents, loader: 'ts', resolveDir: join(path, '..') };
    });
  return { name: 'without', setup };
}

async function bundle(entry: string, leaveOut?: RegExp): Promise<Uint8Array> {
  const { outputFiles } = await build({
    entryPoints: [join(HERE, entry)],
    bundle: true,
    minify: true,
    write: false,
    format: 'esm',
    target: 'es2022',
    logLevel: 'error',
    plugins: leaveOut ? [without(leaveOut)] : [],
  });
  return outputFiles[0].contents;
}

/** A process with the simulator as one file, as the grader's children and the tab have it, booted to the prompt. */
async function residentMemory(): Promise<void> {
  const file = join(tmpdir(), `booted-${process.pid}.mjs`);
  const { outputFiles } = await build({
    stdin: {
      contents: `
        import { readFileSync } from 'node:fs';
        import { LinuxSession } from './linux';
        const session = new LinuxSession({ initramfs: new Uint8Array(readFileSync(${JSON.stringify(INITRAMFS)})), seed: 1, limits: { instructions: 1e12 }, output: () => {} });
        while (!session.end && !session.waiting) session.advance(20_000_000);
        globalThis.gc?.();
        console.log(JSON.stringify({ rss: process.memoryUsage().rss }));
        globalThis.kept = session;`,
      resolveDir: HERE,
      loader: 'ts',
    },
    bundle: true,
    minify: true,
    write: false,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    logLevel: 'error',
  });
  writeFileSync(file, outputFiles[0].contents);
  const ran = spawnSync(process.execPath, ['--expose-gc', file], { encoding: 'utf8' });
  if (ran.status !== 0) throw new Error(ran.stderr.slice(-500));
  const { rss } = JSON.parse(ran.stdout) as { rss: number };
  const empty = Number(spawnSync(process.execPath, ['-p', 'process.memoryUsage().rss'], { encoding: 'utf8' }).stdout);
  const mb = (bytes: number) => `${(bytes / 1e6).toFixed(1)} MB`;
  console.log(`a booted machine in Node: ${mb(rss)} resident (asked: under 120 MB)`);
  console.log(`beyond an empty process: ${mb(rss - empty)} (asked of a tab, beyond its page: under 80 MB)`);
}

async function download(): Promise<void> {
  const kB = async (leaveOut?: RegExp) => gzipSync(await bundle('worker.ts', leaveOut), { level: 9 }).length / 1000;
  const all = await kB();
  const rest = await kB(/kernel-sim\/toolchain\//);
  console.log(
    `download of the simulator, gzip: ${all.toFixed(0)} kB, without the compiler ${rest.toFixed(0)} kB (asked: 350)`,
  );
  for (const part of ['kernel/bpf', 'kernel/module', 'kernel/net', 'kernel/fs', 'kernel/trace', 'machine']) {
    const less = await kB(new RegExp(`kernel-sim/(toolchain|${part})/`));
    console.log(`  of that ${part.padEnd(14)} ${(rest - less).toFixed(0).padStart(4)} kB`);
  }
}

await residentMemory();
await download();
