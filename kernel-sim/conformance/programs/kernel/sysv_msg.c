// System V message queues: order, types, sizes, a full queue, removal under a receiver.
#define _GNU_SOURCE
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/msg.h>
#include <sys/wait.h>
#include <unistd.h>

#define TRY(what, call, wanted) \
  do { \
    long result = (long)(call); \
    printf("%s: %ld %d\n", what, result, errno == (wanted)); \
  } while (0)

static struct message {
  long type;
  char text[2048];
} message;

static int put(int id, long type, const char *text) {
  message.type = type;
  strcpy(message.text, text);
  return msgsnd(id, &message, strlen(text) + 1, IPC_NOWAIT);
}

static void get(int id, long type, int flags) {
  long got = msgrcv(id, &message, sizeof message.text, type, flags | IPC_NOWAIT);
  if (got < 0) printf("type %ld: nothing %d\n", type, errno == ENOMSG);
  else printf("type %ld: %ld bytes, %ld \"%s\"\n", type, got, message.type, message.text);
}

int main(void) {
  struct msqid_ds data;
  int id = msgget(IPC_PRIVATE, IPC_CREAT | 0600);
  put(id, 3, "three");
  put(id, 1, "one");
  put(id, 2, "two");
  put(id, 1, "another one");
  msgctl(id, IPC_STAT, &data);
  printf("messages %lu, sent by me %d\n", (unsigned long)data.msg_qnum, data.msg_lspid == getpid());
  get(id, 0, 0);
  get(id, 2, 0);
  get(id, -5, 0);
  get(id, 1, MSG_EXCEPT);
  TRY("too small", msgrcv(id, &message, 4, 1, IPC_NOWAIT), E2BIG);
  long got = msgrcv(id, &message, 4, 1, MSG_NOERROR);
  printf("cut: %ld %.4s\n", got, message.text);
  get(id, 0, 0);
  message.type = 0;
  TRY("type 0", msgsnd(id, &message, 1, 0), EINVAL);
  message.type = 1;
  TRY("too long", msgsnd(id, &message, 100000, 0), EINVAL);
  int count = 0;
  while (msgsnd(id, &message, 2000, IPC_NOWAIT) == 0) count++;
  printf("full after %d: %d\n", count, errno == EAGAIN);
  fflush(stdout);
  if (fork() == 0) {
    int result = msgsnd(id, &message, 2000, 0);
    printf("had to wait, then %d\n", result);
    fflush(stdout);
    _exit(0);
  }
  usleep(20000);
  while (msgrcv(id, &message, 2048, 0, IPC_NOWAIT) > 0) {}
  wait(NULL);
  msgrcv(id, &message, 2048, 0, IPC_NOWAIT);
  fflush(stdout);
  if (fork() == 0) {
    int result = (int)msgrcv(id, &message, 10, 0, 0);
    printf("removed under me %d %d\n", result, errno == EIDRM);
    fflush(stdout);
    _exit(0);
  }
  usleep(20000);
  int removed = msgctl(id, IPC_RMID, NULL);
  wait(NULL);
  printf("remove %d\n", removed);
  TRY("gone", msgctl(id, IPC_STAT, &data), EINVAL);
  return 0;
}
