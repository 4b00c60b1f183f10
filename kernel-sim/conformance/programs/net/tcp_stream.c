/* A client and a server: a few words, then four megabytes. */
#include "net.h"

int main(void) {
  int l = listener(5), port = port_of(l);
  if (fflush(stdout), fork() == 0) {
    int c = socket(AF_INET, SOCK_STREAM, 0);
    char buf[100];
    static char big[1000000];
    connect_to(c, port);
    write(c, "hello", 5);
    int got = (int)read(c, buf, sizeof buf);
    printf("child got %d %.*s\n", got, got, buf);
    fflush(stdout);
    for (size_t i = 0; i < sizeof big; i++) big[i] = (char)(i * 7 + i / 1000);
    for (int i = 0; i < 4; i++) {
      size_t done = 0;
      while (done < sizeof big) {
        long n = write(c, big + done, sizeof big - done);
        if (n <= 0) exit(1);
        done += (size_t)n;
      }
    }
    exit(0);
  }
  struct sockaddr_in from;
  socklen_t size = sizeof from;
  int s = accept(l, (struct sockaddr *)&from, &size);
  printf("from %s, %u bytes of address\n", inet_ntoa(from.sin_addr), size);
  static char buf[65536];
  int got = (int)read(s, buf, 100);
  printf("parent got %d %.*s\n", got, got, buf);
  fflush(stdout);
  write(s, "world!", 6);
  long total = 0, wrong = 0, n;
  while ((n = read(s, buf, sizeof buf)) > 0)
    for (long i = 0; i < n; i++, total++) {
      long at = total % 1000000;
      wrong += buf[i] != (char)(at * 7 + at / 1000);
    }
  int status;
  wait(&status);
  printf("total %ld wrong %ld last %ld child %d\n", total, wrong, n, status);
  return 0;
}
