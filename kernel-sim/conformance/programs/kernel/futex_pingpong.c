// futex in shared memory: two processes take turns.
#define _GNU_SOURCE
#include <errno.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#define FUTEX_WAIT 0
#define FUTEX_WAKE 1

static int *turn;
static char *trail;
static long futex(int *word, int op, int value) { return syscall(SYS_futex, word, op, value, NULL, NULL, 0); }

static void play(int me, char mark) {
  for (int i = 0; i < 8; i++) {
    int now;
    while ((now = __atomic_load_n(turn, __ATOMIC_SEQ_CST)) != me) futex(turn, FUTEX_WAIT, now);
    trail[1 + trail[0]++] = mark;
    __atomic_store_n(turn, 1 - me, __ATOMIC_SEQ_CST);
    futex(turn, FUTEX_WAKE, 1);
  }
}

int main(void) {
  turn = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  trail = (char *)(turn + 16);
  pid_t pid = fork();
  if (pid == 0) {
    play(1, 'b');
    _exit(0);
  }
  play(0, 'a');
  waitpid(pid, NULL, 0);
  printf("%s\n", trail + 1);
  printf("wake with nobody there: %ld\n", futex(turn, FUTEX_WAKE, 10));
  return 0;
}
