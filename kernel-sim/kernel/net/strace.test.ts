/** Socket calls as strace prints them, against Debian's strace on the real kernel. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { bootProgram, proceed } from '../testing/machine';
import { compileText, musl, strace, straceNative } from '../testing/native';
import { straceLines } from '../trace/strace';

const SOURCE = `
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>
int main(void) {
  struct sockaddr_in a = {.sin_family = AF_INET, .sin_port = htons(45678), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)}, b;
  struct sockaddr_un u = {.sun_family = AF_UNIX, .sun_path = "/tmp/does-not-exist/at-all"}, v = {.sun_family = AF_UNIX};
  socklen_t n = sizeof b;
  int on = 1, p[2], error;
  char buf[64];
  int l = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  setsockopt(l, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  bind(l, (void *)&a, sizeof a);
  listen(l, 5);
  n = 128;
  getsockname(l, (void *)&b, &n);
  int c = socket(AF_INET, SOCK_STREAM, IPPROTO_TCP);
  connect(c, (void *)&a, sizeof a);
  int s = accept4(l, NULL, NULL, SOCK_NONBLOCK);
  setsockopt(s, IPPROTO_TCP, TCP_NODELAY, &on, 4);
  send(c, "hello", 5, MSG_NOSIGNAL);
  recv(s, buf, 64, MSG_PEEK | MSG_DONTWAIT);
  recvfrom(s, buf, 64, 0, NULL, NULL);
  recv(s, buf, 64, 0);
  getpeername(l, (void *)&b, &n);
  n = 4;
  getsockopt(c, SOL_SOCKET, SO_ERROR, &error, &n);
  getsockopt(c, SOL_SOCKET, SO_TYPE, &error, &n);
  getsockopt(c, SOL_SOCKET, SO_KEEPALIVE, &error, &n);
  struct linger linger = {1, 2};
  setsockopt(c, SOL_SOCKET, SO_LINGER, &linger, sizeof linger);
  shutdown(c, SHUT_RDWR);
  socketpair(AF_UNIX, SOCK_SEQPACKET, 0, p);
  write(p[0], "packet", 6);
  read(p[1], buf, 64);
  struct iovec io[2] = {{"one", 3}, {"two", 3}}, in = {buf, 64};
  struct msghdr m = {.msg_iov = io, .msg_iovlen = 2}, r = {.msg_iov = &in, .msg_iovlen = 1};
  sendmsg(p[0], &m, 0);
  recvmsg(p[1], &r, 0);
  union { char bytes[CMSG_SPACE(4)]; struct cmsghdr align; } control;
  memset(&control, 0, sizeof control);
  m.msg_iovlen = 1;
  m.msg_control = &control;
  m.msg_controllen = sizeof control;
  struct cmsghdr *h = CMSG_FIRSTHDR(&m);
  h->cmsg_len = CMSG_LEN(4);
  h->cmsg_level = SOL_SOCKET;
  h->cmsg_type = SCM_RIGHTS;
  memcpy(CMSG_DATA(h), &p[0], 4);
  sendmsg(p[0], &m, MSG_NOSIGNAL);
  r.msg_control = &control;
  r.msg_controllen = sizeof control;
  recvmsg(p[1], &r, MSG_CMSG_CLOEXEC);
  int d = socket(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK, 0);
  connect(d, (void *)&u, sizeof u);
  strcpy(v.sun_path + 1, "abstract-name-of-mine");
  bind(d, (void *)&v, 2 + 1 + 21);
  sendto(d, "x", 1, 0, (void *)&v, 2 + 1 + 21);
  n = sizeof u;
  recvfrom(d, buf, 64, 0, (void *)&u, &n);
  int g = socket(AF_INET, SOCK_DGRAM, IPPROTO_UDP);
  a.sin_port = htons(45679);
  bind(g, (void *)&a, sizeof a);
  sendto(g, "datagram", 8, MSG_DONTWAIT, (void *)&a, sizeof a);
  n = sizeof b;
  recvfrom(g, buf, 64, MSG_TRUNC, (void *)&b, &n);
  sendto(g, "x", 1, 0, NULL, 0);
  int e = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
  a.sin_port = htons(45680);
  connect(e, (void *)&a, sizeof a);
  n = 4;
  getsockopt(e, SOL_SOCKET, SO_ERROR, &error, &n);
  struct timeval time = {1, 500000};
  setsockopt(e, SOL_SOCKET, SO_RCVTIMEO, &time, sizeof time);
  setsockopt(e, SOL_IP, IP_TTL, &on, sizeof on);
  setsockopt(e, SOL_SOCKET, SO_BINDTODEVICE, "lo", 3);
  struct ucred who;
  n = sizeof who;
  getsockopt(e, SOL_SOCKET, SO_PEERCRED, &who, &n);
  socket(AF_NETLINK, SOCK_RAW, 0);
  socket(AF_INET, SOCK_STREAM, IPPROTO_UDP);
  accept(-1, (void *)&b, &n);
  shutdown(-1, 7);
  setsockopt(-1, SOL_SOCKET, 1234, NULL, 0);
  return 0;
}`;

/** Descriptors of pairs and addresses of memory differ from machine to machine. */
const normalise = (lines: readonly string[]) =>
  lines
    .slice(lines.findIndex((line) => line.startsWith('socket(')))
    .map((line) => line.replace(/0x[0-9a-f]{5,}/g, 'ADDR').replace(/ {2,}/g, ' '));

describe.skipIf(!musl || !strace)('strace of sockets', () => {
  test('prints addresses, options, messages and flags as Debian does', () => {
    const path = compileText(SOURCE, 'strace-sockets');
    const native = normalise(straceNative(path, false));
    const run = bootProgram(readFileSync(path), { init: [path] });
    const log = straceLines(run.kernel, { pids: [run.kernel.main!.pid] });
    proceed(run, 400_000_000);
    expect(normalise(log.lines)).toEqual(native);
  });
});
