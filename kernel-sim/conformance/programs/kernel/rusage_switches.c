// getrusage: voluntary switches by sleeping, faults by touching, and the sums of children.
#define _GNU_SOURCE
#include <sched.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

int main(void) {
  struct rusage before, after, children;
  getrusage(RUSAGE_SELF, &before);
  for (int i = 0; i < 20; i++) usleep(1000);
  getrusage(RUSAGE_SELF, &after);
  printf("sleeps: %d\n", after.ru_nvcsw - before.ru_nvcsw >= 20 && after.ru_nvcsw - before.ru_nvcsw < 40);
  char *memory = mmap(NULL, 64 * 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  for (int i = 0; i < 64; i++) memory[i * 4096] = 1;
  getrusage(RUSAGE_SELF, &before);
  printf("faults: %d\n", before.ru_minflt - after.ru_minflt >= 64 && before.ru_minflt - after.ru_minflt < 80);
  cpu_set_t one;
  CPU_ZERO(&one);
  CPU_SET(0, &one);
  sched_setaffinity(0, sizeof one, &one);
  for (int child = 0; child < 2; child++)
    if (fork() == 0) {
      struct rusage own;
      do getrusage(RUSAGE_SELF, &own);
      while (own.ru_utime.tv_sec * 1000000 + own.ru_utime.tv_usec + own.ru_stime.tv_sec * 1000000 + own.ru_stime.tv_usec < 60000);
      for (int i = 0; i < 10; i++) usleep(500);
      _exit(own.ru_nivcsw > 0);
    }
  int preempted = 0, status;
  while (wait(&status) > 0) preempted += WEXITSTATUS(status);
  getrusage(RUSAGE_CHILDREN, &children);
  printf("two on one CPU were preempted: %d\n", preempted);
  printf("children: voluntary %d, involuntary %d\n", children.ru_nvcsw >= 20, children.ru_nivcsw > 0);
  return 0;
}
