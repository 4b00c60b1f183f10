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

static const char *const error_names[] = {
    [EPERM] = "EPERM", [ENOENT] = "ENOENT", [ESRCH] = "ESRCH", [EINTR] = "EINTR", [ENXIO] = "ENXIO",
    [EBADF] = "EBADF", [EAGAIN] = "EAGAIN", [EACCES] = "EACCES", [EFAULT] = "EFAULT", [EBUSY] = "EBUSY",
    [EEXIST] = "EEXIST", [EXDEV] = "EXDEV", [ENODEV] = "ENODEV", [ENOTDIR] = "ENOTDIR", [EISDIR] = "EISDIR",
    [EINVAL] = "EINVAL", [EMFILE] = "EMFILE", [ENOTTY] = "ENOTTY", [EFBIG] = "EFBIG", [ENOSPC] = "ENOSPC",
    [ESPIPE] = "ESPIPE", [EROFS] = "EROFS", [EPIPE] = "EPIPE", [ERANGE] = "ERANGE",
    [ENAMETOOLONG] = "ENAMETOOLONG", [ENOTEMPTY] = "ENOTEMPTY", [ELOOP] = "ELOOP",
};

/* The name of errno: its text differs from libc to libc. */
static const char *error_name(void) {
  int known = errno < (int)(sizeof error_names / sizeof error_names[0]);
  return known && error_names[errno] ? error_names[errno] : "another error";
}

static long shown(const char *what, long result) {
  if (result < 0) printf("%s: %s\n", what, error_name());
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
