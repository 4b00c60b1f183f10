/** Compiles all of userland: the C library, and the programs linked with it. What comes of it is packed by build.ts. */
import { basename, relative } from 'node:path';
import { structsHeader } from '../kernel/module/c-header';
import { straceHeader, straceTables } from '../kernel/trace/strace/tables-c';
import type { Builder } from './builder';
import { stripElf } from './elf-strip';
import { filesUnder, Objects, writeGenerated } from './objects';
import { PROGRAMS } from './programs';

export interface Userland {
  libc: Uint8Array;
  crt1: Uint8Array;
  /** Path in the initramfs → ELF file, without symbols. */
  programs: ReadonlyMap<string, Uint8Array>;
}

interface Member {
  name: string;
  object: Uint8Array;
}

const CRT1 = 'libc/src/crt/crt1.s';
const isC = /\.c$/;

/** `libc/src/stdio/printf.c` → `stdio-printf.o`. */
const memberName = (source: string): string =>
  `${relative('libc/src', source)
    .replaceAll('../', '')
    .replaceAll('/', '-')
    .replace(/\.[cs]$/, '')}.o`;

/** Program path in the initramfs → its own sources. */
function programSources(): Map<string, string[]> {
  const programs = new Map<string, string[]>();
  for (const [program, folders] of Object.entries(PROGRAMS))
    programs.set(
      program,
      folders.flatMap((folder) => filesUnder(folder, isC)),
    );
  for (const source of filesUnder('bin', isC)) programs.set(`bin/${basename(source, '.c')}`, [source]);
  return programs;
}

/** Builds everything that is not in the cache. Throws with the compiler's messages. */
export function compileUserland(builder: Builder): Userland {
  writeGenerated('kernel-include/generated/structs.h', structsHeader());
  writeGenerated('strace/generated/tables.h', straceHeader());
  writeGenerated('strace/generated/tables.c', straceTables());
  const objects = new Objects(builder);
  const members = (sources: readonly string[]): Member[] =>
    sources.map((source) => ({ name: memberName(source), object: objects.get(source) }));
  const archive = (list: readonly Member[]): Uint8Array =>
    objects.remember(['archive', ...list.flatMap((m) => [m.name, m.object])], () => builder.archive(list));
  const crt1 = objects.get(CRT1);
  const libcMembers = members(filesUnder('libc/src', /\.[cs]$/).filter((source) => source !== CRT1));
  const libc = archive(libcMembers);
  /* Programs take what they use from shared/ as they take it from libc. */
  const all = archive([...members(filesUnder('shared', isC)), ...libcMembers]);
  const programs = new Map<string, Uint8Array>();
  for (const [program, sources] of programSources()) {
    const parts = [crt1, ...sources.map((source) => objects.get(source))];
    programs.set(
      program,
      objects.remember(['program', ...parts, all], () => stripElf(builder.link(parts, all))),
    );
  }
  objects.prune();
  return { libc, crt1, programs };
}
