/* uname, limits, credentials, user database, process groups, priorities, rusage. */
#include <errno.h>
#include <grp.h>
#include <pwd.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/utsname.h>
#include <sys/wait.h>
#include <unistd.h>

int main(void) {
    struct utsname u;
    uname(&u);
    printf("%s %s\n", u.sysname, u.machine);
    struct rlimit r = {64, 128};
    printf("%d ", setrlimit(RLIMIT_NOFILE, &r));
    getrlimit(RLIMIT_NOFILE, &r);
    printf("%lu %lu\n", (unsigned long)r.rlim_cur, (unsigned long)r.rlim_max);
    int opened = 0;
    while (dup(1) >= 0) opened++;
    printf("%d %d\n", opened > 50, errno == EMFILE);
    for (int fd = 3; fd < 64; fd++) close(fd);
    struct passwd *root = getpwnam("root");
    printf("%s %d %s %s\n", root->pw_name, root->pw_uid, root->pw_dir, getgrgid(0)->gr_name);
    printf("%d\n", getpwnam("nosuchuser") == NULL);
    fflush(stdout);
    if (fork() == 0) {
        setpgid(0, 0);
        nice(3);
        printf("%d %d\n", getpgrp() == getpid(), getpriority(PRIO_PROCESS, 0));
        fflush(stdout);
        volatile long sum = 0;
        for (long i = 0; i < 3000000; i++) sum += i;
        _exit(0);
    }
    int status;
    wait(&status);
    struct rusage used;
    getrusage(RUSAGE_CHILDREN, &used);
    printf("%d %d\n", used.ru_utime.tv_sec * 1000000L + used.ru_utime.tv_usec > 0, used.ru_nvcsw >= 0);
    printf("%ld %ld\n", sysconf(_SC_PAGESIZE), sysconf(_SC_CLK_TCK));
    return 0;
}
