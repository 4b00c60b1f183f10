/* Who a process is: getpid(2), setpgid(2), getuid(2) and their relatives. */
#include <grp.h>
#include <unistd.h>
#include "../internal/syscall.h"

pid_t getpid(void) { return (pid_t)CALL0(getpid); }
pid_t getppid(void) { return (pid_t)CALL0(getppid); }
pid_t gettid(void) { return (pid_t)CALL0(gettid); }
pid_t getpgrp(void) { return (pid_t)CALL0(getpgrp); }
pid_t getpgid(pid_t pid) { return (pid_t)CALL1(getpgid, pid); }
int setpgid(pid_t pid, pid_t group) { return (int)CALL2(setpgid, pid, group); }
int setpgrp(void) { return setpgid(0, 0); }
pid_t getsid(pid_t pid) { return (pid_t)CALL1(getsid, pid); }
pid_t setsid(void) { return (pid_t)CALL0(setsid); }
uid_t getuid(void) { return (uid_t)CALL0(getuid); }
uid_t geteuid(void) { return (uid_t)CALL0(geteuid); }
gid_t getgid(void) { return (gid_t)CALL0(getgid); }
gid_t getegid(void) { return (gid_t)CALL0(getegid); }
int setuid(uid_t uid) { return (int)CALL1(setuid, uid); }
int setgid(gid_t gid) { return (int)CALL1(setgid, gid); }
int setreuid(uid_t real, uid_t effective) { return (int)CALL2(setreuid, real, effective); }
int setregid(gid_t real, gid_t effective) { return (int)CALL2(setregid, real, effective); }
int setresuid(uid_t real, uid_t effective, uid_t saved) { return (int)CALL3(setresuid, real, effective, saved); }
int setresgid(gid_t real, gid_t effective, gid_t saved) { return (int)CALL3(setresgid, real, effective, saved); }
int getresuid(uid_t *real, uid_t *effective, uid_t *saved) { return (int)CALL3(getresuid, real, effective, saved); }
int getresgid(gid_t *real, gid_t *effective, gid_t *saved) { return (int)CALL3(getresgid, real, effective, saved); }
int seteuid(uid_t uid) { return setresuid((uid_t)-1, uid, (uid_t)-1); }
int setegid(gid_t gid) { return setresgid((gid_t)-1, gid, (gid_t)-1); }
int getgroups(int count, gid_t list[]) { return (int)CALL2(getgroups, count, list); }
int setgroups(size_t count, const gid_t *list) { return (int)CALL2(setgroups, count, list); }
