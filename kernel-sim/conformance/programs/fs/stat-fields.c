// What stat says of each kind of file.
#include "show.h"
#include <sys/statfs.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>

static void look(const char *path) {
  struct stat st;
  if (lstat(path, &st) < 0) {
    printf("%s: %s\n", path, error_name());
    return;
  }
  printf("%s: %06o nlink %d uid %d size %ld", path, st.st_mode, (int)st.st_nlink, (int)st.st_uid,
         S_ISDIR(st.st_mode) ? 0 : (long)st.st_size);
  if (S_ISCHR(st.st_mode)) printf(" device %d:%d", major(st.st_rdev), minor(st.st_rdev));
  printf("\n");
}

int main(void) {
  umask(022);
  make("f", "12345");
  mkdir("d", 0755);
  symlink("f", "s");
  mkfifo("p", 0600);
  mknod("n", S_IFCHR | 0600, makedev(1, 3));
  mknod("r", S_IFREG | 0640, 0);
  const char *all[] = {"f", "d", "s", "p", "n", "r", "none", "f/", "s/", "/dev/null", "/dev/zero", "/dev/full", "/dev/random", "/dev/urandom", "/dev/tty"};
  for (int i = 0; i < 15; i++) look(all[i]);
  show(mknod("bad", S_IFDIR | 0755, 0));
  show(mknod("bad", 0130000, 0));
  struct stat st;
  show(syscall(SYS_newfstatat, AT_FDCWD, "f", 8, 0));
  show(fstat(99, &st));
  show(fstatat(AT_FDCWD, "", &st, AT_EMPTY_PATH));
  show(fstatat(AT_FDCWD, "", &st, 0));
  show(fstatat(AT_FDCWD, "s", &st, AT_SYMLINK_NOFOLLOW));
  printf("%d\n", S_ISLNK(st.st_mode));
  show(fstatat(AT_FDCWD, "s", &st, 0x8000));
  unsigned char sx[256];  // struct statx: mode at 28, nlink at 16, size at 40, mtime at 112, inode number at 32
  show(syscall(SYS_statx, AT_FDCWD, "f", 0, 0x7ff, sx));
  printf("%o %u %lu\n", *(unsigned short *)(sx + 28), *(unsigned *)(sx + 16), *(unsigned long *)(sx + 40));
  stat("f", &st);
  printf("times equal: %d\n", st.st_mtim.tv_sec == *(long *)(sx + 112) && st.st_ino == *(unsigned long *)(sx + 32));
  struct statfs fs;
  show(statfs("/proc", &fs));
  printf("%lx %ld\n", (unsigned long)fs.f_type, (long)fs.f_namelen);
  show(statfs("none", &fs));
  return 0;
}
