/* For the programs of this folder: prints a call, its result and the error it gave. */
#ifndef SHOW_H
#define SHOW_H
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

static long shown(const char *what, long result) {
  if (result < 0) printf("%s: %s\n", what, strerror(errno));
  else printf("%s = %ld\n", what, result);
  fflush(stdout);
  return result;
}
#define show(call) shown(#call, (long)(call))

/* Makes a file with that content. */
static inline void make(const char *path, const char *text) {
  int fd = open(path, O_CREAT | O_TRUNC | O_WRONLY, 0644);
  if (fd < 0 || write(fd, text, strlen(text)) < 0) perror(path);
  close(fd);
}
#endif
