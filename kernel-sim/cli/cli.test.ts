import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, test } from 'vitest';

const MAIN = fileURLToPath(new URL('./main.ts', import.meta.url));
const work = mkdtempSync(join(tmpdir(), 'rz-cli-'));
afterAll(() => rmSync(work, { recursive: true, force: true }));

const sim = (args: string[], input = '') => {
  const { stdout, stderr, status } = spawnSync(process.execPath, ['--import', 'tsx', MAIN, ...args], {
    input,
    encoding: 'utf8',
    timeout: 120_000,
  });
  return { stdout, stderr, status };
};
const source = (name: string, text: string) => {
  const path = join(work, name);
  writeFileSync(path, text);
  return path;
};
const echo = source(
  'echo.c',
  '#include <stdio.h>\nint main(int c, char **v) {\n    char line[99];\n    for (int i = 1; i < c; i++) printf("[%s]", v[i]);\n    while (fgets(line, sizeof line, stdin)) printf("> %s", line);\n    fprintf(stderr, "done\\n");\n    return c;\n}\n',
);

test('run: arguments, standard input, both outputs and the exit status pass through', () => {
  expect(sim(['run', echo, 'a', 'b c'], 'one\ntwo\n')).toEqual({
    stdout: '[a][b c]> one\n> two\n',
    stderr: 'done\n',
    status: 3,
  });
});

test('run: a fatal signal gives 128 + n', () => {
  expect(sim(['run', source('null.c', 'int *p;\nint main(void) { return *p; }\n')]).status).toBe(139);
});

test('cc: what it makes is an ELF that run takes; errors are in GNU format', () => {
  const elf = join(work, 'echo.elf');
  expect(sim(['cc', '-o', elf, echo]).status).toBe(0);
  expect(sim(['run', elf, 'x']).stdout).toBe('[x]');
  const bad = source('bad.c', 'int main(void) {\n    return y;\n}\n');
  const { status, stderr } = sim(['cc', bad]);
  expect(status).toBe(1);
  expect(stderr).toContain(`${bad}:2:12: error:`);
});

test('run --root: a tree of files, with links, under our own', () => {
  const root = join(work, 'root');
  mkdirSync(join(root, 'opt'), { recursive: true });
  expect(sim(['cc', '-o', join(root, 'opt/prog'), echo]).status).toBe(0);
  chmodSync(join(root, 'opt/prog'), 0o755);
  symlinkSync('prog', join(root, 'opt/link'));
  expect(sim(['run', '--root', root, '/opt/link', 'q'])).toMatchObject({ stdout: '[q]', status: 2 });
});

test('strace: the calls on standard error, as strace -f prints them', () => {
  const { stdout, stderr, status } = sim([
    'strace',
    source('hello.c', '#include <unistd.h>\nint main(void) {\n    write(1, "hi\\n", 3);\n    return 0;\n}\n'),
  ]);
  expect({ stdout, status }).toEqual({ stdout: 'hi\n', status: 0 });
  expect(stderr).toMatch(/write\(1, "hi\\n", 3\) {10,}= 3\n/);
  expect(stderr).toContain('+++ exited with 0 +++');
});

test('bare: serial output on standard output', () => {
  const text =
    'int main(void) {\n    __asm__ volatile("outb %0, %1" : : "a"((char)65), "Nd"((short)0x3f8));\n    return 0;\n}\n';
  expect(sim(['bare', source('bare.c', text)]).stdout).toBe('A');
});

test('sh: a shell that reads its commands from standard input', () => {
  expect(sim(['sh'], 'echo up | tr a-z A-Z\n').stdout).toContain('\r\nUP\r\n');
});

test('an unknown command says what there is', () => {
  expect(sim(['fly'])).toMatchObject({ status: 2, stderr: expect.stringContaining('usage: sim cc | run') });
});

test('debug: gdb’s words from a pipe, forwards and back; a bare program too', () => {
  const add = source(
    'add.c',
    'int total;\nint add(int n) {\n    total += n;\n    return total;\n}\nint main(void) {\n    add(2);\n    return add(3);\n}\n',
  );
  const words = ['b add', 'c', 'bt', 'p $rdi', 'fin', 'p total', 'rc', 'p total', 'd', 'c', 'nonsense', 'q'];
  const { stdout, status } = sim(['debug', add], `${words.join('\n')}\n`);
  expect(status).toBe(0);
  expect(stdout).toMatch(/Breakpoint, add\n0x[0-9a-f]+ add\+\d+ at add\.c:3 /);
  expect(stdout).toMatch(/#0 .* in add at add\.c:3\n#1 .* in main at add\.c:7\n/);
  expect(stdout).toMatch(/\(sim\) p \$rdi\n2 \(0x2\)\n/);
  expect(stdout.match(/\(sim\) p total\n(\d)/g)).toEqual(['(sim) p total\n2', '(sim) p total\n0']);
  expect(stdout).toContain('[ended: status 5;');
  expect(stdout).toContain('nonsense? h tells the commands');
  const bare = source('bare.c', 'int n;\nint main(void) {\n    n = 7;\n    return n;\n}\n');
  expect(sim(['debug', '--bare', bare], 's\np n\nbt\n').stdout).toMatch(
    /4\t {4}return n;[\s\S]*7 \(0x7\)[\s\S]*in main/,
  );
});

test('run: the interleaving of CPUs is written to a file, and followed from one', () => {
  const race = source(
    'race.c',
    '#include <pthread.h>\n#include <stdio.h>\nstatic volatile int n;\nstatic void *work(void *u) { for (int i = 0; i < 3000; i++) n++; return u; }\nint main(void) {\n    pthread_t a, b;\n    pthread_create(&a, 0, work, 0);\n    pthread_create(&b, 0, work, 0);\n    pthread_join(a, 0);\n    pthread_join(b, 0);\n    printf("%d\\n", n);\n    return 0;\n}\n',
  );
  const turns = join(work, 'turns.json');
  const first = sim(['run', '--cpus', '2', '--record-turns', turns, race]);
  expect(Number(first.stdout)).toBeGreaterThanOrEqual(3000);
  expect(sim(['run', '--cpus', '2', '--turns', turns, race])).toEqual(first);
  const { stderr, status } = sim(['run', '--turns', turns, race]);
  expect([status, stderr]).toEqual([1, expect.stringMatching(/^sim: interleaving: entry \d+: cpu is 1, but/)]);
});
