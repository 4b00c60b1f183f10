#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>
#include <stdlib.h>
int main(void) {
  int l = socket(AF_INET, SOCK_STREAM, 0);
  struct sockaddr_in a = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  socklen_t n = sizeof a;
  printf("bind %d\n", bind(l, (void *)&a, n));
  printf("listen %d\n", listen(l, 5));
  getsockname(l, (void *)&a, &n);
  fflush(stdout);
  if (fork() == 0) {
    int c = socket(AF_INET, SOCK_STREAM, 0);
    if (connect(c, (void *)&a, sizeof a)) { perror("connect"); exit(1); }
    char buf[100];
    write(c, "hello", 5);
    int got = read(c, buf, 100);
    printf("child got %d %.*s\n", got, got, buf);
    fflush(stdout);
    static char big[1000000];
    memset(big, 'x', sizeof big);
    long t = 0;
    while (t < 4000000) { long w = write(c, big, sizeof big); if (w <= 0) { perror("write"); break; } t += w; }
    close(c);
    exit(0);
  }
  int s = accept(l, 0, 0);
  char buf[65536];
  int got = read(s, buf, 100);
  printf("parent got %d %.*s\n", got, got, buf);
  fflush(stdout);
  write(s, "world!", 6);
  long total = 0; long r;
  while ((r = read(s, buf, sizeof buf)) > 0) total += r;
  wait(0);
  printf("total %ld last %ld\n", total, r);
  int u = socket(AF_INET, SOCK_DGRAM, 0), v = socket(AF_INET, SOCK_DGRAM, 0);
  struct sockaddr_in b = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  bind(u, (void *)&b, sizeof b);
  getsockname(u, (void *)&b, &n);
  printf("sendto %ld\n", (long)sendto(v, "datagram", 8, 0, (void *)&b, sizeof b));
  got = recv(u, buf, 100, 0);
  printf("got %d %.*s\n", got, got, buf);
  close(u);
  printf("sendto %ld\n", (long)sendto(v, "datagram", 8, 0, (void *)&b, sizeof b));
  connect(v, (void *)&b, sizeof b);
  printf("send %ld\n", (long)send(v, "datagram", 8, 0));
  printf("send %ld\n", (long)send(v, "datagram", 8, 0)); perror("send");
  return 0;
}
