/*
 * A seeded mixture of everything that a file system is asked: what each call answered is printed, then the whole tree.
 * workload DIRECTORY SEED STEPS [DEVICE]: with a device it mounts it there first and unmounts it in the end.
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

static unsigned seed;
static unsigned next(unsigned below) {
  seed = seed * 1103515245u + 12345u;
  return (seed >> 8) % below;
}

static char path[4][256];
static const char *name(int i) {
  int depth = next(3);
  char *out = path[i];
  *out = 0;
  for (int d = 0; d < depth; d++) sprintf(out + strlen(out), "d%u/", next(4));
  unsigned kind = next(20);
  if (kind == 0) {
    memset(out + strlen(out), 'n', 200);
    sprintf(out + strlen(path[i]), "%u", next(3));
  } else sprintf(out + strlen(out), "%c%u", kind < 8 ? 'd' : 'f', next(kind < 8 ? 4 : 9));
  return out;
}


static unsigned char block[70000];

static unsigned sum(const unsigned char *bytes, long n) {
  unsigned total = 1;
  for (long i = 0; i < n; i++) total = total * 31 + bytes[i];
  return total;
}

static void step(void) {
  const char *a = name(0), *b = name(1);
  char what[600];
  switch (next(16)) {
    case 0: case 1: case 2: case 3: {
      int flags = O_RDWR | (next(3) ? O_CREAT : 0) | (next(6) ? 0 : O_TRUNC) | (next(6) ? 0 : O_APPEND) | (next(8) ? 0 : O_EXCL);
      int fd = open(a, flags, 0600 + next(64));
      sprintf(what, "open %s %x", a, flags & ~0x8000);
      if (fd < 0) { printf("%s: error %d\n", what, errno); break; }
      long at = next(4) ? next(20000) : next(4) ? next(300000) : next(3000000);
      long n = next(4) ? next(3000) : next(70000);
      for (long i = 0; i < n; i++) block[i] = next(256);
      long put = pwrite(fd, block, n, at);
      struct stat st;
      fstat(fd, &st);
      printf("%s: wrote %ld at %ld size %ld\n", what, put, at, (long)st.st_size);
      long from = st.st_size > 0 ? next(st.st_size) : 0;
      long got = pread(fd, block, sizeof block, from);
      printf("read %ld: %ld %u\n", from, got, sum(block, got));
      if (!next(5)) fsync(fd);
      close(fd);
      break;
    }
    case 4: { long size = next(3) ? next(9000) : next(600000); int r = truncate(a, size); printf("truncate %s %ld: %d %d\n", a, size, r, r ? errno : 0); break; }
    case 5: case 6: { int r = mkdir(a, 0700 + next(64)); printf("mkdir %s: %d %d\n", a, r, r ? errno : 0); break; }
    case 7: { int r = rmdir(a); printf("rmdir %s: %d %d\n", a, r, r ? errno : 0); break; }
    case 8: case 9: { int r = unlink(a); printf("unlink %s: %d %d\n", a, r, r ? errno : 0); break; }
    case 10: { int r = link(a, b); printf("link %s %s: %d %d\n", a, b, r, r ? errno : 0); break; }
    case 11: case 12: { int r = rename(a, b); printf("rename %s %s: %d %d\n", a, b, r, r ? errno : 0); break; }
    case 13: {
      char target[300];
      memset(target, 't', sizeof target);
      target[next(2) ? next(70) + 1 : next(200) + 1] = 0;
      int r = symlink(target, a);
      printf("symlink %s: %d %d\n", a, r, r ? errno : 0);
      char back[300];
      long n = readlink(a, back, sizeof back);
      printf("readlink: %ld %u\n", n, n > 0 ? sum((unsigned char *)back, n) : 0);
      break;
    }
    case 14: { int r = chmod(a, next(512)); printf("chmod %s: %d %d\n", a, r, r ? errno : 0); if (!r) chmod(a, 0755); break; }
    case 15: {
      struct stat st;
      int r = lstat(a, &st);
      if (r) printf("stat %s: error %d\n", a, errno);
      else printf("stat %s: %o %ld %ld\n", a, st.st_mode, (long)st.st_nlink, S_ISDIR(st.st_mode) ? 0 : (long)st.st_size);
      break;
    }
  }
}

static int by_name(const void *a, const void *b) { return strcmp(*(char **)a, *(char **)b); }

static void tree(const char *dir) {
  DIR *d = opendir(dir);
  if (!d) { printf("opendir %s: %d\n", dir, errno); return; }
  char *names[2000];
  int n = 0;
  for (struct dirent *e; (e = readdir(d)) && n < 2000;)
    if (strcmp(e->d_name, ".") && strcmp(e->d_name, "..") && strcmp(e->d_name, "lost+found")) names[n++] = strdup(e->d_name);
  closedir(d);
  qsort(names, n, sizeof *names, by_name);
  for (int i = 0; i < n; i++) {
    char full[4000];
    sprintf(full, "%s/%s", dir, names[i]);
    struct stat st;
    if (lstat(full, &st)) { printf("%s: error %d\n", full, errno); continue; }
    printf("%s %o %ld %ld", full, st.st_mode, (long)st.st_nlink, (long)st.st_size);
    if (S_ISREG(st.st_mode)) {
      unsigned total = 0;
      int fd = open(full, O_RDONLY);
      for (long got; (got = read(fd, block, sizeof block)) > 0;) total = total * 7 + sum(block, got);
      close(fd);
      printf(" %ld %u", (long)st.st_blocks, total);
    }
    printf("\n");
    if (S_ISDIR(st.st_mode)) tree(full);
    free(names[i]);
  }
}

int main(int argc, char **argv) {
  seed = atoi(argv[2]);
  if (argc > 4) {
    mkdir(argv[1], 0755);
    if (mount(argv[4], argv[1], "ext2", 0, 0)) { printf("mount: %d\n", errno); return 1; }
  }
  if (chdir(argv[1])) return 1;
  umask(0);
  for (int i = atoi(argv[3]); i > 0; i--) step();
  sync();
  tree(".");
  if (argc > 4) {
    chdir("/");
    if (umount(argv[1])) printf("umount: %d\n", errno);
  }
  return 0;
}
