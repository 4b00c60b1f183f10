/* Two processes and a machine of 64 MiB. Given; look, but do not change. */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "choose.h"

enum { MIB = 1 << 20, DATABASE = 36 };

static char *take(long bytes) {
    char *p = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (p != MAP_FAILED) memset(p, 1, bytes);
    return p;
}

/* Holds 36 MiB, and answers when it is asked. */
static void database(int ask, int answer) {
    prctl(PR_SET_NAME, "database");
    char *data = take((long)DATABASE * MIB);
    char question;
    write(answer, "r", 1);
    while (read(ask, &question, 1) == 1) write(answer, data + MIB, 1);
    _exit(0);
}

/* Takes a MiB more, again and again, and never gives one back. */
static void leaky(int go) {
    prctl(PR_SET_NAME, "leaky");
    char start;
    read(go, &start, 1);
    for (;;) take(MIB);
}

int main(void) {
    int ask[2], answer[2], go[2];
    char byte = 0;
    pipe(ask);
    pipe(answer);
    pipe(go);
    signal(SIGPIPE, SIG_IGN);
    pid_t db = fork();
    if (db == 0) {
        close(ask[1]);
        close(answer[0]);
        database(ask[0], answer[1]);
    }
    close(answer[1]);
    read(answer[0], &byte, 1);
    pid_t leak = fork();
    if (leak == 0) {
        close(ask[1]);
        leaky(go[0]);
    }

    choose(db, leak);

    write(go[1], "g", 1); /* and now memory runs out */
    int status;
    pid_t gone = wait(&status);
    const char *name = gone == db ? "database" : gone == leak ? "leaky" : "?";
    printf("gone: %s (%s)\n", name, WIFSIGNALED(status) ? strsignal(WTERMSIG(status)) : "it ended");
    write(ask[1], "?", 1);
    byte = 0;
    read(answer[0], &byte, 1);
    printf("database: %s\n", byte == 1 ? "answers" : "no answer");
    fflush(stdout);
    kill(leak, SIGKILL);
    kill(db, SIGKILL);
    while (wait(NULL) > 0);
    return 0;
}
