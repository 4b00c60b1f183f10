/* poweroff(8), reboot(8), halt(8): by the name it is called. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/reboot.h>
#include <unistd.h>

int main(int argc, char **argv)
{
	const char *name = strrchr(argv[0], '/') ? strrchr(argv[0], '/') + 1 : argv[0];
	(void)argc;
	sync();
	if (reboot(strcmp(name, "reboot") == 0 ? RB_AUTOBOOT : strcmp(name, "halt") == 0 ? RB_HALT_SYSTEM : RB_POWER_OFF) < 0) {
		fprintf(stderr, "%s: %s\n", name, strerror(errno));
		return 1;
	}
	return 0;
}
