// Process groups and sessions: who may move where.
#include <errno.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

int main(void) {
  int ready[2], go[2], status;
  char byte = 0;
  pipe(ready);
  pipe(go);
  pid_t pid = fork();
  if (pid == 0) {
    printf("child in parent's group: %d, session: %d\n", getpgrp() == getpgid(getppid()), getsid(0) == getsid(getppid()));
    printf("setpgid(0, 0): %d, own group: %d\n", setpgid(0, 0), getpgrp() == getpid());
    printf("setsid as group leader: %d EPERM %d\n", setsid(), errno == EPERM);
    fflush(stdout);
    write(ready[1], &byte, 1);
    read(go[0], &byte, 1);
    _exit(0);
  }
  read(ready[0], &byte, 1);
  printf("parent sees child's group: %d\n", getpgid(pid) == pid);
  fflush(stdout);
  pid_t other = fork();
  if (other == 0) {
    printf("join sibling's group: %d, %d\n", setpgid(0, pid), getpgrp() == pid);
    printf("setsid: %d, new session %d, new group %d\n", setsid() == getpid(), getsid(0) == getpid(), getpgrp() == getpid());
    printf("back to the old session's group: %d EPERM %d\n", setpgid(0, pid), errno == EPERM);
    fflush(stdout);
    write(ready[1], &byte, 1);
    read(go[0], &byte, 1);
    _exit(0);
  }
  read(ready[0], &byte, 1);
  printf("move a session leader: %d EPERM %d\n", setpgid(other, other), errno == EPERM);
  printf("no such process: %d ESRCH %d\n", setpgid(999999, 0), errno == ESRCH);
  printf("no such group: %d EPERM %d\n", setpgid(pid, 999999), errno == EPERM);
  printf("negative group: %d EINVAL %d\n", setpgid(0, -5), errno == EINVAL);
  printf("getsid of nobody: %d ESRCH %d\n", getsid(999999), errno == ESRCH);
  write(go[1], "xx", 2);
  printf("wait for the group: %d\n", waitpid(-pid, &status, 0) == pid);
  printf("nobody left in it: %d ECHILD %d\n", waitpid(-pid, &status, 0), errno == ECHILD);
  wait(&status);
  return 0;
}
