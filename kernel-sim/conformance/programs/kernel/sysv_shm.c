// System V shared memory: by key, attached in two processes, rights, and its end with the last detach.
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/shm.h>
#include <sys/wait.h>
#include <unistd.h>

#define TRY(what, call, wanted) \
  do { \
    long result = (long)(call); \
    printf("%s: %ld %d\n", what, result, errno == (wanted)); \
  } while (0)

int main(void) {
  struct shmid_ds data;
  key_t key = 0x525a0000 | (getpid() & 0xffff);
  TRY("absent", shmget(key, 4096, 0), ENOENT);
  int id = shmget(key, 10000, IPC_CREAT | IPC_EXCL | 0600);
  printf("made %d, found again %d\n", id >= 0, shmget(key, 5000, 0) == id);
  TRY("exclusive", shmget(key, 10000, IPC_CREAT | IPC_EXCL | 0600), EEXIST);
  TRY("larger than it is", shmget(key, 20000, 0), EINVAL);
  TRY("of no size", shmget(IPC_PRIVATE, 0, IPC_CREAT | 0600), EINVAL);
  char *memory = shmat(id, NULL, 0), *reading = shmat(id, NULL, SHM_RDONLY);
  strcpy(memory, "from the parent");
  printf("read only: %s\n", reading);
  shmctl(id, IPC_STAT, &data);
  printf("size %zu, attached %lu, mode %o, mine %d\n", data.shm_segsz, (unsigned long)data.shm_nattch, data.shm_perm.mode & 0777,
         data.shm_cpid == getpid());
  fflush(stdout);
  if (fork() == 0) {
    shmctl(id, IPC_STAT, &data);
    printf("in the child attached %lu: %s\n", (unsigned long)data.shm_nattch, memory);
    fflush(stdout);
    strcpy(memory + 8000, "from the child");
    _exit(0);
  }
  wait(NULL);
  printf("%s\n", memory + 8000);
  TRY("not page aligned", shmat(id, memory + 100, 0), EINVAL);
  TRY("on what is mapped", shmat(id, memory, 0), EINVAL);
  printf("remapped %d\n", shmat(id, memory, SHM_REMAP) == (void *)memory);
  TRY("detach elsewhere", shmdt(memory + 4096), EINVAL);
  printf("remove %d\n", shmctl(id, IPC_RMID, NULL));
  TRY("by key it is gone", shmget(key, 1, 0), ENOENT);
  printf("still there %s\n", memory);
  printf("detach %d %d\n", shmdt(memory), shmdt(reading));
  TRY("now it is gone", shmctl(id, IPC_STAT, &data), EINVAL);
  TRY("detached twice", shmdt(memory), EINVAL);
  return 0;
}
