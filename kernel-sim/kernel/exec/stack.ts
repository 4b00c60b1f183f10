/**
 * The new program's first stack: strings, auxiliary vector, envp, argv, argc, byte for byte where Linux puts them.
 * Follows fs/exec.c: copy_strings and fs/binfmt_elf.c: create_elf_tables. Pure: an array of bytes and where it belongs.
 */
import * as AT from '../abi/auxvec';

export const STACK_TOP = 0x7ffffffff000;

export interface StackPlan {
  argv: readonly Uint8Array[];
  envp: readonly Uint8Array[];
  /** The path given to execve. */
  filename: Uint8Array;
  random: Uint8Array;
  secure: boolean;
  ids: { uid: number; euid: number; gid: number; egid: number };
  phdr: number;
  phnum: number;
  phent: number;
  entry: number;
}

export interface StackImage {
  /** Address of bytes[0]; the bytes reach up to STACK_TOP. */
  start: number;
  bytes: Uint8Array;
  /** rsp at the entry point: where argc lies. */
  sp: number;
  argStart: number;
  argEnd: number;
  envStart: number;
  envEnd: number;
}

/** cpuid(1).edx as programs see it in AT_HWCAP: fpu … sse2. */
const HWCAP = 0x0781abfd;
const PLATFORM = [0x78, 0x38, 0x36, 0x5f, 0x36, 0x34, 0];

export function buildStack(plan: StackPlan): StackImage {
  const { argv, envp, filename } = plan;
  const sizeOf = (list: readonly Uint8Array[]) => list.reduce((sum, text) => sum + text.length + 1, 0);
  const execfn = STACK_TOP - 8 - (filename.length + 1);
  const envEnd = execfn;
  const envStart = envEnd - sizeOf(envp);
  const argEnd = envStart;
  const argStart = argEnd - sizeOf(argv);
  const platform = argStart - (argStart % 16) - PLATFORM.length;
  const random = platform - 16;
  const auxv: [number, number][] = [
    [AT.AT_MINSIGSTKSZ, 0x8e0],
    [AT.AT_HWCAP, HWCAP],
    [AT.AT_PAGESZ, 4096],
    [AT.AT_CLKTCK, 100],
    [AT.AT_PHDR, plan.phdr],
    [AT.AT_PHENT, plan.phent],
    [AT.AT_PHNUM, plan.phnum],
    [AT.AT_BASE, 0],
    [AT.AT_FLAGS, 0],
    [AT.AT_ENTRY, plan.entry],
    [AT.AT_UID, plan.ids.uid],
    [AT.AT_EUID, plan.ids.euid],
    [AT.AT_GID, plan.ids.gid],
    [AT.AT_EGID, plan.ids.egid],
    [AT.AT_SECURE, plan.secure ? 1 : 0],
    [AT.AT_RANDOM, random],
    [AT.AT_HWCAP2, 0],
    [AT.AT_EXECFN, execfn],
    [AT.AT_PLATFORM, platform],
    [AT.AT_NULL, 0],
  ];
  const words = 1 + (argv.length + 1) + (envp.length + 1) + auxv.length * 2;
  const top = random - words * 8;
  const sp = top - (top % 16);

  const bytes = new Uint8Array(STACK_TOP - sp);
  const view = new DataView(bytes.buffer);
  const put = (address: number, from: ArrayLike<number>) => bytes.set(from, address - sp);
  put(execfn, filename);
  put(platform, PLATFORM);
  put(random, plan.random);
  let at = 0;
  const word = (value: number) => {
    view.setBigUint64(at, BigInt(value), true);
    at += 8;
  };
  const strings = (list: readonly Uint8Array[], start: number) => {
    let address = start;
    for (const text of list) {
      word(address);
      put(address, text);
      address += text.length + 1;
    }
    word(0);
  };
  word(argv.length);
  strings(argv, argStart);
  strings(envp, envStart);
  for (const [type, value] of auxv) {
    word(type);
    word(value);
  }
  return { start: sp, bytes, sp, argStart, argEnd, envStart, envEnd };
}
