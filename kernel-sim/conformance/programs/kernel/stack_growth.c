// The stack grows by itself as it is touched, down to its limit.
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

static long depth_sum(int depth) {
  volatile char room[8192];
  room[0] = 1;
  return depth == 0 ? 0 : room[0] + depth_sum(depth - 1);
}

int main(void) {
  struct rlimit limit;
  limit.rlim_cur = 8 << 20;
  limit.rlim_max = RLIM_INFINITY;
  fflush(stdout);
  pid_t pid = fork();
  int status;
  if (pid == 0) _exit(depth_sum(500) == 500 ? 0 : 1);
  waitpid(pid, &status, 0);
  printf("4 MB deep: exited %d\n", WEXITSTATUS(status));
  pid = fork();
  if (pid == 0) _exit(depth_sum(1000000) & 1);
  waitpid(pid, &status, 0);
  printf("8 GB deep: killed by SIGSEGV %d\n", WIFSIGNALED(status) && WTERMSIG(status) == SIGSEGV);
  pid = fork();
  if (pid == 0) {
    limit.rlim_cur = 1 << 20;
    setrlimit(RLIMIT_STACK, &limit);
    _exit(depth_sum(300) == 300 ? 0 : 1);
  }
  waitpid(pid, &status, 0);
  printf("2 MB deep with a limit of 1 MB: killed by SIGSEGV %d\n", WIFSIGNALED(status) && WTERMSIG(status) == SIGSEGV);
  return 0;
}
