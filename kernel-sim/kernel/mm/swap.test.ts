import { describe, expect, test } from 'vitest';
import { compileProgram } from '../../lab';
import { loadAssets } from '../../lab/node-assets';
import { runProgram } from '../testing/machine';
import { decodeSwap, encodeSwap, isSwapPte } from './swap-entry';

const assets = loadAssets();
function compile(text: string): Uint8Array {
  const result = compileProgram([{ path: 'main.c', text }], assets.sysroot);
  if (!result.elf) throw new Error(JSON.stringify(result.diagnostics));
  return result.elf;
}

const DISK = { name: 'vda', image: new Uint8Array(17 << 20) };

/** Makes /dev/vda a swap area, as mkswap and swapon do. */
const SWAP_ON = `
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>
static void proc(void) { mkdir("/proc", 0755); mount("proc", "/proc", "proc", 0, 0); }
static void swap_on(int pages) {
  proc();
  static unsigned char page[4096];
  unsigned *info = (unsigned *)(page + 1024);
  info[0] = 1;
  info[1] = pages - 1;
  memcpy(page + 4086, "SWAPSPACE2", 10);
  int fd = open("/dev/vda", O_RDWR);
  if (fd < 0 || write(fd, page, 4096) != 4096) perror("vda");
  fsync(fd);
  close(fd);
  if (syscall(SYS_swapon, "/dev/vda", 0) < 0) perror("swapon");
}
static void show(const char *path, const char *start) {
  char line[256];
  FILE *f = fopen(path, "r");
  while (fgets(line, sizeof line, f)) if (!strncmp(line, start, strlen(start))) fputs(line, stdout);
  fclose(f);
}
`;

describe('swap entries', () => {
  test('are not present, never empty, and come back as they went', () => {
    for (const entry of [
      { type: 0, offset: 1 },
      { type: 3, offset: 0x123_4567_89ab },
      { type: 23, offset: 2 ** 40 },
    ]) {
      const { low, high } = encodeSwap(entry);
      expect(low & 0x1ff).toBe(0);
      expect(isSwapPte(low, high)).toBe(true);
      expect(decodeSwap(low, high)).toEqual(entry);
    }
    expect(encodeSwap({ type: 0, offset: 1 })).toEqual({ low: 0xfffffc00, high: 0x07ffffff });
  });
});

describe('a program that needs more than there is', () => {
  test.each([1, 2])('goes on with swap (%d CPUs): every page comes back', (cpus) => {
    const elf = compile(`${SWAP_ON}
int main(void) {
  swap_on(4000);
  show("/proc/swaps", "/dev/vda");
  int pages = 5000;
  char *memory = mmap(0, pages * 4096L, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  for (int i = 0; i < pages; i++) *(int *)(memory + i * 4096L) = i * 7 + 1;
  fflush(stdout);
  if (fork() == 0) {
    int bad = 0;
    for (int i = 0; i < pages; i += 3) bad += *(int *)(memory + i * 4096L) != i * 7 + 1;
    for (int i = 0; i < pages; i += 100) *(int *)(memory + i * 4096L) = -1;
    printf("child: %d\\n", bad);
    fflush(stdout);
    _exit(0);
  }
  wait(0);
  int bad = 0;
  for (int i = 0; i < pages; i++) bad += *(int *)(memory + i * 4096L) != i * 7 + 1;
  struct rusage usage;
  getrusage(RUSAGE_SELF, &usage);
  printf("bad %d, major %d\\n", bad, usage.ru_majflt > 100);
  munmap(memory, pages * 4096L);
  show("/proc/meminfo", "SwapFree");
  show("/proc/meminfo", "SwapCached");
  printf("off %ld\\n", syscall(SYS_swapoff, "/dev/vda"));
  show("/proc/meminfo", "SwapTotal");
  return 0;
}`);
    const run = runProgram(elf, { ramBytes: 16 << 20, cpus, limit: 20_000_000_000, disks: [DISK] });
    expect(run.stderr + run.stdout).toMatch(
      /^\/dev\/vda +partition\t15996\t\t0\t\t-2\nchild: 0\nbad 0, major 1\nSwapFree: +159\d\d kB\nSwapCached: +0 kB\noff 0\nSwapTotal: +0 kB\n$/,
    );
    expect(run.status).toBe(0);
  });

  test('swapoff brings pages back; locked pages never go', () => {
    const elf = compile(`${SWAP_ON}
int main(void) {
  swap_on(4000);
  char *locked = mmap(0, 200 * 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  mlock(locked, 200 * 4096);
  memset(locked, 1, 200 * 4096);
  int pages = 4000;
  char *memory = mmap(0, pages * 4096L, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  for (int i = 0; i < pages; i++) memory[i * 4096L] = i;
  unsigned char vector[200];
  mincore(locked, 200 * 4096, vector);
  int present = 0;
  for (int i = 0; i < 200; i++) present += vector[i];
  printf("%d\\n", present);
  show("/proc/self/status", "VmLck");
  printf("%ld\\n", syscall(SYS_swapoff, "/dev/vda"));
  munmap(memory + 2000 * 4096L, 2000 * 4096L);
  printf("%ld\\n", syscall(SYS_swapoff, "/dev/vda"));
  show("/proc/self/status", "VmSwap");
  int bad = 0;
  for (int i = 0; i < 2000; i++) bad += memory[i * 4096L] != (char)i;
  printf("%d\\n", bad);
  return 0;
}`);
    const run = runProgram(elf, { ramBytes: 16 << 20, limit: 20_000_000_000, disks: [DISK] });
    expect(run.stdout).toMatch(/^200\nVmLck:\t +800 kB\n-1\n0\nVmSwap:\t +0 kB\n0\n$/);
  });

  test('without swap the OOM killer takes the one with the highest score', () => {
    const elf = compile(`${SWAP_ON}
int main(void) {
  proc();
  if (fork() == 0) {
    FILE *f = fopen("/proc/self/oom_score_adj", "w");
    fputs("1000", f);
    fclose(f);
    pause();
  }
  usleep(1000);
  if (fork() == 0) {
    char *memory = mmap(0, 14000 * 4096L, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    for (int i = 0; i < 14000; i++) memory[i * 4096L] = 1;
    _exit(0);
  }
  int status;
  for (int i = 0; i < 2; i++) { wait(&status); printf("%d\\n", WTERMSIG(status)); }
  return 0;
}`);
    const run = runProgram(elf, { ramBytes: 16 << 20 });
    expect(run.stdout).toBe('9\n9\n');
    const log = run.kernel.log.map(({ text }) => text).join('\n');
    const kills = log.match(/Out of memory: Killed process \d+ .*/g) ?? [];
    expect(kills).toHaveLength(2);
    expect(kills[0]).toMatch(
      /^Out of memory: Killed process 3 \(prog\) total-vm:\d+kB, anon-rss:\d+kB.*oom_score_adj:1000$/,
    );
    expect(kills[1]).toMatch(/process 4 .*oom_score_adj:0$/);
    expect(log).toContain('[  pid  ]   uid  tgid total_vm      rss pgtables_bytes swapents oom_score_adj name');
  });
});
