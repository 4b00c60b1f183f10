/* The whole machine: uname(2), sysinfo(2), mount(2), reboot(2), sethostname(2), getrandom(2), and syscall(2) itself. */
#include <linux/reboot.h>
#include <stdarg.h>
#include <string.h>
#include <sys/klog.h>
#include <sys/mount.h>
#include <sys/random.h>
#include <sys/reboot.h>
#include <sys/sysinfo.h>
#include <sys/utsname.h>
#include <unistd.h>
#include "../internal/syscall.h"

int uname(struct utsname *names) { return (int)CALL1(uname, names); }
int sysinfo(struct sysinfo *info) { return (int)CALL1(sysinfo, info); }
int umount2(const char *target, int flags) { return (int)CALL2(umount2, target, flags); }
int umount(const char *target) { return umount2(target, 0); }
int reboot(int command) { return (int)CALL4(reboot, LINUX_REBOOT_MAGIC1, LINUX_REBOOT_MAGIC2, command, 0); }
int sethostname(const char *name, size_t length) { return (int)CALL2(sethostname, name, length); }
ssize_t getrandom(void *buffer, size_t size, unsigned flags) { return CALL3(getrandom, buffer, size, flags); }

int mount(const char *source, const char *target, const char *type, unsigned long flags, const void *data)
{
	return (int)CALL5(mount, source, target, type, flags, data);
}

int gethostname(char *name, size_t size)
{
	struct utsname names;
	if (uname(&names) < 0) return -1;
	if (strlen(names.nodename) >= size) {
		errno = ENAMETOOLONG;
		return -1;
	}
	strcpy(name, names.nodename);
	return 0;
}

int getentropy(void *buffer, size_t size)
{
	if (size > 256) {
		errno = EIO;
		return -1;
	}
	return getrandom(buffer, size, 0) == (ssize_t)size ? 0 : -1;
}

long syscall(long number, ...)
{
	va_list list;
	long a[6];
	va_start(list, number);
	for (int i = 0; i < 6; i++) a[i] = va_arg(list, long);
	va_end(list);
	return __ret(__syscall6(number, a[0], a[1], a[2], a[3], a[4], a[5]));
}

int klogctl(int type, char *buffer, int size) { return (int)CALL3(syslog, type, buffer, size); }
