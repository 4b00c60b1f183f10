/** `sim run | strace | bare | sh | boot`: programs and shells on the simulated machine, wired to this terminal. */
import { existsSync, lstatSync, readdirSync, readFileSync, readlinkSync, writeFileSync, writeSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Turn } from '../kernel/sched/turns';
import { straceLines } from '../kernel/trace/strace';
import type { BootOptions } from '../kernel/types';
import { LinuxSession, SHELL_CPUS } from '../lab';
import { BareSession } from '../lab/bare';
import { hostServices } from '../lab/host-services';
import type { LinuxOptions } from '../lab/linux';
import { loadAssets } from '../lab/node-assets';
import { multibootImage } from '../machine';
import type { DebugInfo } from '../toolchain';
import { compileFiles } from './cc';

const FOREVER = { instructions: 1e13, output: 1 << 30, tasks: 1024 };
const SLICE = 20_000_000;

interface Program {
  path: string;
  elf: Uint8Array;
  debug?: DebugInfo;
}

/** A .c file is compiled; anything else must be an ELF. Exits the caller by null when it does not compile. */
function load(path: string): Program | null {
  if (!/\.(c|s|S)$/.test(path)) return { path: `/root/${basename(path)}`, elf: new Uint8Array(readFileSync(path)) };
  const { ok, elf, debug } = compileFiles([path], false);
  return ok && elf ? { path: `/root/${basename(path).replace(/\.\w+$/, '')}`, elf, debug } : null;
}

function write(fd: number, bytes: Uint8Array): void {
  let at = 0;
  while (at < bytes.length) {
    try {
      at += writeSync(fd, bytes, at);
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code;
      if (code === 'EPIPE') process.exit(141);
      if (code !== 'EAGAIN') throw error;
    }
  }
}

const statusOf = (session: LinuxSession): number => {
  const { exit, reason } = session.view();
  if (exit.signal !== null) return 128 + exit.signal;
  if (exit.code !== null) return exit.code;
  console.error(
    `sim: the run ended without an exit status (${reason})${session.booted.panicReport ? `\n${session.booted.panicReport}` : ''}`,
  );
  return 125;
};

function start(
  path: string,
  argv: readonly string[],
  files: LinuxOptions['files'],
  debug?: DebugInfo,
  { cpus, follow, record }: Several = {},
): LinuxSession {
  const stdin = process.stdin.isTTY ? new Uint8Array() : new Uint8Array(readFileSync(0));
  const { initramfs, sysroot } = loadAssets();
  return new LinuxSession({
    initramfs,
    seed: 1,
    hostServices: hostServices(sysroot),
    limits: FOREVER,
    cpus,
    interleaving: { ...(follow ? readList(follow) : {}), record: record !== undefined },
    files,
    program: { path, argv, debug, stdin, env: environment() },
    output: (stream, bytes) => write(stream === 'stdout' ? 1 : 2, bytes),
  });
}

const environment = () => ['PATH=/bin:/sbin:/usr/bin', 'HOME=/root', 'TERM=dumb'];

function finish(session: LinuxSession): number {
  while (!session.end) session.advance(SLICE);
  return statusOf(session);
}

export function run(args: string[]): number {
  if (args[0] === '--root') return runInRoot(args[1], args[2], args.slice(3));
  const { rest, ...several } = takeCpus(args);
  if (!rest[0]) throw new Error('run: which program?');
  const program = load(rest[0]);
  if (!program) return 1;
  const files = [{ path: program.path, mode: 0o755, data: program.elf }];
  const session = start(program.path, rest.slice(1), files, program.debug, several);
  const status = finish(session);
  if (several.record) writeFileSync(several.record, `${JSON.stringify(session.booted.turns.list)}\n`);
  return status;
}

interface Several {
  cpus?: number;
  /** Files: the turns to follow, and where those of this run are written. */
  follow?: string;
  record?: string;
}

/** `--cpus N`, `--turns FILE`, `--record-turns FILE`: the interleaving of the CPUs as a list of { cpu, instructions }. */
function takeCpus(args: readonly string[]): Several & { rest: string[] } {
  const rest = [...args];
  const take = (name: string): string | undefined => (rest[0] === name ? rest.splice(0, 2)[1] : undefined);
  const taken: Several = {};
  for (let n = -1; n !== rest.length; ) {
    n = rest.length;
    taken.cpus = Number(take('--cpus')) || taken.cpus;
    taken.follow = take('--turns') ?? taken.follow;
    taken.record = take('--record-turns') ?? taken.record;
  }
  return { ...taken, rest };
}

/** JSON of a file; what it must look like, LinuxSession says. */
function readList(path: string): BootOptions['interleaving'] {
  const follow: unknown = JSON.parse(readFileSync(path, 'utf8'));
  return { follow: follow as Turn[] };
}

/** Puts a whole directory tree into the guest (over our own userland) and runs a program of it. */
function runInRoot(root: string | undefined, path: string | undefined, argv: string[]): number {
  if (!root || !path || !existsSync(root)) throw new Error('run --root DIR /bin/prog [args]: no such directory');
  const files: { path: string; mode: number; data: Uint8Array }[] = [];
  const visit = (dir: string, inside: string) => {
    for (const name of readdirSync(dir)) {
      const host = join(dir, name);
      const stat = lstatSync(host);
      const guest = `${inside}/${name}`;
      if (stat.isDirectory()) visit(host, guest);
      else if (stat.isSymbolicLink())
        files.push({ path: guest, mode: 0o120777, data: new TextEncoder().encode(readlinkSync(host)) });
      else if (stat.isFile())
        files.push({ path: guest, mode: stat.mode & 0o7777, data: new Uint8Array(readFileSync(host)) });
    }
  };
  visit(root, '');
  return finish(start(path, argv, files));
}

export function strace(args: string[]): number {
  const program = load(args[0] ?? '');
  if (!program) return 1;
  const session = start(
    program.path,
    args.slice(1),
    [{ path: program.path, mode: 0o755, data: program.elf }],
    program.debug,
  );
  const trace = straceLines(session.booted, { follow: true, pids: [2] });
  const status = finish(session);
  for (const line of trace.lines) console.error(line);
  return status;
}

/** `bare [--multiboot OUT] FILES…`: runs it, or writes the image that QEMU and GRUB boot. */
export function bare(args: string[]): number {
  const at = args.indexOf('--multiboot');
  const out = at < 0 ? null : args[at + 1];
  const { ok, elf, debug } = compileFiles(at < 0 ? args : args.toSpliced(at, 2), true);
  if (!ok || !elf) return 1;
  if (out !== null) {
    const made = multibootImage(elf);
    if ('error' in made) throw new Error(`${out}: ${made.error}`);
    writeFileSync(out, made.image);
    return 0;
  }
  const session = new BareSession({
    elf,
    debug,
    limits: { instructions: 10_000_000_000 },
    output: (_stream, bytes) => write(1, bytes),
  });
  while (!session.end) session.advance(SLICE);
  const { reason, exit, where } = session.view();
  if (reason === 'exit') return exit.code ?? 0;
  console.error(`sim: ${reason}${where ? ` at ${where.file}:${where.line} (${where.function})` : ''}`);
  return reason === 'halted' ? 0 : 1;
}

/** A live machine on this terminal: raw input, virtual time no faster than real time while it idles. Ends with the machine (poweroff) or Ctrl-]. */
export async function sh(): Promise<number> {
  const { initramfs, sysroot } = loadAssets();
  const session = new LinuxSession({
    initramfs,
    seed: 1,
    hostServices: hostServices(sysroot),
    cpus: SHELL_CPUS,
    limits: FOREVER,
    output: (_stream, bytes) => write(1, bytes),
  });
  let ended = false;
  process.stdin.setRawMode?.(true);
  process.stdin.on('data', (bytes: Buffer) => {
    if (bytes.includes(0x1d)) session.stop('stopped');
    else session.input(new Uint8Array(bytes));
  });
  process.stdin.on('end', () => {
    ended = true;
  });
  const started = Date.now();
  while (!session.end && !(ended && session.waiting)) {
    const ahead = session.now / 100_000 - (Date.now() - started);
    if (!session.waiting && (ended || ahead < 5)) session.advance(1_000_000);
    await new Promise((resolve) => (session.waiting || ahead >= 5 ? setTimeout(resolve, 5) : setImmediate(resolve)));
  }
  process.stdin.setRawMode?.(false);
  process.stdin.destroy();
  return 0;
}

export function boot(): number {
  const { initramfs } = loadAssets();
  const started = performance.now();
  let last = '';
  const session = new LinuxSession({
    initramfs,
    seed: 1,
    cpus: SHELL_CPUS,
    limits: FOREVER,
    output: (_stream, bytes) => (last += new TextDecoder().decode(bytes)),
  });
  while (!session.end && !session.waiting) session.advance(SLICE);
  process.stdout.write(last);
  console.log(`\nboot to prompt: ${(performance.now() - started).toFixed(0)} ms, ${session.now} instructions`);
  return session.waiting ? 0 : 1;
}
