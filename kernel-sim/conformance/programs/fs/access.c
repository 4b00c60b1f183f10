// access(2) asks for the real user, open for the effective one. Run as root.
#include "show.h"

int main(void) {
  umask(0);
  make("f", "x");
  chmod("f", 0600);
  mkdir("d", 0700);
  make("d/f", "x");
  chmod("d/f", 0666);
  show(access("f", R_OK | W_OK));
  show(access("f", X_OK));
  show(access("none", F_OK));
  show(access("f/x", F_OK));
  show(access("f", 077));
  setreuid(1000, 0);
  printf("real %d effective %d\n", getuid(), geteuid());
  show(access("f", R_OK));
  show(open("f", O_RDONLY) >= 0);
  show(access("d/f", R_OK));
  show(faccessat(AT_FDCWD, "f", R_OK, AT_EACCESS));
  show(access("f", F_OK));
  setreuid(0, 1000);
  printf("real %d effective %d\n", getuid(), geteuid());
  show(access("f", R_OK));
  show(open("f", O_RDONLY));
  return 0;
}
