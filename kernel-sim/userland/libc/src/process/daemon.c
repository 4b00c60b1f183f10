/* daemon(3): go into the background for good. */
#include <fcntl.h>
#include <unistd.h>

int daemon(int keepDirectory, int keepFiles)
{
	pid_t pid = fork();
	if (pid < 0) return -1;
	if (pid > 0) _exit(0);
	if (setsid() < 0) return -1;
	if (!keepDirectory && chdir("/") < 0) return -1;
	if (!keepFiles) {
		int null = open("/dev/null", O_RDWR);
		if (null < 0) return -1;
		for (int fd = 0; fd < 3; fd++) dup2(null, fd);
		if (null > 2) close(null);
	}
	return 0;
}
