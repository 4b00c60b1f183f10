/* sigaction, masks, sigqueue, an interval timer, sigsuspend, an alternate stack, siglongjmp from SIGSEGV. */
#include <setjmp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/time.h>
#include <unistd.h>

static volatile sig_atomic_t ticks, last_value;
static sigjmp_buf out;
static char stack[32768];

static void on_tick(int sig) { ticks++; }
static void on_queue(int sig, siginfo_t *info, void *context) { last_value = info->si_value.sival_int; }
static void on_fault(int sig, siginfo_t *info, void *context) {
    char here;
    last_value = &here >= stack && &here < stack + sizeof stack;
    siglongjmp(out, info->si_addr == (void *)16 ? 2 : 1);
}

int main(void) {
    struct sigaction action = {.sa_handler = on_tick};
    sigaction(SIGALRM, &action, NULL);
    struct itimerval timer = {{0, 1000}, {0, 1000}};
    setitimer(ITIMER_REAL, &timer, NULL);
    sigset_t none, block;
    sigemptyset(&none);
    while (ticks < 5) sigsuspend(&none);
    timer.it_value.tv_usec = timer.it_interval.tv_usec = 0;
    setitimer(ITIMER_REAL, &timer, NULL);
    printf("ticked\n");
    action = (struct sigaction){.sa_sigaction = on_queue, .sa_flags = SA_SIGINFO};
    sigaction(SIGRTMIN + 3, &action, NULL);
    sigemptyset(&block);
    sigaddset(&block, SIGRTMIN + 3);
    sigprocmask(SIG_BLOCK, &block, NULL);
    sigqueue(getpid(), SIGRTMIN + 3, (union sigval){.sival_int = 11});
    sigqueue(getpid(), SIGRTMIN + 3, (union sigval){.sival_int = 22});
    sigset_t pending;
    sigpending(&pending);
    printf("%d %d\n", sigismember(&pending, SIGRTMIN + 3), (int)last_value);
    sigprocmask(SIG_UNBLOCK, &block, NULL);
    printf("%d\n", (int)last_value);
    stack_t alternate = {.ss_sp = stack, .ss_size = sizeof stack};
    sigaltstack(&alternate, NULL);
    action = (struct sigaction){.sa_sigaction = on_fault, .sa_flags = SA_SIGINFO | SA_ONSTACK};
    sigaction(SIGSEGV, &action, NULL);
    int how = sigsetjmp(out, 1);
    if (how == 0) *(volatile int *)16 = 1;
    printf("%d %d\n", how, (int)last_value);
    printf("%s, %s\n", strsignal(SIGSEGV), strsignal(SIGPIPE));
    fflush(stdout);
    signal(SIGABRT, SIG_DFL);
    abort();
}
