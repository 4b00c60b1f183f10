// What the kernel leaves on a new program's stack besides arguments: the auxiliary vector.
// needs: musl
#include <elf.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

extern char **environ;

int main(int argc, char **argv) {
  char **p = environ;
  while (*p) p++;
  unsigned long *auxv = (unsigned long *)(p + 1);
  unsigned long value[64] = {0};
  int present[64] = {0};
  for (; auxv[0] != AT_NULL; auxv += 2) {
    if (auxv[0] >= 64) continue;
    value[auxv[0]] = auxv[1];
    present[auxv[0]] = 1;
  }
  printf("page size %lu, clock ticks %lu\n", value[AT_PAGESZ], value[AT_CLKTCK]);
  printf("program header entries of %lu bytes, more than one: %d\n", value[AT_PHENT], value[AT_PHNUM] > 1);
  Elf64_Phdr *headers = (Elf64_Phdr *)value[AT_PHDR];
  int loads = 0;
  for (unsigned long i = 0; i < value[AT_PHNUM]; i++) loads += headers[i].p_type == PT_LOAD;
  printf("they are readable in memory: %d\n", loads > 0);
  printf("base %lu, flags %lu, secure %lu\n", value[AT_BASE], value[AT_FLAGS], value[AT_SECURE]);
  printf("ids agree: %d\n", value[AT_UID] == getuid() && value[AT_EUID] == geteuid() && value[AT_GID] == getgid());
  printf("platform %s\n", (char *)value[AT_PLATFORM]);
  printf("execfn is argv[0]: %d\n", strcmp((char *)value[AT_EXECFN], argv[0]) == 0);
  printf("random bytes: %d\n", present[AT_RANDOM] && value[AT_RANDOM] != 0);
  unsigned long sp = (unsigned long)argv - 8;
  printf("argc lies below argv: %d, stack aligned: %d\n", *(long *)sp == argc, sp % 16 == 0);
  printf("strings lie above: %d\n", (unsigned long)argv[0] > (unsigned long)auxv);
  return 0;
}
