// execve: each way to fail, and scripts with #!.
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static void put(const char *path, const char *text, int mode) {
  int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
  write(fd, text, strlen(text));
  close(fd);
  chmod(path, mode);
}

static void try(const char *what, const char *path) {
  char *args[] = {"x", "extra", NULL};
  char *env[] = {NULL};
  fflush(stdout);
  pid_t pid = fork();
  if (pid == 0) {
    execve(path, args, env);
    _exit(errno);
  }
  int status;
  waitpid(pid, &status, 0);
  printf("%s: %d\n", what, WEXITSTATUS(status));
}

int main(int argc, char **argv) {
  if (argc > 1) {
    // Run as the interpreter of a script.
    for (int i = 1; i < argc; i++) printf("interpreter argument: %s\n", argv[i]);
    fflush(stdout);
    _exit(0);
  }
  char dir[] = "/tmp/execXXXXXX";
  if (!mkdtemp(dir) || chdir(dir) != 0) return 1;
  put("text", "just text\n", 0755);
  put("data", "\x7f" "ELF but not really", 0755);
  put("empty", "", 0755);
  put("noexec", "#!/bin/sh\n", 0644);
  put("missing", "#!/no/such/interpreter\n", 0755);
  char self[4096], line[4200];
  ssize_t length = readlink("/proc/self/exe", self, sizeof self - 1);
  self[length] = 0;
  symlink(self, "me");
  snprintf(line, sizeof line, "#!me one argument \nrest\n");
  put("script", line, 0755);
  put("loop", "#!loop\n", 0755);
  try("no such file", "nothing");
  try("empty path", "");
  try("a directory", ".");
  try("not a directory", "text/x");
  try("no permission to execute", "noexec");
  try("text without #!", "text");
  try("broken ELF", "data");
  try("empty file", "empty");
  try("interpreter missing", "missing");
  try("script", "script");
  try("script of itself", "loop");
  char *none[] = {NULL};
  printf("bad pointer: %d EFAULT %d\n", execve((char *)8, none, none), errno == EFAULT);
  size_t big = 140000;
  char *huge = malloc(big);
  memset(huge, 'a', big);
  huge[big - 1] = 0;
  char *args[] = {"x", huge, NULL};
  printf("argument too long: %d E2BIG %d\n", execve("text", args, none), errno == E2BIG);
  const char *names[] = {"text", "data", "empty", "noexec", "missing", "script", "loop", "me"};
  for (int i = 0; i < 8; i++) unlink(names[i]);
  chdir("/");
  rmdir(dir);
  return 0;
}
