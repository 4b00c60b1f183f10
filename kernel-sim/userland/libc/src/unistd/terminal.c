/* Terminals: isatty(3), termios(3), tcsetpgrp(3). All are ioctl(2)s. */
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>
#include "../internal/syscall.h"

int tcgetattr(int fd, struct termios *t) { return ioctl(fd, TCGETS, t); }
int tcflush(int fd, int queue) { return (int)CALL3(ioctl, fd, TCFLSH, queue); }
int tcflow(int fd, int action) { return (int)CALL3(ioctl, fd, TCXONC, action); }
int tcdrain(int fd) { return (int)CALL3(ioctl, fd, TCSBRK, 1); }

int tcsendbreak(int fd, int duration)
{
	(void)duration;
	return (int)CALL3(ioctl, fd, TCSBRK, 0);
}

int tcsetpgrp(int fd, pid_t group) { return ioctl(fd, TIOCSPGRP, &group); }

int isatty(int fd)
{
	struct termios t;
	return tcgetattr(fd, &t) == 0;
}

int tcsetattr(int fd, int when, const struct termios *t)
{
	if (when < TCSANOW || when > TCSAFLUSH) {
		errno = EINVAL;
		return -1;
	}
	return ioctl(fd, (unsigned long)(TCSETS + when), t);
}

pid_t tcgetpgrp(int fd)
{
	pid_t group;
	return ioctl(fd, TIOCGPGRP, &group) < 0 ? -1 : group;
}

pid_t tcgetsid(int fd)
{
	pid_t session;
	return ioctl(fd, TIOCGSID, &session) < 0 ? -1 : session;
}

void cfmakeraw(struct termios *t)
{
	t->c_iflag &= ~(tcflag_t)(IGNBRK | BRKINT | PARMRK | ISTRIP | INLCR | IGNCR | ICRNL | IXON);
	t->c_oflag &= ~(tcflag_t)OPOST;
	t->c_lflag &= ~(tcflag_t)(ECHO | ECHONL | ICANON | ISIG | IEXTEN);
	t->c_cflag = (t->c_cflag & ~(tcflag_t)(CSIZE | PARENB)) | CS8;
	t->c_cc[VMIN] = 1;
	t->c_cc[VTIME] = 0;
}

speed_t cfgetospeed(const struct termios *t) { return t->c_cflag & CBAUD; }
speed_t cfgetispeed(const struct termios *t) { return cfgetospeed(t); }

int cfsetospeed(struct termios *t, speed_t speed)
{
	t->c_cflag = (t->c_cflag & ~(tcflag_t)CBAUD) | speed;
	return 0;
}

int cfsetispeed(struct termios *t, speed_t speed) { return speed ? cfsetospeed(t, speed) : 0; }
