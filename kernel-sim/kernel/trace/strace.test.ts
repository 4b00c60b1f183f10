/** The text that straceLines collects against what Debian's strace writes about the same program on the real kernel. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { bootProgram, proceed } from '../testing/machine';
import { compileText, musl, strace, straceNative } from '../testing/native';
import { straceLines } from './strace';
import { FOLLOWED, SINGLE } from './strace.fixture';

/** What differs between machines and runs: addresses, pids (named in order), columns, core images. */
function normalise(lines: readonly string[], pids: readonly string[]): string[] {
  const places =
    /(?<=si_pid=|wait4\(|kill\(|gettid\(\) = |getpid\(\) = |fork\(\) = |set_tid_address\(ADDR\) = |NULL\) = )\d+/g;
  return lines.map((line) =>
    line
      .replace(/0x[0-9a-f]{5,}/g, 'ADDR')
      .replace(/ {2,}/g, ' ')
      .replace(' (core dumped)', '')
      .replace(places, (pid) => (pids.includes(pid) ? `PID${pids.indexOf(pid)}` : pid)),
  );
}

/**
 * SIGCHLD may come just before or just after the call that waits for the child, or cut it short so that it begins again: it
 * is compared for itself.
 */
function children(lines: readonly string[]): { calls: string[]; told: string[] } {
  const isChild = (line: string) => line.startsWith('--- SIGCHLD');
  const isCut = (line: string) => line.startsWith('wait4(') && line.includes('= ? ERESTARTSYS');
  return { calls: lines.filter((line) => !isChild(line) && !isCut(line)), told: lines.filter(isChild) };
}

/** -f output as one list a process, with cut calls put together again: how processes interleave is the scheduler's affair. */
function byProcess(lines: readonly string[]): Record<string, string[]> {
  const processes: Record<string, string[]> = {};
  const open = new Map<string, string>();
  for (const line of lines) {
    const [, pid, rest] = /^(\d+) +(.*)$/s.exec(line)!;
    if (!processes[pid]) processes[pid] = [];
    const list = processes[pid];
    const begun = / <unfinished \.\.\.>$/.exec(rest);
    const resumed = /^<\.\.\. \w+ resumed>(.*)$/s.exec(rest);
    if (begun) open.set(pid, rest.slice(0, begun.index));
    else list.push(resumed ? `${open.get(pid)}${resumed[1]}` : rest);
  }
  return processes;
}

describe.skipIf(!musl || !strace)('strace text', () => {
  test('one process: calls, structures, errors, signals', () => {
    const path = compileText(SINGLE, 'single');
    const native = straceNative(path, false);
    const run = bootProgram(readFileSync(path), { init: [path] });
    const log = straceLines(run.kernel, { pids: [run.kernel.main!.pid] });
    proceed(run, 400_000_000);
    const pidsOf = (lines: readonly string[]) =>
      Array.from(lines.join('\n').matchAll(/(?:set_tid_address|fork)\(.* = (\d+)/g), (match) => match[1]);
    const here = children(normalise(log.lines, pidsOf(log.lines)));
    expect(here).toEqual(children(normalise(native, pidsOf(native))));
    // The column of the result, as strace -a 40 puts it.
    expect(log.lines.find((line) => line.startsWith('sched_yield'))).toBe(
      'sched_yield()                           = 0',
    );
  });

  test('several processes: fork, exec, stop and continue, death', () => {
    const path = compileText(FOLLOWED, 'followed');
    const native = byProcess(straceNative(path, true));
    const run = bootProgram(readFileSync(path), { init: [path] });
    const log = straceLines(run.kernel, { follow: true });
    proceed(run, 400_000_000);
    const here = byProcess(log.lines);
    const all = (processes: Record<string, string[]>) => {
      const pids = Object.keys(processes).sort((a, b) => Number(a) - Number(b));
      return pids.map((pid) => children(normalise(processes[pid], pids)));
    };
    expect(all(here)).toEqual(all(native));
  });
});
