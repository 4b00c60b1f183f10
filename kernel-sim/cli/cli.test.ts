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
