// posix_spawn: file actions, attributes, and errors that come back as numbers.
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;
static char self[4096];

static int child(char **argv) {
  if (strcmp(argv[1], "echo") == 0) {
    printf("%s %s\n", argv[2], getenv("RZ") ? getenv("RZ") : "-");
    return 7;
  }
  if (strcmp(argv[1], "read") == 0) {
    char line[64] = "";
    if (!fgets(line, sizeof line, stdin)) return 1;
    printf("read: %s", line);
    return fcntl(9, F_GETFD) < 0 ? 0 : 2;
  }
  sigset_t mask;
  struct sigaction action;
  sigprocmask(SIG_BLOCK, NULL, &mask);
  sigaction(SIGINT, NULL, &action);
  printf("own group %d, own session %d, usr1 blocked %d, int default %d\n", getpgrp() == getpid(), getsid(0) == getpid(),
         sigismember(&mask, SIGUSR1), action.sa_handler == SIG_DFL);
  return 0;
}

static void run(const char *title, posix_spawn_file_actions_t *actions, posix_spawnattr_t *attr, char *const argv[], char *const envp[]) {
  pid_t pid = 0;
  int status = -1;
  fflush(stdout);
  int error = posix_spawn(&pid, self, actions, attr, argv, envp);
  if (!error) waitpid(pid, &status, 0);
  printf("%s: error %d, status %x\n", title, error, (unsigned)status);
}

int main(int argc, char **argv) {
  if (argc > 1) return child(argv);
  self[readlink("/proc/self/exe", self, sizeof self - 1)] = 0;
  char *echo[] = {"prog", "echo", "hello", NULL}, *reading[] = {"prog", "read", NULL}, *attributes[] = {"prog", "attributes", NULL};
  char *environment[] = {"RZ=zero", NULL};
  run("plain", NULL, NULL, echo, environment);

  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  int ends[2];
  if (pipe(ends) < 0) return 1;
  dup2(1, 9);
  if (write(ends[1], "through a pipe\n", 15) != 15) return 1;
  posix_spawn_file_actions_adddup2(&actions, ends[0], 0);
  posix_spawn_file_actions_addclose(&actions, 9);
  run("actions", &actions, NULL, reading, environment);
  posix_spawn_file_actions_addopen(&actions, 5, "/nowhere/at/all", O_RDONLY, 0);
  run("failing action", &actions, NULL, reading, environment);
  posix_spawn_file_actions_destroy(&actions);
  printf("bad descriptor: %d\n", posix_spawn_file_actions_addclose(&actions, -1) == EBADF);

  posix_spawnattr_t attr;
  sigset_t set;
  signal(SIGINT, SIG_IGN);
  posix_spawnattr_init(&attr);
  sigemptyset(&set);
  sigaddset(&set, SIGUSR1);
  posix_spawnattr_setsigmask(&attr, &set);
  sigemptyset(&set);
  sigaddset(&set, SIGINT);
  posix_spawnattr_setsigdefault(&attr, &set);
  posix_spawnattr_setpgroup(&attr, 0);
  posix_spawnattr_setflags(&attr, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
  run("attributes", NULL, &attr, attributes, environment);
  posix_spawnattr_setflags(&attr, POSIX_SPAWN_SETSID);
  run("session", NULL, &attr, attributes, environment);
  pid_t pid;
  printf("absent program: %d\n", posix_spawn(&pid, "/no/such/program", NULL, NULL, echo, environ) == ENOENT);
  printf("absent along PATH: %d\n", posix_spawnp(&pid, "no-such-program", NULL, NULL, echo, environ) == ENOENT);
  printf("no child is left: %d\n", wait(NULL) == -1 && errno == ECHILD);
  return 0;
}
