/* enter KIND PROGRAM: mounts /dev/vda, and an overlay on it for `overlay`, goes there and becomes the program. Run by programs.test.ts. */
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

int main(int argc, char **argv) {
  mkdir("/mnt", 0755);
  if (mount("/dev/vda", "/mnt", "ext2", 0, 0)) return perror("mount"), 99;
  if (chdir("/mnt")) return 98;
  if (!strcmp(argv[1], "overlay")) {
    mkdir("l", 0755);
    mkdir("u", 0755);
    mkdir("w", 0755);
    mkdir("m", 0755);
    if (mount("overlay", "m", "overlay", 0, "lowerdir=l,upperdir=u,workdir=w")) return perror("overlay"), 97;
    if (chdir("/mnt/m")) return 96;
  }
  /* As the natively run ones find it: a directory of their own that all may enter. */
  mkdir("run", 0755);
  if (chdir("run")) return 95;
  execv(argv[2], argv + 2);
  return 94;
}
