/* Pseudo terminals: posix_openpt(3), ptsname(3), openpty(3). The kernel's side is devpts. */
#include <errno.h>
#include <fcntl.h>
#include <pty.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <unistd.h>
#include <utmp.h>

int posix_openpt(int flags)
{
	int fd = open("/dev/ptmx", flags);
	if (fd < 0 && errno == ENOSPC) errno = EAGAIN;
	return fd;
}

/* The kernel made the node with the right owner and mode: there is nothing to grant. */
int grantpt(int fd)
{
	int number;
	return ioctl(fd, TIOCGPTN, &number);
}

int unlockpt(int fd)
{
	int unlock = 0;
	return ioctl(fd, TIOCSPTLCK, &unlock);
}

int ptsname_r(int fd, char *name, size_t size)
{
	int number;
	if (ioctl(fd, TIOCGPTN, &number) < 0) return errno;
	return (size_t)snprintf(name, size, "/dev/pts/%d", number) >= size ? ERANGE : 0;
}

char *ptsname(int fd)
{
	static char name[24];
	int error = ptsname_r(fd, name, sizeof name);
	if (error == 0) return name;
	errno = error;
	return NULL;
}

int openpty(int *master, int *slave, char *name, const struct termios *settings, const struct winsize *size)
{
	char path[24];
	int fd = posix_openpt(O_RDWR | O_NOCTTY);
	if (fd < 0) return -1;
	if (unlockpt(fd) < 0 || ptsname_r(fd, path, sizeof path) != 0) goto failed;
	int other = open(path, O_RDWR | O_NOCTTY);
	if (other < 0) goto failed;
	if (settings) tcsetattr(other, TCSANOW, settings);
	if (size) ioctl(other, TIOCSWINSZ, size);
	if (name) snprintf(name, sizeof path, "%s", path);
	*master = fd;
	*slave = other;
	return 0;
failed:
	close(fd);
	return -1;
}

int login_tty(int fd)
{
	setsid();
	if (ioctl(fd, TIOCSCTTY, 0) < 0) return -1;
	for (int i = 0; i < 3; i++) dup2(fd, i);
	if (fd > 2) close(fd);
	return 0;
}

int forkpty(int *master, char *name, const struct termios *settings, const struct winsize *size)
{
	int own, other;
	if (openpty(&own, &other, name, settings, size) < 0) return -1;
	pid_t pid = fork();
	if (pid < 0) {
		close(own);
		close(other);
		return -1;
	}
	if (pid == 0) {
		close(own);
		if (login_tty(other) < 0) _exit(1);
		return 0;
	}
	close(other);
	*master = own;
	return pid;
}
