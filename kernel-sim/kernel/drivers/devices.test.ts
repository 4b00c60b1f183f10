/** Framebuffer, keyboard, mouse and clock as programs see them. */
import { describe, expect, test } from 'vitest';
import { bootProgram, proceed, runProgram } from '../testing/machine';
import { musl, program } from '../testing/native';
import { brokenDown } from './rtc/rtc';

const DRAW = `
#include <fcntl.h>
#include <linux/fb.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>
int main(void) {
  int fd = open("/dev/fb0", O_RDWR);
  struct fb_var_screeninfo v;
  struct fb_fix_screeninfo f;
  printf("%d %d\\n", ioctl(fd, FBIOGET_VSCREENINFO, &v), ioctl(fd, FBIOGET_FSCREENINFO, &f));
  printf("%dx%d %d %d %s %d %d\\n", v.xres, v.yres, v.bits_per_pixel, v.red.offset, f.id, f.smem_len, f.line_length);
  unsigned *p = mmap(0, f.smem_len, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
  p[3 * 640 + 5] = 0x00ff8040;
  lseek(fd, 4, SEEK_SET);
  unsigned white = 0xffffff;
  int n = write(fd, &white, 4);
  printf("%d %x\\n", n, p[1]);
}`.replace(
  '#include <linux/fb.h>',
  `
typedef unsigned u32;
struct fb_bitfield { u32 offset, length, msb_right; };
struct fb_var_screeninfo { u32 xres, yres, xv, yv, xo, yo, bits_per_pixel, gray; struct fb_bitfield red, green, blue, transp; u32 rest[20]; };
struct fb_fix_screeninfo { char id[16]; unsigned long smem_start; u32 smem_len, type, aux, visual; unsigned short a, b, c; u32 line_length; unsigned long mmio; u32 len, accel; unsigned short cap, r[2]; };
#define FBIOGET_VSCREENINFO 0x4600
#define FBIOGET_FSCREENINFO 0x4602
`,
);

const LISTEN = `
#include <fcntl.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <unistd.h>
struct event { long sec, usec; unsigned short type, code; int value; };
int main(void) {
  int fd = open("/dev/input/event0", O_RDONLY), mice = open("/dev/input/mice", O_RDONLY);
  char name[64];
  printf("%d ", ioctl(fd, 0x80404506, name));
  printf("%s\\n", name);
  fflush(stdout);
  struct event e;
  for (int i = 0; i < 2; i++) { read(fd, &e, sizeof e); printf("%d %d %d\\n", e.type, e.code, e.value); }
  unsigned char m[3];
  read(mice, m, 3);
  printf("%x %x %x\\n", m[0], m[1], m[2]);
}`;

describe.skipIf(!musl)('devices', () => {
  test('a pixel that is drawn through a mapping is in the picture', () => {
    const run = runProgram(program(DRAW, 'draw'));
    expect(run.stdout).toBe('0 0\n640x480 32 16 simplefb 1228800 2560\n4 ffffff\n');
    const pixels = run.kernel.framebuffer()!;
    expect([...pixels.subarray((3 * 640 + 5) * 4, (3 * 640 + 5) * 4 + 4)]).toEqual([0x40, 0x80, 0xff, 0]);
    expect(run.kernel.snapshot().framebuffer).toMatchObject({ width: 640, height: 480, stride: 2560 });
  });

  test('keys and movements come as events', () => {
    const run = bootProgram(program(LISTEN, 'listen'));
    while (!run.stdout.includes('\n')) proceed(run, 100_000);
    run.kernel.inputEvent(0, 1, 30, 1);
    run.kernel.inputEvent(0, 0, 0, 0);
    for (const [type, code, value] of [
      [2, 0, 5],
      [2, 1, 3],
      [1, 0x110, 1],
      [0, 0, 0],
    ])
      run.kernel.inputEvent(1, type, code, value);
    proceed(run, 100_000_000);
    expect(run.stdout).toBe('29 AT Translated Set 2 keyboard\n1 30 1\n0 0 0\n29 5 fd\n');
  });
});

test('the clock knows its calendar', () => {
  for (const seconds of [0, 951_782_400, 1_700_000_000, 4_102_444_800]) {
    const date = new Date(seconds * 1000);
    const [sec, min, hour, day, month, year, weekDay] = brokenDown(seconds);
    expect([sec, min, hour, day, month, year, weekDay]).toEqual([
      date.getUTCSeconds(),
      date.getUTCMinutes(),
      date.getUTCHours(),
      date.getUTCDate(),
      date.getUTCMonth(),
      date.getUTCFullYear() - 1900,
      date.getUTCDay(),
    ]);
  }
});
