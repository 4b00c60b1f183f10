/* popen(3): a command at the other end of a pipe. */
#include "file.h"
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

FILE *popen(const char *command, const char *mode)
{
	int ends[2], reads = *mode == 'r';
	if ((*mode != 'r' && *mode != 'w') || pipe2(ends, O_CLOEXEC) < 0) return NULL;
	int ours = ends[!reads], theirs = ends[reads];
	fflush(NULL);
	pid_t pid = fork();
	if (pid == 0) {
		if (theirs == reads) fcntl(theirs, F_SETFD, 0);
		else dup2(theirs, reads);
		execl("/bin/sh", "sh", "-c", command, (char *)NULL);
		_exit(127);
	}
	close(theirs);
	FILE *file = pid < 0 ? NULL : __newFile(ours, reads ? CAN_READ : CAN_WRITE);
	if (!file) {
		close(ours);
		return NULL;
	}
	if (!strchr(mode, 'e')) fcntl(ours, F_SETFD, 0);
	file->child = pid;
	return file;
}

int pclose(FILE *file)
{
	pid_t child = file->child;
	int status;
	fclose(file);
	while (waitpid(child, &status, 0) < 0)
		if (errno != EINTR) return -1;
	return status;
}
