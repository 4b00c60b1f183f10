/* Removes files and trees: rm(1), and mv(1) between file systems. */
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "tree.h"

static int complain(const char *program, const char *path)
{
	int error = errno;
	fflush(stdout);
	fprintf(stderr, "%s: cannot remove '%s': %s\n", program, path, strerror(error));
	return 1;
}

static int removeDirectory(const char *program, const char *path, const struct removeOptions *o)
{
	int status = 0;
	if (!o->recursive && !o->directories) {
		errno = EISDIR;
		return complain(program, path);
	}
	if (o->recursive) {
		DIR *dir = opendir(path);
		if (!dir) return complain(program, path);
		for (struct dirent *entry; (entry = readdir(dir));) {
			if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0) continue;
			char *inner = joinPath(path, entry->d_name);
			status |= removeTree(program, inner, o);
			free(inner);
		}
		closedir(dir);
	}
	if (o->interactive && !confirm("%s: remove directory '%s'? ", program, path)) return status;
	if (rmdir(path) < 0) return status ? status : complain(program, path);
	if (o->verbose) printf("removed directory '%s'\n", path);
	return status;
}

int removeTree(const char *program, const char *path, const struct removeOptions *o)
{
	struct stat st;
	if (lstat(path, &st) < 0) return o->force && (errno == ENOENT || errno == ENOTDIR) ? 0 : complain(program, path);
	if (S_ISDIR(st.st_mode)) return removeDirectory(program, path, o);
	if (o->interactive && !confirm("%s: remove regular %sfile '%s'? ", program, st.st_size ? "" : "empty ", path)) return 0;
	if (unlink(path) < 0) return complain(program, path);
	if (o->verbose) printf("removed '%s'\n", path);
	return 0;
}
