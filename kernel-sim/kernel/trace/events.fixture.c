/* Does once what the kernel's tracepoints and functions tell of. */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static void handler(int signal) { (void)signal; }
static void *spin(void *unused) {
  for (volatile int i = 0; i < 3000000; i++) {}
  return unused;
}

static void files(void) {
  mkdir("/tmp/d", 0755);
  int fd = open("/tmp/d/f", O_CREAT | O_RDWR, 0644);
  write(fd, "hello", 5);
  fsync(fd);
  char *page = mmap(0, 8192, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  lseek(fd, 0, SEEK_SET);
  /* Into a page that is not there yet: the kernel faults. */
  read(fd, page + 4096, 5);
  munmap(page, 8192);
  close(fd);
  unlink("/tmp/d/f");
  int disk = open("/dev/vda", O_RDWR);
  char block[4096];
  read(disk, block, 4096);
  write(disk, block, 4096);
  fsync(disk);
  close(disk);
  int ends[2];
  pipe(ends);
  write(ends[1], "x", 1);
  read(ends[0], block, 1);
  int pty = open("/dev/ptmx", O_RDWR | O_NOCTTY), zero = 0, number;
  ioctl(pty, 0x40045431, &zero), ioctl(pty, 0x80045430, &number);
  snprintf(block, 64, "/dev/pts/%d", number);
  int tty = open(block, O_RDWR | O_NOCTTY);
  write(tty, "x", 1);
}

static void net(void) {
  struct sockaddr_in a = {.sin_family = AF_INET};
  socklen_t n = sizeof a;
  inet_pton(AF_INET, "127.0.0.1", &a.sin_addr);
  int server = socket(AF_INET, SOCK_STREAM, 0), client = socket(AF_INET, SOCK_STREAM, 0);
  bind(server, (void *)&a, n), listen(server, 1), getsockname(server, (void *)&a, &n);
  connect(client, (void *)&a, n);
  int other = accept(server, 0, 0);
  char text[8];
  send(client, "hello", 5, 0), recv(other, text, 5, 0);
  close(client), close(other), close(server);
  int udp = socket(AF_INET, SOCK_DGRAM, 0);
  a.sin_port = htons(9);
  sendto(udp, "hello", 5, 0, (void *)&a, n);
}

int main(int argc, char **argv) {
  if (argc > 1) return 3;
  signal(SIGUSR1, handler), raise(SIGUSR1);
  int pid = fork();
  if (pid == 0) execl(argv[0], argv[0], "again", (char *)0);
  waitpid(pid, 0, 0);
  files();
  net();
  pthread_t threads[3];
  for (int i = 0; i < 3; i++) pthread_create(&threads[i], 0, spin, 0);
  for (int i = 0; i < 3; i++) pthread_join(threads[i], 0);
  cpu_set_t set;
  CPU_ZERO(&set), CPU_SET(1, &set), sched_setaffinity(0, sizeof set, &set);
  CPU_ZERO(&set), CPU_SET(0, &set), sched_setaffinity(0, sizeof set, &set);
  nanosleep(&(struct timespec){0, 20000000}, 0);
  pid = fork();
  if (pid == 0) pause();
  kill(pid, SIGKILL), waitpid(pid, 0, 0);
  mkdir("/sys/fs/cgroup/m", 0755);
  int fd = open("/sys/fs/cgroup/cgroup.subtree_control", O_WRONLY);
  write(fd, "+memory", 7);
  fd = open("/sys/fs/cgroup/m/memory.max", O_WRONLY);
  write(fd, "400K", 4);
  if ((pid = fork()) == 0) {
    fd = open("/sys/fs/cgroup/m/cgroup.procs", O_WRONLY);
    write(fd, "0", 1);
    volatile char *memory = malloc(1 << 20);
    for (int i = 0; i < 1 << 20; i += 4096) memory[i] = 1;
  }
  waitpid(pid, 0, 0);
  return 0;
}
