/*
 * The exec family: exec(3). All end in execve(2). The p-variants look along PATH; a file that is executable but no
 * program (ENOEXEC) is given to /bin/sh.
 */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "../internal/syscall.h"

int execve(const char *path, char *const argv[], char *const envp[])
{
	return (int)CALL3(execve, path, argv, envp);
}

int execv(const char *path, char *const argv[])
{
	return execve(path, argv, environ);
}

int fexecve(int fd, char *const argv[], char *const envp[])
{
	return (int)CALL5(execveat, fd, "", argv, envp, AT_EMPTY_PATH);
}

static void runAsScript(const char *path, char *const argv[], char *const envp[])
{
	int count = 0;
	while (argv[count]) count++;
	char *script[count + 3];
	script[0] = "/bin/sh";
	script[1] = (char *)path;
	for (int i = 1; i <= count; i++) script[i + 1] = argv[i];
	if (count == 0) script[2] = NULL;
	execve("/bin/sh", script, envp);
}

int execvpe(const char *file, char *const argv[], char *const envp[])
{
	char path[PATH_MAX];
	int denied = 0;
	if (strchr(file, '/')) {
		execve(file, argv, envp);
		if (errno == ENOEXEC) runAsScript(file, argv, envp);
		return -1;
	}
	const char *search = getenv("PATH");
	if (!search) search = "/bin:/usr/bin";
	for (const char *start = search;; start++) {
		size_t length = strcspn(start, ":");
		if (length + strlen(file) + 2 < sizeof path) {
			memcpy(path, start, length);
			if (length) path[length++] = '/';
			strcpy(path + length, file);
			execve(path, argv, envp);
			if (errno == ENOEXEC) runAsScript(path, argv, envp);
			if (errno == EACCES) denied = 1;
			else if (errno != ENOENT && errno != ENOTDIR) return -1;
		}
		start += strcspn(start, ":");
		if (!*start) break;
	}
	errno = denied ? EACCES : ENOENT;
	return -1;
}

int execvp(const char *file, char *const argv[])
{
	return execvpe(file, argv, environ);
}

/* Counts the arguments up to NULL, then copies them into an array on the stack. */
#define COLLECT(argv, first, list) \
	int count = 1; \
	va_start(list, first); \
	while (va_arg(list, char *)) count++; \
	va_end(list); \
	char *argv[count + 1]; \
	va_start(list, first); \
	argv[0] = (char *)first; \
	for (int i = 1; i <= count; i++) argv[i] = va_arg(list, char *)

int execl(const char *path, const char *first, ...)
{
	va_list list;
	COLLECT(argv, first, list);
	va_end(list);
	return execve(path, argv, environ);
}

int execlp(const char *file, const char *first, ...)
{
	va_list list;
	COLLECT(argv, first, list);
	va_end(list);
	return execvpe(file, argv, environ);
}

int execle(const char *path, const char *first, ...)
{
	va_list list;
	COLLECT(argv, first, list);
	char **envp = va_arg(list, char **);
	va_end(list);
	return execve(path, argv, envp);
}
