// posix_spawn, poll and its kin under signals, a semaphore in shared memory.
#define _GNU_SOURCE
#include <errno.h>
#include <poll.h>
#include <semaphore.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/select.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;
static void handler(int signal) { (void)signal; }

int main(int argc, char **argv) {
  if (argc > 1) return 21;
  pid_t pid;
  int status, fds[2];
  char *args[] = {"x", "arg", NULL};
  int result = posix_spawn(&pid, "/proc/self/exe", NULL, NULL, args, environ);
  waitpid(pid, &status, 0);
  printf("spawned: %d, exited %d\n", result, WEXITSTATUS(status));
  printf("spawn of nothing: %s\n", strerror(posix_spawn(&pid, "/nonexistent", NULL, NULL, args, environ)));

  pipe(fds);
  struct pollfd poll_fd = {fds[0], POLLIN, 0};
  printf("poll, time is up: %d\n", poll(&poll_fd, 1, 10));
  struct sigaction act;
  memset(&act, 0, sizeof act);
  act.sa_handler = handler;
  sigaction(SIGALRM, &act, NULL);
  ualarm(20000, 0);
  result = poll(&poll_fd, 1, -1);
  printf("poll, signal: %d EINTR %d\n", result, errno == EINTR);

  sigset_t blocked, none;
  sigemptyset(&none);
  sigemptyset(&blocked);
  sigaddset(&blocked, SIGALRM);
  sigprocmask(SIG_BLOCK, &blocked, NULL);
  struct timespec five = {5, 0};
  ualarm(10000, 0);
  result = ppoll(&poll_fd, 1, &five, &none);
  printf("ppoll lets the blocked signal in: %d EINTR %d\n", result, errno == EINTR);
  fd_set set;
  FD_ZERO(&set);
  FD_SET(fds[0], &set);
  ualarm(10000, 0);
  result = pselect(fds[0] + 1, &set, NULL, NULL, &five, &none);
  printf("pselect too: %d EINTR %d\n", result, errno == EINTR);
  sigprocmask(SIG_BLOCK, NULL, &none);
  printf("still blocked afterwards: %d\n", sigismember(&none, SIGALRM));

  fflush(stdout);
  if (fork() == 0) {
    usleep(1000);
    write(fds[1], "x", 1);
    _exit(0);
  }
  result = poll(&poll_fd, 1, 5000);
  printf("poll, data: %d POLLIN %d\n", result, poll_fd.revents == POLLIN);
  wait(NULL);

  sem_t *semaphore = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  sem_init(semaphore, 1, 0);
  fflush(stdout);
  if (fork() == 0) {
    usleep(1000);
    sem_post(semaphore);
    _exit(0);
  }
  printf("semaphore: %d\n", sem_wait(semaphore));
  wait(NULL);
  return 0;
}
