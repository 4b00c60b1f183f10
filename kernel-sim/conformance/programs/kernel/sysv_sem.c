// System V semaphores: all or nothing, waiting for zero, undo at exit, removal under a waiter.
#include <errno.h>
#include <stdio.h>
#include <sys/sem.h>
#include <sys/wait.h>
#include <unistd.h>

#define TRY(what, call, wanted) \
  do { \
    int result = call; \
    printf("%s: %d %d\n", what, result, errno == (wanted)); \
  } while (0)

static int id;

static int change(int number, int by, int flags) {
  struct sembuf operation = {(unsigned short)number, (short)by, (short)flags};
  return semop(id, &operation, 1);
}

static void values(const char *title) {
  unsigned short all[3];
  semctl(id, 0, GETALL, all);
  printf("%s: %d %d %d\n", title, all[0], all[1], all[2]);
}

int main(void) {
  id = semget(IPC_PRIVATE, 3, IPC_CREAT | 0600);
  unsigned short start[3] = {1, 5, 0};
  printf("set all %d\n", semctl(id, 0, SETALL, start));
  struct sembuf both[2] = {{1, -2, 0}, {2, -1, IPC_NOWAIT}};
  TRY("one of two cannot", semop(id, both, 2), EAGAIN);
  values("so neither did");
  struct timespec soon = {0, 2000000};
  struct sembuf one = {2, -1, 0};
  TRY("timeout", semtimedop(id, &one, 1, &soon), EAGAIN);
  TRY("no such semaphore", change(7, 1, 0), EFBIG);
  TRY("too large", semctl(id, 0, SETVAL, 40000), ERANGE);
  fflush(stdout);
  if (fork() == 0) {
    change(0, -1, SEM_UNDO);
    change(1, 3, SEM_UNDO);
    values("child has");
    fflush(stdout);
    change(2, 1, 0);
    _exit(0);
  }
  fflush(stdout);
  change(2, -1, 0);
  wait(NULL);
  values("undone");
  fflush(stdout);
  if (fork() == 0) {
    printf("waited for zero %d\n", change(1, 0, 0));
    fflush(stdout);
    _exit(0);
  }
  while (semctl(id, 1, GETZCNT) != 1) usleep(1000);
  printf("one waits for zero, none to grow: %d %d\n", semctl(id, 1, GETZCNT), semctl(id, 1, GETNCNT));
  fflush(stdout);
  change(1, -5, 0);
  wait(NULL);
  pid_t pid = fork();
  if (pid == 0) {
    int result = change(2, -1, 0);
    printf("removed under me %d %d\n", result, errno == EIDRM);
    fflush(stdout);
    _exit(0);
  }
  while (semctl(id, 2, GETNCNT) != 1) usleep(1000);
  printf("last was %d\n", semctl(id, 1, GETPID) == getpid());
  fflush(stdout);
  int removed = semctl(id, 0, IPC_RMID);
  wait(NULL);
  printf("remove %d\n", removed);
  TRY("gone", semctl(id, 0, GETVAL), EINVAL);
  return 0;
}
