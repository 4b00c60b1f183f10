import { describe, expect, test } from 'vitest';
import { runProgram } from '../../kernel/testing/machine';
import { compileProgram } from '../../lab';
import { loadAssets } from '../../lab/node-assets';
import { TlbModel } from './model';

const assets = loadAssets();
function compile(text: string): Uint8Array {
  const result = compileProgram([{ path: 'main.c', text }], assets.sysroot);
  if (!result.elf) throw new Error(JSON.stringify(result.diagnostics));
  return result.elf;
}

describe('the model', () => {
  test('has 4 ways: the fifth page of a set drives out the one that was not used for longest', () => {
    const tlb = new TlbModel();
    const use = (page: number) => {
      const hit = tlb.lookup(page);
      if (!hit) tlb.fill(page, false, false);
      return hit;
    };
    expect([0, 16, 32, 48].map(use)).toEqual([false, false, false, false]);
    expect([0, 16, 32, 48].map(use)).toEqual([true, true, true, true]);
    expect(use(0)).toBe(true);
    expect(use(64)).toBe(false);
    expect(use(0)).toBe(true);
    expect(use(16)).toBe(false);
  });

  test('a page of 2 MiB is one entry; a flush spares global ones', () => {
    const tlb = new TlbModel();
    tlb.fill(512 * 7 + 3, true, true);
    expect(tlb.lookup(512 * 7 + 400)).toBe(true);
    tlb.fill(9, false, false);
    tlb.flush();
    expect([tlb.lookup(9), tlb.lookup(512 * 7)]).toEqual([false, true]);
    tlb.flushPage(512 * 7 + 1);
    expect(tlb.lookup(512 * 7)).toBe(false);
  });
});

/** Walks a matrix of 256 pages by rows or by columns, counting with perf_event_open as programs do on Linux. */
const MATRIX = compile(`
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>
#define N 1024
static int open_counter(unsigned type, unsigned long config) {
  unsigned attr[32];
  memset(attr, 0, sizeof attr);
  attr[0] = type;
  attr[1] = 112;
  *(unsigned long *)(attr + 2) = config;
  return syscall(SYS_perf_event_open, attr, 0, -1, -1, 0);
}
int main(void) {
  int (*matrix)[N] = mmap(0, N * N * 4, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE, -1, 0);
  long sum = 0, before, rows, columns;
  int misses = open_counter(3, 3 | 0 << 8 | 1 << 16), loads = open_counter(3, 3), instructions = open_counter(0, 1);
  read(misses, &before, 8);
  for (int i = 0; i < 256; i++) for (int j = 0; j < N; j++) sum += matrix[i][j];
  read(misses, &rows, 8);
  rows -= before;
  read(misses, &before, 8);
  for (int j = 0; j < N; j++) for (int i = 0; i < 256; i++) sum += matrix[i][j];
  read(misses, &columns, 8);
  columns -= before;
  long retired = 0;
  read(instructions, &retired, 8);
  printf("%ld %ld %d %d\\n", rows, columns, loads, retired > 1000000);
  return (int)sum;
}`);

describe('a program that counts its misses', () => {
  test('one miss a page by rows, one an access by columns, exactly', () => {
    const run = runProgram(MATRIX, { lessonTlb: true, limit: 4_000_000_000 });
    const [rows, columns, loads, retired] = run.stdout.split(' ').map(Number);
    expect(rows).toBeGreaterThanOrEqual(256);
    expect(rows).toBeLessThan(300);
    expect(columns).toBeGreaterThanOrEqual(256 * 1024);
    expect(columns).toBeLessThan(256 * 1024 + 300);
    expect([loads, retired]).toEqual([-1, 1]);
    const again = runProgram(MATRIX, { lessonTlb: true, limit: 4_000_000_000 });
    expect(again.stdout).toBe(run.stdout);
  });

  test('two CPUs have one each', () => {
    const [rows, columns] = runProgram(MATRIX, { lessonTlb: true, cpus: 2, limit: 4_000_000_000 })
      .stdout.split(' ')
      .map(Number);
    expect(rows).toBeLessThan(300);
    expect(columns / rows).toBeGreaterThan(50);
  });

  test('without a lesson TLB there is nothing to count', () => {
    expect(runProgram(MATRIX, { limit: 4_000_000_000 }).stdout).toMatch(/ -1 1\n$/);
  });
});
