/** What happens at the edges: no port left, more connections than anybody accepts, sockets that are gone, two processors. */
import { describe, expect, test } from 'vitest';
import { createCore } from '../../machine/core';
import { boot } from '../boot';
import { runProgram } from '../testing/machine';
import { musl, program } from '../testing/native';
import { netOf } from './index';

const HEAD = `
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>
static struct sockaddr_in local(int port) {
  struct sockaddr_in a = {.sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  return a;
}
static int serve(int port, int backlog) {
  struct sockaddr_in a = local(port);
  int l = socket(AF_INET, SOCK_STREAM, 0);
  bind(l, (void *)&a, sizeof a);
  listen(l, backlog);
  return l;
}
static int dial(int port) {
  struct sockaddr_in a = local(port);
  int fd = socket(AF_INET, SOCK_STREAM, 0);
  return connect(fd, (void *)&a, sizeof a) < 0 ? -errno : fd;
}
`;
const build = (name: string, body: string) => program(`${HEAD}int main(void) { ${body} return 0; }`, name);

describe.skipIf(!musl)('limits', () => {
  test('no ephemeral port is left', () => {
    const elf = build(
      'ports',
      `int f = open("/proc/sys/net/ipv4/ip_local_port_range", O_WRONLY); write(f, "40000 40002", 11);
       serve(80, 10); struct sockaddr_in any = local(0);
       for (int i = 0; i < 4; i++) printf("%s ", dial(80) < 0 ? "none" : "ok");
       int fd = socket(AF_INET, SOCK_STREAM, 0);
       printf("%s ", bind(fd, (void *)&any, sizeof any) < 0 ? strerror(errno) : "bound");
       for (int i = 0; i < 4; i++) { int u = socket(AF_INET, SOCK_DGRAM, 0); printf("%d", bind(u, (void *)&any, sizeof any)); }`,
    );
    expect(runProgram(elf).stdout).toBe('ok ok ok none Address in use 000-1');
  });

  test('a listener that never accepts takes its backlog and one more; the next waits', () => {
    const elf = build(
      'backlog',
      `serve(80, 2);
       for (int i = 0; i < 3; i++) printf("%d ", dial(80) >= 0);
       struct sockaddr_in a = local(80); int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
       connect(fd, (void *)&a, sizeof a);
       struct pollfd p = {fd, POLLOUT, 0};
       printf("%d", poll(&p, 1, 500));`,
    );
    const run = runProgram(elf);
    expect(run.stdout).toBe('1 1 1 0');
    expect(netOf(run.kernel).initial.mib.tcpExt.ListenOverflows).toBeGreaterThan(0);
  });

  test('a huge backlog is cut to somaxconn; descriptors are the limit before that', () => {
    const elf = build(
      'many',
      `struct rlimit r = {200, 200}; setrlimit(RLIMIT_NOFILE, &r);
       serve(80, 1000000); int n = 0, e;
       while ((e = dial(80)) >= 0) n++;
       printf("%d connections\\n", n);`,
    );
    const run = runProgram(elf, { limit: 2_000_000_000 });
    expect([run.stdout, run.reason]).toEqual(['196 connections\n', 'power-off']);
  });

  test('two hundred short connections leave nothing but TIME_WAIT behind', () => {
    const elf = build(
      'churn',
      `int l = serve(80, 5);
       for (int i = 0; i < 200; i++) { int c = dial(80), s = accept(l, 0, 0); close(c); close(s); }
       printf("done");`,
    );
    const run = runProgram(elf, { limit: 2_000_000_000 });
    expect(run.stdout).toBe('done');
    const { established, tcp } = netOf(run.kernel).initial.inet;
    expect(established.size).toBe(200);
    expect([...tcp.all()].filter((sock) => sock.state !== 6 && sock.state !== 7)).toEqual([]);
  });

  test('writing to a connection whose process was killed', () => {
    const elf = build(
      'killed',
      `int l = serve(80, 5); signal(SIGPIPE, SIG_IGN);
       int child = fork();
       if (child == 0) { dial(80); pause(); }
       int s = accept(l, 0, 0);
       kill(child, SIGKILL); wait(0);
       char b; printf("%d ", (int)read(s, &b, 1));
       write(s, "x", 1); usleep(1000);
       int n = write(s, "x", 1); printf("%d %s", n, strerror(errno));`,
    );
    expect(runProgram(elf).stdout).toBe('0 -1 Broken pipe');
  });

  test('client and server on two processors', () => {
    const elf = build(
      'smp',
      `int l = serve(80, 5);
       if (fork() == 0) { int c = dial(80); static char buf[50000]; for (int i = 0; i < 100; i++) write(c, buf, sizeof buf); exit(0); }
       int s = accept(l, 0, 0); static char buf[65536]; long total = 0, n;
       while ((n = read(s, buf, sizeof buf)) > 0) total += n;
       printf("%ld", total);`,
    );
    const bus = { portIn: () => 0xff, portOut() {}, mmioRead: () => 0n, mmioWrite() {} };
    const kernel = boot({
      core: createCore({ ramBytes: 64 << 20, cpus: 2, bus }),
      initramfs: new Uint8Array(0),
      files: [{ path: '/prog', mode: 0o755, data: elf }],
      seed: 1,
      bootTime: 1_700_000_000,
      init: ['/prog'],
      stdio: 'pipes',
      console: { write() {} },
    });
    let stdout = '';
    if (kernel.stdio !== null)
      kernel.stdio.onOutput = (_stream, bytes) => {
        stdout += String.fromCharCode(...bytes);
      };
    expect([kernel.run(1_000_000_000).reason, stdout]).toEqual(['power-off', '5000000']);
  });
});
