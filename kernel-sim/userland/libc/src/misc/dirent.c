/* Directories: opendir(3), readdir(3), over getdents64(2). */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "../internal/syscall.h"

struct __dirstream {
	int fd;
	/* The unread entries are buffer[at, end). */
	long at, end;
	off_t position;
	char buffer[4096] __attribute__((aligned(8)));
};

ssize_t getdents64(int fd, void *buffer, size_t size) { return CALL3(getdents64, fd, buffer, size); }

DIR *fdopendir(int fd)
{
	DIR *dir = malloc(sizeof *dir);
	if (!dir) return NULL;
	dir->fd = fd;
	dir->at = dir->end = 0;
	dir->position = 0;
	return dir;
}

DIR *opendir(const char *path)
{
	int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NONBLOCK);
	if (fd < 0) return NULL;
	DIR *dir = fdopendir(fd);
	if (!dir) close(fd);
	return dir;
}

int closedir(DIR *dir)
{
	int fd = dir->fd;
	free(dir);
	return close(fd);
}

struct dirent *readdir(DIR *dir)
{
	if (dir->at >= dir->end) {
		dir->end = getdents64(dir->fd, dir->buffer, sizeof dir->buffer);
		dir->at = 0;
		if (dir->end <= 0) {
			dir->end = 0;
			return NULL;
		}
	}
	struct dirent *entry = (struct dirent *)(dir->buffer + dir->at);
	dir->at += entry->d_reclen;
	dir->position = entry->d_off;
	return entry;
}

void seekdir(DIR *dir, long position)
{
	lseek(dir->fd, position, SEEK_SET);
	dir->position = position;
	dir->at = dir->end = 0;
}

void rewinddir(DIR *dir) { seekdir(dir, 0); }
long telldir(DIR *dir) { return dir->position; }
int dirfd(DIR *dir) { return dir->fd; }

int alphasort(const struct dirent **a, const struct dirent **b)
{
	return strcmp((*a)->d_name, (*b)->d_name);
}

int scandir(const char *path, struct dirent ***result, int (*wanted)(const struct dirent *),
	int (*compare)(const struct dirent **, const struct dirent **))
{
	DIR *dir = opendir(path);
	if (!dir) return -1;
	struct dirent **list = NULL, *entry;
	int count = 0;
	while ((entry = readdir(dir))) {
		if (wanted && !wanted(entry)) continue;
		list = realloc(list, (size_t)(count + 1) * sizeof *list);
		list[count] = malloc(entry->d_reclen);
		memcpy(list[count++], entry, entry->d_reclen);
	}
	closedir(dir);
	if (compare && count > 1) qsort(list, (size_t)count, sizeof *list, (int (*)(const void *, const void *))compare);
	*result = list;
	return count;
}
