/*
 * cc: compiles C in the guest. `cc [-c] [-o OUT] [-target bpf] [-DNAME[=VALUE]] FILES.c`; the work is done by the host's compiler
 * behind /dev/cc (kernel/drivers/char/cc.ts). Headers beside the sources are sent along. Not gcc: -O, -g, -W and -std are accepted.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char *head, *body;
static size_t head_size, head_room, body_size, body_room;

static void fail(const char *what) {
  fprintf(stderr, "cc: %s: %s\n", what, strerror(errno));
  exit(1);
}

static void add(char **to, size_t *size, size_t *room, const char *from, size_t n) {
  if (*size + n > *room) {
    *room = (*size + n) * 2;
    *to = realloc(*to, *room);
    if (!*to) fail("memory");
  }
  memcpy(*to + *size, from, n);
  *size += n;
}

static void line(const char *format, ...) {
  char text[512];
  va_list args;
  va_start(args, format);
  int n = vsnprintf(text, sizeof text, format, args);
  va_end(args);
  add(&head, &head_size, &head_room, text, n);
}

static void send_file(const char *path) {
  int fd = open(path, O_RDONLY);
  if (fd < 0) fail(path);
  size_t before = body_size;
  char part[4096];
  long n;
  while ((n = read(fd, part, sizeof part)) > 0) add(&body, &body_size, &body_room, part, n);
  if (n < 0) fail(path);
  close(fd);
  line("file %s %lu\n", path, (unsigned long)(body_size - before));
}

static int ends(const char *name, const char *end) {
  size_t n = strlen(name), m = strlen(end);
  return n >= m && strcmp(name + n - m, end) == 0;
}

static void send_headers(void) {
  DIR *dir = opendir(".");
  struct dirent *entry;
  if (!dir) return;
  while ((entry = readdir(dir)))
    if (ends(entry->d_name, ".h")) send_file(entry->d_name);
  closedir(dir);
}

static void put(int fd, const char *from, size_t n, const char *what) {
  while (n > 0) {
    long done = write(fd, from, n);
    if (done <= 0) fail(what);
    from += done, n -= done;
  }
}

/* The answer: lines, an empty line, then the parts in the order of the lines that name them. */
static int take(const char *answer, size_t size, const char *out, int mode) {
  const char *end = NULL, *at;
  for (at = answer; at + 1 < answer + size; at++)
    if (at[0] == '\n' && at[1] == '\n') {
      end = at;
      break;
    }
  if (!end) {
    fprintf(stderr, "cc: no answer from /dev/cc\n");
    return 1;
  }
  int ok = 0;
  const char *part = end + 2;
  for (at = answer; at < end; at = strchr(at, '\n') + 1) {
    if (!strncmp(at, "ok ", 3)) ok = at[3] == '1';
    if (!strncmp(at, "diagnostics ", 12)) {
      size_t n = strtoul(at + 12, NULL, 10);
      put(2, part, n, "stderr");
      part += n;
    }
    if (!strncmp(at, "object ", 7)) {
      size_t n = strtoul(at + 7, NULL, 10);
      unlink(out);
      int fd = open(out, O_WRONLY | O_CREAT | O_TRUNC, mode);
      if (fd < 0) fail(out);
      put(fd, part, n, out);
      close(fd);
      part += n;
    }
    if (!strchr(at, '\n') || strchr(at, '\n') >= end) break;
  }
  return ok ? 0 : 1;
}

int main(int argc, char **argv) {
  const char *out = NULL, *sources[64];
  int n = 0, object = 0, bpf = 0;
  for (int i = 1; i < argc; i++) {
    const char *a = argv[i];
    if (!strcmp(a, "-o") && i + 1 < argc) out = argv[++i];
    else if (!strcmp(a, "-c")) object = 1;
    else if ((!strcmp(a, "-target") || !strcmp(a, "--target")) && i + 1 < argc) bpf = !strcmp(argv[++i], "bpf");
    else if (!strncmp(a, "-D", 2)) line("flag %s\n", a);
    else if (a[0] == '-' && strchr("OgWstf", a[1])) continue;
    else if (a[0] == '-') {
      fprintf(stderr, "cc: unknown option %s\n", a);
      return 1;
    } else if (n < 64) sources[n++] = a;
  }
  if (n == 0) {
    fprintf(stderr, "cc: no input files\n");
    return 1;
  }
  if (object && !bpf) {
    fprintf(stderr, "cc: -c makes objects for -target bpf only; name all sources to make a program\n");
    return 1;
  }
  char name[256];
  if (!out && bpf) {
    snprintf(name, sizeof name, "%s", sources[0]);
    char *dot = strrchr(name, '.');
    if (dot) strcpy(dot, ".o");
    out = name;
  }
  line("kind %s\n", bpf ? "c-bpf" : "c");
  for (int i = 0; i < n; i++) send_file(sources[i]);
  send_headers();
  line("\n");
  int fd = open("/dev/cc", O_RDWR);
  if (fd < 0) fail("/dev/cc");
  put(fd, head, head_size, "/dev/cc");
  put(fd, body, body_size, "/dev/cc");
  char *answer = NULL, part[8192];
  size_t size = 0, room = 0;
  long got;
  while ((got = read(fd, part, sizeof part)) > 0) add(&answer, &size, &room, part, got);
  if (got < 0) fail("/dev/cc");
  return take(answer, size, out ? out : "a.out", bpf ? 0644 : 0755);
}
