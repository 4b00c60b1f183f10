/* nsenter(1): -t PID with -u -m -p -n -i -U -C or -a: runs a program in the namespaces of another process. */
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

/* In the order in which they are joined: rights first, mounts last, as paths are looked up in them. */
static const struct {
	char letter;
	int flag;
	const char *name;
} kinds[] = {{'U', CLONE_NEWUSER, "user"}, {'i', CLONE_NEWIPC, "ipc"}, {'u', CLONE_NEWUTS, "uts"}, {'n', CLONE_NEWNET, "net"}, {'C', CLONE_NEWCGROUP, "cgroup"},
	{'p', CLONE_NEWPID, "pid"}, {'m', CLONE_NEWNS, "mnt"}};
#define COUNT (sizeof kinds / sizeof *kinds)

static int same(const char *path, const char *own)
{
	struct stat a, b;
	return stat(path, &a) == 0 && stat(own, &b) == 0 && a.st_ino == b.st_ino;
}

int main(int argc, char **argv)
{
	int target = 0, wanted = 0, fds[COUNT];
	for (int c; (c = getopt(argc, argv, "+t:umpniUCaF")) != -1;) {
		if (c == '?') return 1;
		if (c == 't') target = atoi(optarg);
		for (size_t i = 0; i < COUNT; i++)
			if (c == 'a' || kinds[i].letter == c) wanted |= kinds[i].flag;
	}
	if (target == 0) {
		fprintf(stderr, "nsenter: no target PID specified for --all\nTry 'nsenter --help' for more information.\n");
		return 1;
	}
	for (size_t i = 0; i < COUNT; i++) {
		char path[64], own[64];
		fds[i] = -1;
		if (!(wanted & kinds[i].flag)) continue;
		snprintf(path, sizeof path, "/proc/%d/ns/%s", target, kinds[i].name);
		snprintf(own, sizeof own, "/proc/self/ns/%s", kinds[i].name);
		if (kinds[i].flag == CLONE_NEWUSER && same(path, own)) continue;
		fds[i] = open(path, O_RDONLY);
		if (fds[i] < 0) {
			fprintf(stderr, "nsenter: cannot open %s: %s\n", path, strerror(errno));
			return 1;
		}
	}
	for (size_t i = 0; i < COUNT; i++) {
		if (fds[i] < 0) continue;
		if (setns(fds[i], kinds[i].flag) < 0) {
			fprintf(stderr, "nsenter: reassociate to namespace 'ns/%s' failed: %s\n", kinds[i].name, strerror(errno));
			return 1;
		}
		close(fds[i]);
	}
	if (wanted & CLONE_NEWPID) {
		int status;
		pid_t pid = fork();
		if (pid < 0) return 1;
		if (pid > 0) return waitpid(pid, &status, 0) < 0 ? 1 : WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
	}
	char *shell[] = {"/bin/sh", NULL}, **command = optind < argc ? argv + optind : shell;
	execvp(command[0], command);
	fprintf(stderr, "nsenter: failed to execute %s: %s\n", command[0], strerror(errno));
	return errno == ENOENT ? 127 : 126;
}
