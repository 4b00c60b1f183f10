/* script(1): runs a shell on a pseudo terminal and writes down what is seen. script [-q] [-c command] [file]. */
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <poll.h>
#include <pty.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

int main(int argc, char **argv)
{
	const char *command = NULL;
	int quiet = 0;
	for (int c; (c = getopt(argc, argv, "qc:")) != -1;) {
		if (c == '?') return 1;
		if (c == 'q') quiet = 1;
		else command = optarg;
	}
	const char *path = optind < argc ? argv[optind] : "typescript";
	int out = open(path, O_CREAT | O_TRUNC | O_WRONLY, 0644), master;
	if (out < 0) {
		fprintf(stderr, "script: cannot open %s: %s\n", path, strerror(errno));
		return 1;
	}
	struct termios before, raw;
	struct winsize size = {24, 80, 0, 0};
	int terminal = tcgetattr(0, &before) == 0;
	ioctl(0, TIOCGWINSZ, &size);
	if (!quiet) printf("Script started, output log file is '%s'.\n", path);
	fflush(stdout);
	pid_t pid = forkpty(&master, NULL, terminal ? &before : NULL, &size);
	if (pid < 0) {
		perror("script: failed to create pseudo-terminal");
		return 1;
	}
	if (pid == 0) {
		if (command) execl("/bin/sh", "sh", "-c", command, (char *)NULL);
		else execl("/bin/sh", "sh", "-i", (char *)NULL);
		_exit(127);
	}
	if (terminal) {
		raw = before;
		cfmakeraw(&raw);
		tcsetattr(0, TCSANOW, &raw);
	}
	struct pollfd polled[2] = {{0, POLLIN, 0}, {master, POLLIN, 0}};
	char buffer[1024];
	for (;;) {
		if (poll(polled, 2, -1) < 0 && errno != EINTR) break;
		if (polled[1].revents & (POLLIN | POLLHUP)) {
			ssize_t n = read(master, buffer, sizeof buffer);
			if (n <= 0) break;
			write(1, buffer, n);
			write(out, buffer, n);
		}
		if (polled[0].revents & (POLLIN | POLLHUP)) {
			ssize_t n = read(0, buffer, sizeof buffer);
			if (n > 0) write(master, buffer, n);
			else {
				/* Our input has ended: so does the shell's. */
				write(master, "\004", 1);
				polled[0].fd = -1;
			}
		}
	}
	int status = 0;
	waitpid(pid, &status, 0);
	if (terminal) tcsetattr(0, TCSANOW, &before);
	if (!quiet) printf("Script done.\n");
	return WIFEXITED(status) ? WEXITSTATUS(status) : 1;
}
