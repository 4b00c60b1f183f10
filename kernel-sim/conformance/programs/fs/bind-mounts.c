/* needs: root
 * Bind mounts and tmpfs: two names of one tree, read-only views, busy mounts, lazy unmounting, a size and a number of inodes that end.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

static void said(const char *what, long r) { printf("%s: %s\n", what, r < 0 ? strerror(errno) : "ok"); }
static void put(const char *path) {
  int fd = open(path, O_WRONLY | O_CREAT, 0644);
  said(path, fd);
  if (fd >= 0) close(fd);
}

int main(void) {
  said("unshare", unshare(CLONE_NEWNS));
  said("private", mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL));
  mkdir("a", 0755);
  mkdir("b", 0755);
  mkdir("t", 0755);
  said("tmpfs", mount("small", "t", "tmpfs", 0, "size=64k,nr_inodes=8,mode=700"));
  struct stat st, other;
  stat("t", &st);
  printf("mode %o\n", st.st_mode & 07777);
  struct statfs v;
  statfs("t", &v);
  printf("%lu blocks of %lu, %lu inodes\n", (unsigned long)v.f_blocks, (unsigned long)v.f_bsize, (unsigned long)v.f_files);
  int fd = open("t/big", O_WRONLY | O_CREAT, 0600);
  static char block[100000];
  printf("%zd bytes fit\n", write(fd, block, sizeof block));
  said("one more", write(fd, block, 1));
  unlink("t/big");
  said("still busy", umount("t"));
  close(fd);
  char name[16];
  int made = 0;
  for (; made < 20; made++) {
    sprintf(name, "t/f%d", made);
    int f = open(name, O_WRONLY | O_CREAT, 0600);
    if (f < 0) break;
    close(f);
  }
  printf("%d files, then %s\n", made, strerror(errno));
  put("a/file");
  said("bind", mount("a", "b", NULL, MS_BIND, NULL));
  stat("a/file", &st);
  stat("b/file", &other);
  printf("one file %d\n", st.st_ino == other.st_ino && st.st_dev == other.st_dev);
  said("read-only", mount(NULL, "b", NULL, MS_REMOUNT | MS_BIND | MS_RDONLY, NULL));
  put("b/refused");
  put("a/allowed");
  said("unlink", unlink("b/file"));
  said("a directory with a mount on it", rmdir("b"));
  said("rename across", rename("a/file", "b/other"));
  said("link across", link("a/file", "t/other"));
  fd = open("b", O_RDONLY | O_DIRECTORY);
  said("busy", umount("b"));
  said("lazily", umount2("b", MNT_DETACH));
  said("twice", umount("b"));
  said("the old view lives", faccessat(fd, "file", F_OK, 0));
  said("b is empty", access("b/file", F_OK));
  close(fd);
  said("a file over a directory", mount("a/file", "b", NULL, MS_BIND, NULL));
  said("a file over a file", mount("a/file", "a/allowed", NULL, MS_BIND, NULL));
  said("umount it", umount("a/allowed"));
  said("unknown type", mount("x", "b", "nosuchfs", 0, NULL));
  said("nowhere", mount("x", "nowhere", "tmpfs", 0, NULL));
  said("bad option", mount("x", "b", "tmpfs", 0, "size=banana"));
  said("remount what is no mount", mount(NULL, "a", NULL, MS_REMOUNT | MS_BIND | MS_RDONLY, NULL));
  said("umount what is no mount", umount("a"));
  said("move", mount("t", "b", NULL, MS_MOVE, NULL));
  said("is there", access("b/f0", F_OK));
  said("umount", umount("b"));
  return 0;
}
