/* Processes and signals: fork, wait, exec, pipes, handlers, setjmp, getopt. */
#include <errno.h>
#include <getopt.h>
#include <setjmp.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include "random.h"

static volatile int caught, code;
static sigjmp_buf back;
static void onSignal(int number, siginfo_t *info, void *context)
{
	(void)context;
	caught = number;
	code = info->si_code;
}
static void onFault(int number) { siglongjmp(back, number); }

static void options(int argc, char **argv)
{
	static const struct option longs[] = {{"alpha", 0, NULL, 'a'}, {"beta", 1, NULL, 'b'}, {"better", 2, NULL, 'B'}, {NULL, 0, NULL, 0}};
	optind = 0;
	for (int c; (c = getopt_long(argc, argv, "ab:c::", longs, NULL)) != -1;) printf("%c=%s ", c, optarg ? optarg : "-");
	for (; optind < argc; optind++) printf("<%s>", argv[optind]);
	puts("");
}

int main(int argc, char **argv)
{
	int status, ends[2];
	char text[64];
	seed(argc, argv);
	(void)next;
	(void)number;
	setvbuf(stdout, NULL, _IONBF, 0);
	for (int i = 0; i < 4; i++)
		if (fork() == 0) _exit(i * 3);
	int total = 0;
	while (wait(&status) > 0) total += WEXITSTATUS(status);
	printf("%d %d\n", total, errno == ECHILD);
	pipe(ends);
	if (fork() == 0) {
		dup2(ends[1], 1);
		execlp("echo", "echo", "from", "exec", (char *)NULL);
		_exit(1);
	}
	close(ends[1]);
	ssize_t got = read(ends[0], text, sizeof text);
	printf("%.*s", (int)got, text);
	wait(&status);
	pid_t child = fork();
	if (child == 0) for (;;) pause();
	kill(child, SIGTERM);
	waitpid(child, &status, 0);
	printf("%d %d\n", WIFSIGNALED(status), WTERMSIG(status));
	struct sigaction action = {0};
	action.sa_sigaction = onSignal;
	action.sa_flags = SA_SIGINFO;
	sigaction(SIGUSR1, &action, NULL);
	kill(getpid(), SIGUSR1);
	printf("%d %d\n", caught, code);
	sigset_t set, old;
	sigemptyset(&set);
	sigaddset(&set, SIGUSR1);
	sigprocmask(SIG_BLOCK, &set, &old);
	caught = 0;
	raise(SIGUSR1);
	printf("%d ", caught);
	sigpending(&set);
	printf("%d ", sigismember(&set, SIGUSR1));
	sigprocmask(SIG_SETMASK, &old, NULL);
	printf("%d\n", caught);
	signal(SIGSEGV, onFault);
	for (int i = 0; i < 3; i++) {
		int number = sigsetjmp(back, 1);
		if (number == 0) *(volatile int *)0 = 1;
		printf("fault %d\n", number);
	}
	char *page = mmap(NULL, 8192, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	page[4096] = 'x';
	mprotect(page, 4096, PROT_READ);
	if (sigsetjmp(back, 1) == 0) page[0] = 1;
	else printf("protected %c\n", page[4096]);
	if (fork() == 0) abort();
	wait(&status);
	printf("%d\n", WTERMSIG(status));
	struct timespec a, b, nap = {0, 2000000};
	clock_gettime(CLOCK_MONOTONIC, &a);
	nanosleep(&nap, NULL);
	clock_gettime(CLOCK_MONOTONIC, &b);
	printf("%d\n", (b.tv_sec - a.tv_sec) * 1000000000 + b.tv_nsec - a.tv_nsec >= 2000000);
	options(6, (char *[]){"prog", "-ab", "val", "file", "-c", "x", NULL});
	options(5, (char *[]){"prog", "--alpha", "--beta=1", "arg", "--bett", NULL});
	options(5, (char *[]){"prog", "-cfoo", "one", "--", "-a", NULL});
	options(4, (char *[]){"prog", "one", "-a", "two", NULL});
	printf("%d %d %d\n", getpid() == getpgrp() || getppid() > 0, getuid() == geteuid(), isatty(ends[0]));
	return 0;
}
