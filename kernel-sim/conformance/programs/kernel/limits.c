// Resource limits: read, lower, feel, inherit.
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

int main(void) {
  struct rlimit limit;
  limit.rlim_cur = 16;
  limit.rlim_max = 32;
  printf("lower: %d\n", setrlimit(RLIMIT_NOFILE, &limit));
  int fd = 0, last = 0;
  while ((fd = dup(1)) >= 0) last = fd;
  printf("last descriptor %d, EMFILE %d\n", last, errno == EMFILE);
  for (int i = 3; i <= last; i++) close(i);
  fflush(stdout);
  if (fork() == 0) {
    getrlimit(RLIMIT_NOFILE, &limit);
    printf("child has %ld/%ld\n", (long)limit.rlim_cur, (long)limit.rlim_max);
    limit.rlim_cur = 33;
    printf("soft above hard: %d EINVAL %d\n", setrlimit(RLIMIT_NOFILE, &limit), errno == EINVAL);
    fflush(stdout);
    _exit(0);
  }
  wait(NULL);
  limit.rlim_cur = limit.rlim_max = 64 << 20;
  setrlimit(RLIMIT_AS, &limit);
  void *p = mmap(NULL, 128 << 20, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  printf("address space: %d ENOMEM %d\n", p == MAP_FAILED, errno == ENOMEM);
  printf("no such resource: %d EINVAL %d\n", getrlimit(99, &limit), errno == EINVAL);
  struct rusage usage;
  printf("usage: %d\n", getrusage(RUSAGE_SELF, &usage));
  printf("has resident memory %d, faults %d\n", usage.ru_maxrss > 0, usage.ru_minflt > 0);
  printf("no such usage: %d EINVAL %d\n", getrusage(7, &usage), errno == EINVAL);
  return 0;
}
