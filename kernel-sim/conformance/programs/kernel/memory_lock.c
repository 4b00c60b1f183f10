// mlock and its relatives: presence, RLIMIT_MEMLOCK, holes, what fork and munlock leave of it.
#define _GNU_SOURCE
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#define PAGE 4096
#define TRY(what, call, wanted) \
  do { \
    int result = call; \
    printf("%s: %d %d\n", what, result, result == 0 || errno == (wanted)); \
  } while (0)

static int present(void *memory, int pages) {
  unsigned char vector[64];
  int count = 0;
  if (mincore(memory, (size_t)pages * PAGE, vector)) return -1;
  for (int i = 0; i < pages; i++) count += vector[i] & 1;
  return count;
}

static void locked(const char *title) {
  char line[128];
  FILE *file = fopen("/proc/self/status", "r");
  while (fgets(line, sizeof line, file))
    if (strncmp(line, "VmLck", 5) == 0) printf("%s %s", title, line);
  fclose(file);
}

int main(void) {
  char *memory = mmap(NULL, 32 * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  memory[0] = 1;
  printf("touched one: %d\n", present(memory, 32));
  printf("mlock %d", mlock(memory + 100, 8 * PAGE - 200));
  printf(", present %d\n", present(memory, 32));
  locked("after mlock");
  printf("on fault %d", mlock2(memory + 16 * PAGE, 8 * PAGE, MLOCK_ONFAULT));
  printf(", present %d\n", present(memory, 32));
  locked("after mlock2");
  TRY("dontneed of a locked page", madvise(memory, PAGE, MADV_DONTNEED), EINVAL);
  TRY("munlock", munlock(memory, 32 * PAGE), 0);
  locked("after munlock");
  TRY("dontneed now", madvise(memory, PAGE, MADV_DONTNEED), 0);
  printf("present %d\n", present(memory, 32));
  munmap(memory + 4 * PAGE, PAGE);
  TRY("over a hole", mlock(memory, 8 * PAGE), ENOMEM);
  locked("up to the hole");
  munlock(memory, 4 * PAGE);
  char *mapped = mmap(NULL, 4 * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_LOCKED, -1, 0);
  printf("MAP_LOCKED present %d\n", present(mapped, 4));
  char *populated = mmap(NULL, 4 * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE, -1, 0);
  printf("MAP_POPULATE present %d\n", present(populated, 4));
  fflush(stdout);
  if (fork() == 0) {
    locked("child");
    fflush(stdout);
    _exit(0);
  }
  wait(NULL);
  TRY("bad flags", mlockall(8), EINVAL);
  TRY("odd address mincore", mincore(memory + 1, PAGE, (unsigned char *)populated), EINVAL);
  TRY("unmapped mincore", mincore(memory + 4 * PAGE, PAGE, (unsigned char *)populated), ENOMEM);
  munlockall();
  locked("after munlockall");
  struct rlimit limit = {8 * PAGE, 8 * PAGE};
  setrlimit(RLIMIT_MEMLOCK, &limit);
  if (setgid(1000) || setuid(1000)) return 1;
  TRY("eight pages", mlock(memory + 8 * PAGE, 8 * PAGE), 0);
  TRY("the same again", mlock(memory + 8 * PAGE, 8 * PAGE), 0);
  TRY("a ninth", mlock(memory + 20 * PAGE, PAGE), ENOMEM);
  TRY("all", mlockall(MCL_CURRENT), ENOMEM);
  limit.rlim_cur = limit.rlim_max = 0;
  setrlimit(RLIMIT_MEMLOCK, &limit);
  TRY("limit of nothing", mlock(memory, PAGE), EPERM);
  return 0;
}
