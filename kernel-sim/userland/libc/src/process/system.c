/* system(3): a command line for the shell. SIGINT and SIGQUIT are the child's meanwhile. */
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

int system(const char *command)
{
	if (!command) return access("/bin/sh", X_OK) == 0;
	struct sigaction ignore = {0}, oldInt, oldQuit;
	sigset_t child, oldMask;
	ignore.sa_handler = SIG_IGN;
	sigaction(SIGINT, &ignore, &oldInt);
	sigaction(SIGQUIT, &ignore, &oldQuit);
	sigemptyset(&child);
	sigaddset(&child, SIGCHLD);
	sigprocmask(SIG_BLOCK, &child, &oldMask);
	int status = -1;
	pid_t pid = fork();
	if (pid == 0) {
		sigaction(SIGINT, &oldInt, NULL);
		sigaction(SIGQUIT, &oldQuit, NULL);
		sigprocmask(SIG_SETMASK, &oldMask, NULL);
		execl("/bin/sh", "sh", "-c", command, (char *)NULL);
		_exit(127);
	}
	if (pid > 0)
		while (waitpid(pid, &status, 0) < 0 && errno == EINTR) continue;
	sigaction(SIGINT, &oldInt, NULL);
	sigaction(SIGQUIT, &oldQuit, NULL);
	sigprocmask(SIG_SETMASK, &oldMask, NULL);
	return status;
}
