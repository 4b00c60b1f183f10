// A signal interrupts read: with SA_RESTART the call goes on, without it fails with EINTR.
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static volatile int hits;
static void handler(int signal) {
  (void)signal;
  hits++;
}

static void nap(long ms) {
  struct timespec t = {0, ms * 1000000};
  nanosleep(&t, NULL);
}

static void run(const char *what, int flags) {
  struct sigaction act;
  memset(&act, 0, sizeof act);
  act.sa_handler = handler;
  act.sa_flags = flags;
  sigaction(SIGUSR1, &act, NULL);
  int fds[2];
  pipe(fds);
  hits = 0;
  pid_t parent = getpid();
  fflush(stdout);
  pid_t pid = fork();
  if (pid == 0) {
    nap(30);
    kill(parent, SIGUSR1);
    nap(30);
    write(fds[1], "data", 4);
    _exit(0);
  }
  char buffer[8];
  errno = 0;
  int n = read(fds[0], buffer, sizeof buffer);
  printf("%s: read %d, EINTR %d, handler ran %d\n", what, n, errno == EINTR, hits);
  while (waitpid(pid, NULL, 0) < 0 && errno == EINTR) {}
  close(fds[0]);
  close(fds[1]);
}

int main(void) {
  run("SA_RESTART", SA_RESTART);
  run("without", 0);
  struct sigaction act;
  memset(&act, 0, sizeof act);
  act.sa_handler = handler;
  act.sa_flags = SA_RESTART;
  sigaction(SIGUSR1, &act, NULL);
  hits = 0;
  pid_t parent = getpid();
  if (fork() == 0) {
    nap(20);
    kill(parent, SIGUSR1);
    _exit(0);
  }
  struct timespec want = {0, 200000000}, left = {0, 0};
  int result = nanosleep(&want, &left);
  printf("nanosleep never restarts: %d EINTR %d, time left %d\n", result, errno == EINTR, left.tv_nsec > 100000000);
  wait(NULL);
  return 0;
}
