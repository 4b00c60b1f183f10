/* Small things about paths and questions, for the commands that move files. */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include "tree.h"

char *joinPath(const char *directory, const char *name)
{
	size_t length = strlen(directory);
	char *path = malloc(length + strlen(name) + 2);
	if (!path) exit(1);
	sprintf(path, "%s%s%s", directory, length && directory[length - 1] == '/' ? "" : "/", name);
	return path;
}

char *lastPart(const char *path)
{
	size_t end = strlen(path);
	while (end > 1 && path[end - 1] == '/') end--;
	size_t start = end;
	while (start > 0 && end > 1 && path[start - 1] != '/') start--;
	if (end == 1) start = 0;
	return strndup(path + start, end - start);
}

int confirm(const char *format, ...)
{
	va_list list;
	char *line = NULL;
	size_t size = 0;
	va_start(list, format);
	fflush(stdout);
	vfprintf(stderr, format, list);
	va_end(list);
	int yes = getline(&line, &size, stdin) > 0 && (line[0] == 'y' || line[0] == 'Y');
	free(line);
	return yes;
}

int isDirectory(const char *path)
{
	struct stat st;
	return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

int pathError(const char *path)
{
	struct stat st;
	return stat(path, &st) < 0 ? errno : ENOTDIR;
}
