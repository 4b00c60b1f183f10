/* realpath(3): a path without links, dots and double slashes. At most 40 links, as the kernel. */
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Resolves `rest` onto `done`, which is absolute and holds no link; a link starts over with its target. 0, or -1 with errno. */
static int walk(char *done, char *rest, int links)
{
	while (*rest) {
		rest += strspn(rest, "/");
		size_t length = strcspn(rest, "/"), used = strlen(done);
		if (length == 0) break;
		if (length == 1 && rest[0] == '.') {
			rest += 1;
			continue;
		}
		if (length == 2 && rest[0] == '.' && rest[1] == '.') {
			char *slash = strrchr(done, '/');
			slash[slash == done] = 0;
			rest += 2;
			continue;
		}
		if (used + length + 2 > PATH_MAX) return errno = ENAMETOOLONG, -1;
		size_t end = used;
		if (done[used - 1] != '/') done[end++] = '/';
		memcpy(done + end, rest, length);
		done[end + length] = 0;
		char *next = rest + length;
		char target[PATH_MAX];
		ssize_t got = readlink(done, target, sizeof target - 1);
		if (got < 0) {
			if (errno != EINVAL) return -1;
			struct stat st;
			if (*next && (stat(done, &st) < 0 || (!S_ISDIR(st.st_mode) && (errno = ENOTDIR)))) return -1;
			rest = next;
			continue;
		}
		if (++links > 40) return errno = ELOOP, -1;
		target[got] = 0;
		if ((size_t)got + strlen(next) + 1 > PATH_MAX) return errno = ENAMETOOLONG, -1;
		strcat(target, next);
		done[used] = 0;
		if (target[0] == '/') strcpy(done, "/");
		return walk(done, target, links);
	}
	return 0;
}

char *realpath(const char *restrict path, char *restrict result)
{
	char done[PATH_MAX], rest[PATH_MAX];
	if (!path || !*path) {
		errno = path ? ENOENT : EINVAL;
		return NULL;
	}
	if (strlen(path) >= sizeof rest) {
		errno = ENAMETOOLONG;
		return NULL;
	}
	strcpy(rest, path);
	if (*path == '/') strcpy(done, "/");
	else if (!getcwd(done, sizeof done)) return NULL;
	if (walk(done, rest, 0) < 0) return NULL;
	return result ? strcpy(result, done) : strdup(done);
}
