/* time(1): how long a command takes, in the form of POSIX. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

int main(int argc, char **argv)
{
	struct timespec from, to;
	struct rusage usage;
	int status, at = argc > 1 && strcmp(argv[1], "-p") == 0 ? 2 : 1;
	if (at >= argc) {
		fprintf(stderr, "Usage: time [-p] command [argument...]\n");
		return 1;
	}
	clock_gettime(CLOCK_MONOTONIC, &from);
	pid_t pid = fork();
	if (pid == 0) {
		execvp(argv[at], argv + at);
		fprintf(stderr, "time: cannot run %s: %s\n", argv[at], strerror(errno));
		_exit(errno == ENOENT ? 127 : 126);
	}
	while (wait4(pid, &status, 0, &usage) < 0 && errno == EINTR) continue;
	clock_gettime(CLOCK_MONOTONIC, &to);
	double real = (double)(to.tv_sec - from.tv_sec) + (double)(to.tv_nsec - from.tv_nsec) / 1e9;
	fprintf(stderr, "real %.2f\nuser %ld.%02ld\nsys %ld.%02ld\n", real, usage.ru_utime.tv_sec, usage.ru_utime.tv_usec / 10000, usage.ru_stime.tv_sec,
		usage.ru_stime.tv_usec / 10000);
	return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}
