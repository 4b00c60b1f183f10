/* unshare(1): runs a program (a shell else) in new namespaces. -u -m -p -n -i -U -C; -f forks, -r maps the user to root, --mount-proc. */
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/wait.h>
#include <unistd.h>

static int put(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY);
	if (fd < 0) return -1;
	ssize_t done = write(fd, text, strlen(text));
	close(fd);
	return done < 0 ? -1 : 0;
}

static int fail(const char *what)
{
	fprintf(stderr, "unshare: %s: %s\n", what, strerror(errno));
	return 1;
}

int main(int argc, char **argv)
{
	static const struct option options[] = {
		{"uts", 0, 0, 'u'}, {"mount", 0, 0, 'm'}, {"pid", 0, 0, 'p'}, {"net", 0, 0, 'n'}, {"ipc", 0, 0, 'i'}, {"user", 0, 0, 'U'}, {"cgroup", 0, 0, 'C'},
		{"fork", 0, 0, 'f'}, {"map-root-user", 0, 0, 'r'}, {"mount-proc", 2, 0, 'P'}, {"root", 1, 0, 'R'}, {0, 0, 0, 0}};
	int flags = 0, forks = 0, map = 0;
	const char *proc = NULL, *root = NULL;
	for (int c; (c = getopt_long(argc, argv, "+umpniUCfrR:", options, NULL)) != -1;) switch (c) {
		case 'u': flags |= CLONE_NEWUTS; break;
		case 'm': flags |= CLONE_NEWNS; break;
		case 'p': flags |= CLONE_NEWPID; break;
		case 'n': flags |= CLONE_NEWNET; break;
		case 'i': flags |= CLONE_NEWIPC; break;
		case 'U': flags |= CLONE_NEWUSER; break;
		case 'C': flags |= CLONE_NEWCGROUP; break;
		case 'f': forks = 1; break;
		case 'r': map = 1, flags |= CLONE_NEWUSER; break;
		case 'P': proc = optarg ? optarg : "/proc", flags |= CLONE_NEWNS; break;
		case 'R': root = optarg; break;
		default: return 1;
		}
	char line[64];
	unsigned uid = geteuid(), gid = getegid();
	if (unshare(flags) < 0) return fail("unshare failed");
	if (map) {
		snprintf(line, sizeof line, "0 %u 1", uid);
		if (put("/proc/self/uid_map", line) < 0) return fail("write failed /proc/self/uid_map");
		if (put("/proc/self/setgroups", "deny") < 0 && errno != ENOENT) return fail("cannot open /proc/self/setgroups");
		snprintf(line, sizeof line, "0 %u 1", gid);
		if (put("/proc/self/gid_map", line) < 0) return fail("write failed /proc/self/gid_map");
	}
	if ((flags & CLONE_NEWNS) && mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL) < 0) return fail("cannot change root filesystem propagation");
	if (forks) {
		int status;
		pid_t pid = fork();
		if (pid < 0) return fail("fork failed");
		if (pid > 0) {
			if (waitpid(pid, &status, 0) < 0) return fail("waitpid failed");
			return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
		}
	}
	if (root && (chroot(root) < 0 || chdir("/") < 0)) return fail("cannot chroot");
	if (proc && mount("proc", proc, "proc", MS_NOSUID | MS_NOEXEC | MS_NODEV, NULL) < 0) return fail("mount /proc failed");
	if (optind < argc) {
		execvp(argv[optind], argv + optind);
		fprintf(stderr, "unshare: failed to execute %s: %s\n", argv[optind], strerror(errno));
		return errno == ENOENT ? 127 : 126;
	}
	const char *shell = getenv("SHELL");
	if (!shell) shell = "/bin/sh";
	execl(shell, "-sh", (char *)NULL);
	return fail(shell);
}
