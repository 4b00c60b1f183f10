/* nohup(1): runs a command that SIGHUP does not end; its output goes to nohup.out when it would go to the terminal. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

int main(int argc, char **argv)
{
	if (argc < 2) {
		fprintf(stderr, "nohup: missing operand\nTry 'nohup --help' for more information.\n");
		return 125;
	}
	int in = isatty(0), out = isatty(1), err = isatty(2);
	if (in) {
		int null = open("/dev/null", O_WRONLY);
		dup2(null, 0);
		if (null > 0) close(null);
		if (!out) fprintf(stderr, "nohup: ignoring input\n");
	}
	if (out) {
		char path[512] = "nohup.out";
		int fd = open(path, O_CREAT | O_WRONLY | O_APPEND, 0600);
		if (fd < 0 && getenv("HOME")) {
			snprintf(path, sizeof path, "%s/nohup.out", getenv("HOME"));
			fd = open(path, O_CREAT | O_WRONLY | O_APPEND, 0600);
		}
		if (fd < 0) {
			fprintf(stderr, "nohup: failed to open '%s': %s\n", path, strerror(errno));
			return 125;
		}
		fprintf(stderr, "nohup: %sappending output to '%s'\n", in ? "ignoring input and " : "", path);
		dup2(fd, 1);
		close(fd);
	}
	if (err) dup2(1, 2);
	signal(SIGHUP, SIG_IGN);
	execvp(argv[1], argv + 1);
	int status = errno == ENOENT ? 127 : 126;
	fprintf(stderr, "nohup: failed to run command '%s': %s\n", argv[1], strerror(errno));
	return status;
}
