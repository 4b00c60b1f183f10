#include <setjmp.h>
#include <signal.h>
#include <stdio.h>
#include <sys/mman.h>

static sigjmp_buf back;
static const char *volatile reason;

static void on_segv(int signal, siginfo_t *info, void *context) {
    reason = info->si_code == SEGV_ACCERR ? "ACCERR" : "MAPERR";
    siglongjmp(back, 1);
}

static void try_write(const char *name, volatile char *address) {
    reason = "no fault";
    if (sigsetjmp(back, 1) == 0) *address = 1;
    printf("%s: %s\n", name, reason);
}

int main(void) {
    struct sigaction action = {0};
    action.sa_sigaction = on_segv;
    sigaction(SIGSEGV, &action, NULL);

    char *page = mmap(NULL, 4096, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

    try_write("null", (volatile char *)0);
    try_write("read-only", page);
    try_write("kernel", (volatile char *)0xffffffff81000000);
    return 0;
}
