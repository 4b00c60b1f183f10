/** What an exercise may say of the world around the machine: the cable, the hand at the keyboard; and the picture that checks see. */
import { describe, expect, test } from 'vitest';
import { check, fail } from './checks';
import { loadAssets } from './node-assets';
import { Run } from './run';
import type { CodeExercise } from './types';

const words = { ja: '', en: '' };
const assets = loadAssets();

function runSliced(text: string, run: CodeExercise['run'], slice: number) {
  const files = [{ path: 'main.c', text }];
  const exercise: CodeExercise = {
    id: 'ex_outside',
    kind: 'program',
    title: words,
    task: words,
    hints: [],
    files,
    solution: files,
    wrong: [],
    limits: { instructions: 2_000_000_000 },
    checks: [
      check('picture', words, (view) => {
        const picture = view.framebuffer?.();
        return picture ? fail('picture', { width: picture.width, first: picture.pixels[0] }) : null;
      }),
    ],
    messages: {},
    success: words,
    run,
  };
  const work = new Run(exercise, { kind: 'code', files }, { assets, seed: 1, exerciseHash: 'test' });
  while (!work.step(slice) && !work.idle);
  return work.report();
}

const KEYS = `
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>
struct { long time[2]; unsigned short type, code; int value; } e;
int main(void) {
  int fd = open("/dev/input/event0", O_RDONLY);
  for (int i = 0; i < 4 && read(fd, &e, sizeof e) == sizeof e; i++) printf("%d %d %d at %ld ms\\n", e.type, e.code, e.value, e.time[1] / 1000);
  return 0;
}`;

describe('the hand', () => {
  test('types when everything waits, or at its time, the same however the run is sliced', () => {
    const input = [
      { device: 'keyboard', events: [[1, 30, 1]] },
      { device: 'keyboard', events: [[1, 30, 0]], at: 50_000_000 },
    ] as const;
    const whole = runSliced(KEYS, { input }, 50_000_000);
    expect(whole.view.stdout).toMatch(/^1 30 1 at \d+ ms\n0 0 0 at \d+ ms\n1 30 0 at \d+ ms\n0 0 0 at \d+ ms\n$/);
    expect(whole.view.reason).toBe('exit');
    expect(runSliced(KEYS, { input }, 777).digest).toBe(whole.digest);
  });

  test('that has nothing more to type leaves the program waiting', () => {
    expect(runSliced(KEYS, { input: [{ device: 'keyboard', events: [[1, 30, 1]] }] }, 50_000_000).view.reason).toBe(
      'idle',
    );
  });
});

const ECHO = `
#include <arpa/inet.h>
#include <stdio.h>
#include <sys/socket.h>
#include <sys/time.h>
int main(void) {
  struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons(7)};
  inet_pton(AF_INET, "10.0.2.3", &to.sin_addr);
  int s = socket(AF_INET, SOCK_DGRAM, 0), got = 0;
  struct timeval most = {0, 50000};
  char c;
  connect(s, (struct sockaddr *)&to, sizeof to);
  setsockopt(s, SOL_SOCKET, SO_RCVTIMEO, &most, sizeof most);
  for (int i = 0; i < 40; i++) {
    send(s, "x", 1, 0);
    got += recv(s, &c, 1, 0) == 1;
  }
  printf("%d\\n", got);
  return 0;
}`;

test('a cable that loses some of what it carries', () => {
  expect(runSliced(ECHO, undefined, 50_000_000).view.stdout).toBe('40\n');
  const lossy = runSliced(ECHO, { network: { lossPercent: 30, seed: 9 } }, 50_000_000);
  const got = Number(lossy.view.stdout);
  expect(got).toBeGreaterThan(8);
  expect(got).toBeLessThan(32);
  expect(runSliced(ECHO, { network: { lossPercent: 30, seed: 9 } }, 9_999).digest).toBe(lossy.digest);
});

const PIXEL = `
#include <fcntl.h>
#include <unistd.h>
int main(void) {
  unsigned char blue = 200;
  return write(open("/dev/fb0", O_RDWR), &blue, 1) != 1;
}`;

test('a check sees the picture', () => {
  const [got] = runSliced(PIXEL, undefined, 50_000_000).checks;
  expect(got.params).toEqual({ width: 640, first: 200 });
});
