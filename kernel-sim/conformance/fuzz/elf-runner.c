/*
 * Mutates a small static ELF file and executes each mutant: runner FIRST COUNT prints a line for each, "N E<errno>" where execve
 * refused, "N X<status>" or "N S<signal>" where something ran. The same binary runs on real Linux and on the simulated machine, so
 * the lines can be compared.
 */
#define _GNU_SOURCE
#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#define SIZE 0x2100
#define PHDRS 4
static uint8_t base[SIZE], file[SIZE];

static uint64_t state;
static uint32_t rnd(void) {
  state ^= state << 13;
  state ^= state >> 7;
  state ^= state << 17;
  return (uint32_t)(state >> 16);
}
static uint32_t below(uint32_t n) { return rnd() % n; }

/* exit(data + bss): reads both segments. */
static const uint8_t code[] = {
    0x8b, 0x3c, 0x25, 0x00, 0x20, 0x40, 0x00,       /* mov 0x402000, %edi */
    0x03, 0x3c, 0x25, 0x00, 0x31, 0x40, 0x00,       /* add 0x403100, %edi */
    0xb8, 0x3c, 0x00, 0x00, 0x00, 0x0f, 0x05, 0xf4, /* mov $60, %eax; syscall; hlt */
};

static void make_base(void) {
  Elf64_Ehdr *e = (void *)base;
  memcpy(e->e_ident, "\177ELF\2\1\1", 7);
  e->e_type = ET_EXEC;
  e->e_machine = EM_X86_64;
  e->e_version = 1;
  e->e_entry = 0x401000;
  e->e_phoff = 64;
  e->e_ehsize = 64;
  e->e_phentsize = 56;
  e->e_phnum = PHDRS;
  Elf64_Phdr *p = (void *)(base + 64);
  p[0] = (Elf64_Phdr){PT_LOAD, PF_R, 0, 0x400000, 0x400000, 64 + PHDRS * 56, 64 + PHDRS * 56, 0x1000};
  p[1] = (Elf64_Phdr){PT_LOAD, PF_R | PF_X, 0x1000, 0x401000, 0x401000, 0x100, 0x100, 0x1000};
  p[2] = (Elf64_Phdr){PT_LOAD, PF_R | PF_W, 0x2000, 0x402000, 0x402000, 0x100, 0x1800, 0x1000};
  p[3] = (Elf64_Phdr){PT_GNU_STACK, PF_R | PF_W, 0, 0, 0, 0, 0, 16};
  memcpy(base + 0x1000, code, sizeof code);
  base[0x2000] = 42;
}

static uint64_t interesting(void) {
  static const uint64_t v[] = {0, 1, 2, 3, 7, 55, 56, 57, 64, 0xfff, 0x1000, 0x1001, 0x2000, 0x20ff, 0x2100, 0x2101, 0x10000,
                               0x3fffff, 0x400000, 0x401000, 0x402000, 0x402001, 0x403000, 0x7fffffff, 0x80000000, 0xffffffff,
                               0x7fffffffe000, 0x7ffffffff000, 0x800000000000, 0xffff800000000000, 0x7fffffffffffffff,
                               0x8000000000000000, 0xfffffffffffff000, 0xffffffffffffffff};
  return below(4) ? v[below(sizeof v / sizeof *v)] : ((uint64_t)rnd() << 32 | rnd()) >> below(64);
}

static size_t mutate(size_t size) {
  static const uint8_t header[][2] = {{4, 1}, {5, 1}, {16, 2}, {18, 2}, {20, 4}, {24, 8}, {32, 8}, {52, 2}, {54, 2}, {56, 2}};
  static const uint8_t field[][2] = {{0, 4}, {4, 4}, {8, 8}, {16, 8}, {32, 8}, {40, 8}, {48, 8}};
  uint64_t v = interesting();
  switch (below(7)) {
  case 0:
    for (int n = 1 + below(8); n > 0; n--) file[below(64 + PHDRS * 56)] ^= 1 << below(8);
    break;
  case 1: {
    const uint8_t *h = header[below(10)];
    memcpy(file + h[0], &v, h[1]);
    break;
  }
  case 2:
  case 3: {
    const uint8_t *f = field[below(7)];
    memcpy(file + 64 + below(PHDRS) * 56 + f[0], &v, f[1]);
    break;
  }
  case 4: size = below(3) ? below(SIZE) : below(400); break;
  case 5: memmove(file + 64 + below(PHDRS) * 56, file + 64 + below(PHDRS) * 56, 56); break;
  default:
    for (int n = 1 + below(4); n > 0; n--) file[below(3) ? below(64 + PHDRS * 56) : below(SIZE)] = rnd();
  }
  return size;
}

static void child(int report) {
  struct itimerval timer = {{0, 0}, {0, 300000}};
  struct rlimit cpu = {1, 1}, core = {0, 0};
  setitimer(ITIMER_REAL, &timer, 0);
  setrlimit(RLIMIT_CPU, &cpu);
  setrlimit(RLIMIT_CORE, &core);
  char *const argv[] = {"m", 0}, *const envp[] = {0};
  execve("m", argv, envp);
  int error = errno;
  write(report, &error, sizeof error);
  _exit(0);
}

int main(int argc, char **argv) {
  int first = argc > 1 ? atoi(argv[1]) : 0, count = argc > 2 ? atoi(argv[2]) : 10;
  char folder[] = "/tmp/elf-fuzz-XXXXXX";
  if (!mkdtemp(folder) || chdir(folder) || chmod(folder, 0777)) return 1;
  /* What runs is nobody's. */
  if (getuid() == 0 && (setgid(65534) || setuid(65534))) return 1;
  int null = open("/dev/null", O_RDWR);
  dup2(null, 0);
  make_base();
  for (int n = first; n < first + count; n++) {
    state = 0x9e3779b97f4a7c15ull * (n + 1);
    for (int i = 0; i < 8; i++) rnd();
    memcpy(file, base, SIZE);
    size_t size = SIZE;
    for (int k = n == 0 ? 0 : 1 + (below(3) == 0); k > 0; k--) size = mutate(size);
    unlink("m");
    int fd = open("m", O_CREAT | O_WRONLY | O_TRUNC, 0755);
    if (fd < 0 || write(fd, file, size) != (ssize_t)size) return 2;
    close(fd);
    int pipes[2], error = 0, status;
    if (pipe2(pipes, O_CLOEXEC)) return 3;
    fflush(stdout);
    pid_t pid = fork();
    if (pid < 0) return 4;
    if (pid == 0) child(pipes[1]);
    close(pipes[1]);
    int refused = read(pipes[0], &error, sizeof error) == sizeof error;
    close(pipes[0]);
    while (waitpid(pid, &status, 0) < 0 && errno == EINTR);
    if (refused) printf("%d E%d\n", n, error);
    else if (WIFEXITED(status)) printf("%d X%d\n", n, WEXITSTATUS(status));
    else printf("%d S%d\n", n, WTERMSIG(status));
  }
  unlink("m");
  return 0;
}
