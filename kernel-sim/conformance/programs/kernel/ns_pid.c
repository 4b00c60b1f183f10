// PID namespaces: number 1 inside, another outside; orphans go to 1; when 1 ends, all end; its own signals do not kill it.
#define _GNU_SOURCE
#include <errno.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static char stack[65536];
static int ends[2];

static int inner(void *arg) {
  (void)arg;
  int status;
  printf("first: pid %d, parent %d\n", getpid(), getppid());
  pid_t pid = fork();
  if (pid == 0) {
    printf("second: pid %d, parent %d\n", getpid(), getppid());
      if (fork() == 0) {
      while (getppid() != 1) usleep(1000);
      usleep(50000);
      printf("orphan: pid %d, parent %d\n", getpid(), getppid());
          _exit(9);
    }
    _exit(7);
  }
  pid_t got = waitpid(pid, &status, 0);
  printf("waited for %d, status %d\n", got, WEXITSTATUS(status));
  got = wait(&status);
  printf("adopted %d, status %d\n", got, WEXITSTATUS(status));
  printf("signal to nobody %d", kill(77, 0));
  printf(" %d\n", errno == ESRCH);
  kill(1, SIGTERM);
  printf("still here after SIGTERM to myself\n");
  printf("group of mine %d, session %d\n", getpgid(0), getsid(0));
  printf("new session %d\n", setsid() == getpid() && getpgid(0) == 1 && getsid(0) == 1);
  if (fork() == 0) {
    write(ends[1], "x", 1);
    pause();
  }
  return 5;
}

int main(void) {
  int status;
  char byte;
  setvbuf(stdout, NULL, _IONBF, 0);
  pipe(ends);
  pid_t pid = clone(inner, stack + sizeof stack, CLONE_NEWPID | SIGCHLD, NULL);
  waitpid(pid, &status, 0);
  printf("outside it has another number: %d\n", pid > 1);
  printf("ended with %d\n", WEXITSTATUS(status));
  close(ends[1]);
  while (read(ends[0], &byte, 1) > 0) {}
  printf("and took its child along\n");
  printf("unshare %d\n", unshare(CLONE_NEWPID));
  printf("my own number stays: %d\n", getpid() != 1);
  pid = fork();
  if (pid == 0) {
    printf("child of unshare: %d\n", getpid());
      _exit(0);
  }
  waitpid(pid, NULL, 0);
  pid = fork();
  printf("after its end: fork %d %d\n", pid, errno == ENOMEM);
  return 0;
}
