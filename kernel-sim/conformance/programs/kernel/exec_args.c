// execve: arguments, environment, close-on-exec and what survives it.
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

static int second(int argc, char **argv) {
  for (int i = 0; i < argc; i++) printf("argv[%d] = \"%s\"\n", i, argv[i]);
  for (char **e = environ; *e; e++) printf("env %s\n", *e);
  printf("argv ends with NULL: %d\n", argv[argc] == NULL);
  printf("kept descriptor: %d, close-on-exec one: %d\n", fcntl(100, F_GETFD), fcntl(101, F_GETFD));
  struct sigaction act;
  sigaction(SIGUSR1, NULL, &act);
  printf("ignored stays ignored: %d\n", act.sa_handler == SIG_IGN);
  sigaction(SIGUSR2, NULL, &act);
  printf("handler becomes default: %d\n", act.sa_handler == SIG_DFL);
  sigset_t blocked;
  sigprocmask(SIG_BLOCK, NULL, &blocked);
  printf("mask is kept: %d\n", sigismember(&blocked, SIGHUP));
  return 7;
}

static void handler(int signal) { (void)signal; }

int main(int argc, char **argv) {
  if (argc > 1) return second(argc, argv);
  int status;
  pid_t pid = fork();
  if (pid == 0) {
    signal(SIGUSR1, SIG_IGN);
    signal(SIGUSR2, handler);
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGHUP);
    sigprocmask(SIG_BLOCK, &set, NULL);
    dup2(1, 100);
    dup2(1, 101);
    fcntl(101, F_SETFD, FD_CLOEXEC);
    char *args[] = {"name of its own", "one", "", "three and more", NULL};
    char *env[] = {"A=1", "EMPTY=", "PATH=/nowhere", NULL};
    execve("/proc/self/exe", args, env);
    _exit(99);
  }
  waitpid(pid, &status, 0);
  printf("exit status %d\n", WEXITSTATUS(status));
  return 0;
}
