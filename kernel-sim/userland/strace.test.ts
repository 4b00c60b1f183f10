/**
 * The guest's strace: what it writes in the simulator against what the collector outside sees of the same run, and what it
 * writes on the real Linux against Debian's strace about the same program.
 */
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { compileText, gcc, musl, strace } from '../kernel/testing/native';
import { straceLines } from '../kernel/trace/strace';
import { FOLLOWED, SINGLE } from '../kernel/trace/strace.fixture';
import { LinuxSession } from '../lab';
import { loadAssets } from '../lab/node-assets';
import { DIST } from './objects';
import { install, missing, output, withScratch } from './tests/native';

const HELLO = '#include <stdio.h>\nint main(void) { puts("hello"); return 0; }\n';

const spaced = (line: string): string => line.replace(/ {2,}/g, ' ').trimEnd();

/** -f output as one list a process, cut calls put together again. SIGCHLD may come before or after the end of a wait. */
function byProcess(lines: readonly string[]): Map<string, string[]> {
  const processes = new Map<string, string[]>();
  const open = new Map<string, string>();
  for (const line of lines.map(spaced)) {
    const [, pid, rest] = /^(\d+) (.*)$/s.exec(line)!;
    const list = processes.get(pid) ?? [];
    processes.set(pid, list);
    const begun = / ?<unfinished \.\.\.>$/.exec(rest);
    const resumed = /^<\.\.\. \w+ resumed>(.*)$/s.exec(rest);
    if (begun) open.set(pid, rest.slice(0, begun.index));
    else if (!rest.startsWith('--- SIGCHLD')) list.push(spaced(resumed ? joined(open.get(pid)!, resumed[1]) : rest));
  }
  return processes;
}

const joined = (head: string, tail: string): string => (head.endsWith(',') ? `${head} ${tail}` : head + tail);

/** Runs `strace ARGS /tmp/prog` in the guest's shell: its log, and what the collector saw of every process since prog began. */
function inGuest(source: string, name: string, options: string): { own: string[]; seen: Map<string, string[]> } {
  const elf = new Uint8Array(readFileSync(compileText(source, name)));
  const script = `strace ${options} -o c.log /tmp/prog > /dev/null\necho ====\ncat c.log\n`;
  const session = new LinuxSession({
    initramfs: loadAssets().initramfs,
    seed: 1,
    limits: { instructions: 1e10, output: 1 << 24, tasks: 64 },
    files: [{ path: '/tmp/prog', mode: 0o755, data: elf }],
    program: {
      path: '/bin/sh',
      argv: [],
      stdin: new TextEncoder().encode(script),
      env: ['PATH=/bin'],
    },
    output: () => {},
  });
  const log = straceLines(session.booted, { follow: true });
  while (!session.end) session.advance(50_000_000);
  const own = session.view().stdout.split('====\n')[1].trimEnd().split('\n');
  const seen = byProcess(log.lines);
  for (const lines of seen.values()) {
    const start = lines.findIndex((line) => line.startsWith('execve("/tmp/prog"'));
    lines.splice(0, Math.max(0, start));
  }
  return { own, seen };
}

describe.skipIf(!musl || !existsSync(join(DIST, 'initramfs.cpio')))('strace in the guest', () => {
  it('of hello, typed in the shell: the lines of the collector', () => {
    const { own, seen } = inGuest(HELLO, 'guest-hello', '');
    const of = [...seen.values()].find((lines) => lines[0].startsWith('execve("/tmp/prog"'));
    expect(own.map(spaced)).toEqual(of);
    expect(own.at(-3)).toBe('writev(1, [{iov_base="hello", iov_len=5}, {iov_base="\\n", iov_len=1}], 2) = 6');
    expect(own.at(-1)).toBe('+++ exited with 0 +++');
  }, 60_000);

  it('of one call of each shape', () => {
    const { own, seen } = inGuest(SINGLE, 'guest-single', '-f');
    const here = byProcess(own);
    for (const [pid, lines] of here) expect(lines).toEqual(seen.get(pid));
    expect(here.size).toBe(3);
  }, 60_000);

  it('of processes that fork, exec, stop and continue', () => {
    const { own, seen } = inGuest(FOLLOWED, 'guest-followed', '-f');
    const here = byProcess(own);
    for (const [pid, lines] of here) expect(lines).toEqual(seen.get(pid));
    expect(here.size).toBe(4);
  }, 60_000);
});

/** What differs between two runs: addresses, pids in order of appearance, random bytes. */
function normalise(lines: readonly string[]): string[] {
  const pids = [
    ...new Set(
      lines
        .map(spaced)
        .join('\n')
        .match(/(?<=set_tid_address\(.*= |fork\(\) = )\d+/g) ?? [],
    ),
  ];
  return lines.map((line) =>
    pids
      .reduce((text, pid, index) => text.replaceAll(new RegExp(`\\b${pid}\\b`, 'g'), `PID${index}`), spaced(line))
      .replace(/0x[0-9a-f]{5,}/g, 'ADDR')
      .replace(/(\\x[0-9a-f]{2})+/g, 'RANDOM')
      .replace(' (core dumped)', ''),
  );
}

const reason = missing('strace', 'gcc');
if (reason) console.log(`strace beside Debian's: skipped, ${reason}`);

describe.skipIf(reason !== undefined || !strace || !gcc)("strace beside Debian's", () => {
  const both = (args: readonly string[], log = true): [ours: string[], debian: string[]] =>
    withScratch((cwd) => {
      const run = (command: string) => {
        const file = join(cwd, 'log');
        const printed = output(command, log ? ['-o', file, ...args] : args, { cwd });
        if (!log) return printed.split('\n');
        return [...normalise(readFileSync(file, 'latin1').trimEnd().split('\n')), printed];
      };
      return [run(join(root, 'bin/strace')), run('/usr/bin/strace')];
    });
  let root = '';

  beforeAll(() => {
    root = mkdtempSync(join(tmpdir(), 'rz-strace-'));
    install(root, ['bin/strace']);
  }, 120_000);
  afterAll(() => rmSync(root, { recursive: true, force: true }));

  it('of a static program', () => {
    const [ours, debian] = both([compileText(HELLO, 'native-hello', 'gcc')]);
    expect(ours).toEqual(debian);
  });

  it.skipIf(!musl)('of one call of each shape', () => {
    const [ours, debian] = both([compileText(SINGLE, 'native-single')]);
    const calls = (lines: readonly string[]) => lines.filter((line) => !line.startsWith('--- SIGCHLD'));
    expect(calls(ours)).toEqual(calls(debian));
  });

  it.each([
    ['-e', 'trace=write,%memory'],
    ['-e', 'trace=!brk,mmap'],
    ['-e', 'trace=%desc'],
    ['-e', 'trace=%file'],
    ['-e', 'trace=%process'],
    ['-e', 'trace=%signal'],
    ['-s', '3'],
  ])('%s %s', (...options) => {
    const [ours, debian] = both([...options, compileText(HELLO, 'native-hello', 'gcc')]);
    expect(ours).toEqual(debian);
  });

  it.each([[['nonesuch']], [['-e', 'trace=nonsense', 'true']], [['-p', '999999']], [[]]])(
    '%j: complaint and status',
    (args) => {
      const [ours, debian] = both(args, false);
      const name = (lines: readonly string[]) => lines.map((line) => line.replace(/\/\S*\/strace/, 'strace'));
      expect(name(ours)).toEqual(name(debian));
    },
  );

  it('-c counts the same calls', () => {
    const [ours, debian] = both(['-c', compileText(HELLO, 'native-hello', 'gcc')], false);
    const counts = (lines: readonly string[]) =>
      lines.filter((line) => /^ *\d/.test(line)).map((line) => line.trim().split(/ +/).slice(3).join(' '));
    expect(counts(ours).sort()).toEqual(counts(debian).sort());
    expect(ours.slice(0, 3).join()).toContain('% time     seconds  usecs/call     calls    errors syscall');
  });
});
