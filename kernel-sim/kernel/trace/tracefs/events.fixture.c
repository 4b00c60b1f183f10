/* Switches events and kprobes on by tracefs, does a few things, prints the trace. Run by tracefs.test.ts. */
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define T "/sys/kernel/tracing/"
static void put(const char *path, const char *text) {
  int fd = open(path, O_WRONLY);
  if (fd < 0 || write(fd, text, strlen(text)) < 0) perror(path);
  close(fd);
}

int main(void) {
  put(T "kprobe_events", "p:myopen do_sys_openat2 dfd=%di flags=%dx:u32\nr:myret vfs_read ret=$retval:s64\n");
  put(T "events/kprobes/enable", "1");
  put(T "events/sched/sched_process_fork/enable", "1");
  put(T "events/sched/sched_switch/enable", "1");
  put(T "events/syscalls/sys_enter_getppid/enable", "1");
  put(T "events/syscalls/sys_exit_getppid/enable", "1");
  put(T "trace_marker", "hello from user\n");
  int child = fork();
  if (child == 0) _exit(0);
  wait(0);
  getppid();
  char bytes[4];
  int fd = open("/proc/self/stat", O_RDONLY);
  read(fd, bytes, 4);
  put(T "tracing_on", "0");
  char text[20000];
  fd = open(T "trace_pipe", O_RDONLY | O_NONBLOCK);
  int n;
  while ((n = read(fd, text, sizeof text)) > 0) write(1, text, n);
  fd = open(T "kprobe_events", O_RDONLY);
  while ((n = read(fd, text, sizeof text)) > 0) write(1, text, n);
  return 0;
}
