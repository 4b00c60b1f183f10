/* tee(1): standard input to standard output and to files. -a appends, -i ignores interrupts. */
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

int main(int argc, char **argv)
{
	int flags = O_TRUNC, status = 0, count = 1;
	for (int c; (c = getopt(argc, argv, "ai")) != -1;) {
		if (c == '?') return 1;
		if (c == 'a') flags = O_APPEND;
		else signal(SIGINT, SIG_IGN);
	}
	int *fds = malloc((size_t)(argc + 1) * sizeof *fds);
	fds[0] = 1;
	for (; optind < argc; optind++) {
		int fd = open(argv[optind], O_WRONLY | O_CREAT | flags, 0666);
		if (fd < 0) {
			fprintf(stderr, "tee: %s: %s\n", argv[optind], strerror(errno));
			status = 1;
		} else
			fds[count++] = fd;
	}
	char buffer[4096];
	for (ssize_t got; (got = read(0, buffer, sizeof buffer)) > 0;)
		for (int i = 0; i < count; i++)
			for (ssize_t done = 0, now; done < got; done += now)
				if ((now = write(fds[i], buffer + done, (size_t)(got - done))) < 0) {
					status = 1;
					break;
				}
	return status;
}
