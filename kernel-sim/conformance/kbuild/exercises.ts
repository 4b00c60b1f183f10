/**
 * The solutions of the course's module exercises under the same proof as the samples: built by kbuild against Debian's 6.1 headers and
 * run by their own script in Debian's kernel under QEMU; in ours run what kbuild built and what our compiler built. What programs and
 * /proc or /sys files print must be equal, and every line of our log must be in Debian's.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { buildModules, modulesOf } from '../../lab/module';
import { loadAssets } from '../../lab/node-assets';
import type { Exercise, ModuleExercise } from '../../lab/types';
import { build, type Debian } from './debian';
import type { Scenario } from './scenarios';

export interface ExerciseProof {
  scenario: Scenario;
  /** Files by the name under which they lie in $K: built by kbuild (and gcc), and by our compiler. */
  theirs: Map<string, Uint8Array>;
  ours: Map<string, Uint8Array>;
}

/** Lines that print what differs between busybox and our commands, or sizes and addresses. */
const NOT_COMPARED = /^(lsmod|modinfo|dmesg|ls |ping|\.\/knock)/;

async function moduleExercises(): Promise<ModuleExercise[]> {
  const registry = join(process.cwd(), 'content', 'generated', 'registry.ts');
  if (!existsSync(registry)) return [];
  const { loaders } = (await import(pathToFileURL(registry).href)) as {
    loaders: Record<string, () => Promise<Exercise>>;
  };
  const all = await Promise.all(Object.values(loaders).map((load) => load()));
  return all.filter((exercise): exercise is ModuleExercise => exercise.kind === 'module');
}

/** gcc -static, for programs that an exercise brings along. */
function compileNative(source: string, folder: string): Uint8Array {
  writeFileSync(join(folder, 'program.c'), source);
  const made = spawnSync('gcc', ['-static', '-O1', '-o', join(folder, 'program'), join(folder, 'program.c')]);
  if (made.status !== 0) throw new Error(String(made.stderr));
  return new Uint8Array(readFileSync(join(folder, 'program')));
}

function proofOf(debian: Debian, exercise: ModuleExercise): ExerciseProof | string {
  const { id, solution } = exercise;
  const folder = mkdtempSync(join(tmpdir(), 'kbuild-'));
  mkdirSync(join(folder, 'modules'));
  const own = new Set(modulesOf(exercise, solution).flatMap(({ sources }) => sources));
  for (const { path, text } of solution) if (own.has(path)) writeFileSync(join(folder, 'modules', path), text);
  const built = build(debian, join(folder, 'modules'));
  if (typeof built === 'string') return `${id}: ${built}`;
  const theirs = new Map([...built].map(([name, data]) => [`${id}_${name}`, data]));
  const lines = [
    `mkdir -p /w/${id}`,
    `cd /w/${id}`,
    ...[...built.keys()].map((name) => `cp $K/${id}_${name}.ko ${name}.ko`),
  ];
  for (const { name, sources } of exercise.programs ?? []) {
    const text = solution.find(({ path }) => path === sources[0])?.text ?? '';
    theirs.set(`${id}_${name}`, compileNative(text, folder));
    lines.push(`cp $K/${id}_${name}.ko ${name}`, `chmod 755 ${name}`);
  }
  rmSync(folder, { recursive: true });
  const ours = buildModules(exercise, solution, loadAssets().sysroot);
  const quiet = exercise.script.map((line) => (NOT_COMPARED.test(line) ? `${line} > /dev/null 2>&1` : line));
  return {
    scenario: { name: id, lines: [...lines, ...quiet, 'cd /'] },
    theirs,
    ours: new Map(ours.files.map(({ path, data }) => [`${id}_${path.replace(/^\/root\/|\.ko$/g, '')}`, data])),
  };
}

export async function exerciseProofs(debian: Debian): Promise<(ExerciseProof | string)[]> {
  return (await moduleExercises()).map((exercise) => proofOf(debian, exercise));
}

/** Numbers that depend on the machine become words; the kernel's own remarks about modules go. */
export function comparable(lines: readonly string[]): string[] {
  return lines
    .map((line) => line.replace(/^\[ *\d+\.\d+\] /, '').trimEnd())
    .filter(
      (line) =>
        line !== '' &&
        !/verification failed|out-of-tree|taint|Disabling lock|^(insmod|rmmod|cat|mount|umount|ls):/.test(line),
    )
    .map((line) => line.replace(/\[\d+\]/g, '[PID]').replace(/^beats: \d+$/, 'beats: N'));
}
