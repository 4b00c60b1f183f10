/*
 * init: the first process. It mounts what userland expects, gives the console to a login shell, starts it again when it
 * ends, and takes in the orphans of the whole system (a parent's death makes init their parent; without its wait they
 * would stay zombies). init(8), console_ioctl(4), and the kernel's own run_init_process.
 *
 *   init -- PROGRAM ARGUMENTS…   (or RZ_EXEC="PROGRAM ARGUMENTS…" in the environment, which is what the kernel makes of
 *   RZ_EXEC=… on its command line) runs that instead of a shell and switches the machine off when it ends.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/reboot.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static const struct {
	const char *source, *target, *type;
	unsigned long flags;
	const char *data;
} mounts[] = {
	{"proc", "/proc", "proc", MS_NOSUID | MS_NODEV | MS_NOEXEC | MS_RELATIME, NULL},
	{"sysfs", "/sys", "sysfs", MS_NOSUID | MS_NODEV | MS_NOEXEC | MS_RELATIME, NULL},
	{"udev", "/dev", "devtmpfs", MS_NOSUID | MS_RELATIME, "mode=755"},
	{"devpts", "/dev/pts", "devpts", MS_NOSUID | MS_NOEXEC | MS_RELATIME, "gid=5,mode=620,ptmxmode=000"},
	{"tmpfs", "/tmp", "tmpfs", MS_NOSUID | MS_NODEV | MS_RELATIME, NULL},
};

/* Is something mounted there already, by the kernel or by whoever booted it? Then its device differs from its parent's. */
static int isMounted(const char *path)
{
	char parent[64];
	struct stat here, above;
	snprintf(parent, sizeof parent, "%s/..", path);
	return stat(path, &here) == 0 && stat(parent, &above) == 0 && here.st_dev != above.st_dev;
}

/* ENODEV: the kernel has no such file system; EBUSY: it is mounted already. Both are fine. */
static void mountAll(void)
{
	for (size_t i = 0; i < sizeof mounts / sizeof *mounts; i++) {
		mkdir(mounts[i].target, 0755);
		if (isMounted(mounts[i].target)) continue;
		if (mount(mounts[i].source, mounts[i].target, mounts[i].type, mounts[i].flags, mounts[i].data) < 0 && errno != ENODEV && errno != EBUSY)
			fprintf(stderr, "init: cannot mount %s: %s\n", mounts[i].target, strerror(errno));
	}
}

static void setHostname(void)
{
	char name[65] = "ringzero";
	int fd = open("/etc/hostname", O_RDONLY);
	if (fd >= 0) {
		ssize_t got = read(fd, name, sizeof name - 1);
		close(fd);
		if (got > 0) {
			name[got] = 0;
			name[strcspn(name, "\n")] = 0;
		}
	}
	sethostname(name, strlen(name));
}

/* Descriptors 0, 1 and 2 on the console, whatever they were. */
static void openConsole(void)
{
	int fd = open("/dev/console", O_RDWR | O_NOCTTY);
	if (fd < 0) return;
	for (int i = 0; i < 3; i++)
		if (fd != i) dup2(fd, i);
	if (fd > 2) close(fd);
}

/* In the child: a session of its own with the console as its terminal, then the program. */
static _Noreturn void become(char **argv)
{
	setsid();
	ioctl(0, TIOCSCTTY, 0);
	sigset_t none;
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	const char *path = argv[0];
	char login[32];
	if (strcmp(path, "/bin/sh") == 0 && !argv[1]) {
		/* A dash in front of the name makes a login shell. */
		snprintf(login, sizeof login, "-%s", strrchr(path, '/') + 1);
		argv[0] = login;
		chdir("/root");
		execv(path, argv);
	} else
		execvp(path, argv);
	fprintf(stderr, "init: %s: %s\n", path, strerror(errno));
	_exit(errno == ENOENT ? 127 : 126);
}

static pid_t start(char **argv)
{
	pid_t pid = fork();
	if (pid == 0) become(argv);
	return pid;
}

/* Waits until `wanted` has ended, burying everybody else who ends meanwhile. Its status. */
static int reapUntil(pid_t wanted)
{
	for (;;) {
		int status;
		pid_t pid = wait(&status);
		if (pid == wanted) return status;
		if (pid < 0 && errno == ECHILD) pause();
	}
}

static _Noreturn void powerOff(void)
{
	sync();
	reboot(RB_POWER_OFF);
	for (;;) pause();
}

/* The words of RZ_EXEC; at most 30. */
static char **splitCommand(char *text)
{
	static char *words[32];
	int count = 0;
	for (char *word = strtok(text, " "); word && count < 31; word = strtok(NULL, " ")) words[count++] = word;
	return words;
}

static char **chosenProgram(char **argv)
{
	for (char **a = argv; *a; a++)
		if (strcmp(*a, "--") == 0 && a[1]) return a + 1;
	char *text = getenv("RZ_EXEC");
	return text && *text ? splitCommand(text) : NULL;
}

int main(int argc, char **argv)
{
	(void)argc;
	if (getpid() != 1) {
		fprintf(stderr, "init: must be run as PID 1\n");
		return 1;
	}
	setenv("PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", 0);
	setenv("HOME", "/root", 1);
	setenv("TERM", "linux", 0);
	setenv("USER", "root", 1);
	setenv("SHELL", "/bin/sh", 1);
	mountAll();
	openConsole();
	setHostname();
	char **program = chosenProgram(argv);
	if (program) {
		/* The program's own environment should not know how it was chosen. */
		unsetenv("RZ_EXEC");
		reapUntil(start(program));
		powerOff();
	}
	for (;;) {
		char *shell[] = {"/bin/sh", NULL};
		pid_t pid = start(shell);
		if (pid > 0) reapUntil(pid);
		else sleep(1);
	}
}
