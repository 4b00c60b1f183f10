/* basename(3), dirname(3): the POSIX ones; they may change their argument. */
#include <libgen.h>
#include <string.h>

char *basename(char *path)
{
	if (!path || !*path) return ".";
	size_t length = strlen(path);
	while (length > 1 && path[length - 1] == '/') path[--length] = 0;
	char *slash = strrchr(path, '/');
	return slash && slash[1] ? slash + 1 : path;
}

char *dirname(char *path)
{
	if (!path || !*path) return ".";
	size_t length = strlen(path);
	while (length > 1 && path[length - 1] == '/') length--;
	while (length > 0 && path[length - 1] != '/') length--;
	if (length == 0) return ".";
	while (length > 1 && path[length - 1] == '/') length--;
	path[length] = 0;
	return path;
}
