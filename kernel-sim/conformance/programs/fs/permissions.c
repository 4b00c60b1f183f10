// Who may do what: owner, group, others, sticky directories, root. Run as root.
#include "show.h"
#include <grp.h>
#include <sys/syscall.h>

static void as(uid_t uid, gid_t gid) {
  gid_t none[1];
  seteuid(0);
  setgroups(0, none);
  setegid(gid);
  seteuid(uid);
  printf("-- as %d:%d\n", (int)uid, (int)gid);
}

int main(void) {
  umask(0);
  mkdir("pub", 0777);
  mkdir("sticky", 01777);
  mkdir("closed", 0700);
  make("closed/f", "x");
  make("secret", "x");
  chmod("secret", 0640);
  chown("secret", 0, 2000);
  make("sticky/roots", "x");

  as(1000, 1000);
  show(open("secret", O_RDONLY));
  show(open("secret", O_WRONLY));
  show(open("closed/f", O_RDONLY));
  show(open("closed", O_RDONLY));
  show(chdir("closed"));
  show(access("secret", F_OK));
  show(close(open("pub/mine", O_CREAT | O_RDWR, 0444)));  // created read-only, yet writable by this descriptor
  show(open("pub/mine", O_RDWR));
  show(open("pub/mine", O_RDONLY) >= 0);
  show(chmod("pub/mine", 0600));
  show(chown("pub/mine", 1000, 1000));
  show(chown("pub/mine", 0, -1));
  show(chown("pub/mine", -1, 2000));
  show(chmod("secret", 0666));
  show(unlink("sticky/roots"));
  show(rename("sticky/roots", "sticky/x"));
  show(close(open("sticky/mine", O_CREAT | O_WRONLY, 0600)));
  show(unlink("secret"));
  show(mknod("pub/dev", S_IFCHR | 0666, 0x103));
  show(mknod("pub/fifo", S_IFIFO | 0666, 0));
  show(link("secret", "pub/hard"));

  as(2001, 2000);
  show(open("secret", O_RDONLY) >= 0);  // by its group
  show(open("secret", O_WRONLY));
  show(unlink("sticky/mine"));
  show(open("pub/mine", O_RDONLY));
  show(unlink("pub/mine"));  // the directory is everybody's and not sticky
  show(rmdir("closed"));
  show(syscall(122 /* setfsuid */, 1000));

  as(0, 0);
  show(open("secret", O_RDWR) >= 0);
  make("script", "x");
  chmod("script", 0644);
  show(access("script", X_OK));
  chmod("script", 0001);
  show(access("script", X_OK));
  show(unlink("sticky/mine"));
  return 0;
}
