/* Copies files and trees: cp(1), and mv(1) between file systems. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "tree.h"

static int complain(const char *program, const char *format, const char *path)
{
	int error = errno;
	fflush(stdout);
	fprintf(stderr, "%s: ", program);
	fprintf(stderr, format, path);
	fprintf(stderr, ": %s\n", strerror(error));
	return 1;
}

static int copyBytes(const char *program, int in, int out, const char *from, const char *to)
{
	static char buffer[65536];
	for (;;) {
		ssize_t got = read(in, buffer, sizeof buffer);
		if (got == 0) return 0;
		if (got < 0) return complain(program, "error reading '%s'", from);
		for (ssize_t done = 0, now; done < got; done += now)
			if ((now = write(out, buffer + done, (size_t)(got - done))) < 0) return complain(program, "error writing '%s'", to);
	}
}

static void keepAttributes(const char *to, const struct stat *st, int isLink)
{
	struct timespec times[2] = {st->st_atim, st->st_mtim};
	if (lchown(to, st->st_uid, st->st_gid) < 0 && errno != EPERM) errno = 0;
	if (!isLink) chmod(to, st->st_mode & 07777);
	utimensat(AT_FDCWD, to, times, isLink ? AT_SYMLINK_NOFOLLOW : 0);
}

static int copyFile(const char *program, const char *from, const char *to, const struct stat *st, const struct copyOptions *o)
{
	int in = open(from, O_RDONLY);
	if (in < 0) return complain(program, "cannot open '%s' for reading", from);
	int out = open(to, O_WRONLY | O_CREAT | O_TRUNC, st->st_mode & 0777);
	if (out < 0 && o->force && unlink(to) == 0) out = open(to, O_WRONLY | O_CREAT | O_TRUNC, st->st_mode & 0777);
	if (out < 0) {
		close(in);
		return complain(program, "cannot create regular file '%s'", to);
	}
	int status = copyBytes(program, in, out, from, to);
	close(in);
	if (close(out) < 0) status = complain(program, "failed to close '%s'", to);
	return status;
}

static int copyLink(const char *program, const char *from, const char *to)
{
	char target[PATH_MAX];
	ssize_t length = readlink(from, target, sizeof target - 1);
	if (length < 0) return complain(program, "cannot read symbolic link '%s'", from);
	target[length] = 0;
	unlink(to);
	return symlink(target, to) < 0 ? complain(program, "cannot create symbolic link '%s'", to) : 0;
}

static int copyDirectory(const char *program, const char *from, const char *to, const struct stat *st, const struct copyOptions *o)
{
	if (!o->recursive) {
		fprintf(stderr, "%s: -r not specified; omitting directory '%s'\n", program, from);
		return 1;
	}
	/* Writable for us while it is filled. */
	if (mkdir(to, (st->st_mode & 0777) | 0700) < 0 && (errno != EEXIST || !isDirectory(to))) return complain(program, "cannot create directory '%s'", to);
	DIR *dir = opendir(from);
	if (!dir) return complain(program, "cannot access '%s'", from);
	struct stat made;
	int status = stat(to, &made);
	for (struct dirent *entry; (entry = readdir(dir));) {
		struct stat inside;
		if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0) continue;
		char *source = joinPath(from, entry->d_name), *target = joinPath(to, entry->d_name);
		if (lstat(source, &inside) == 0 && inside.st_ino == made.st_ino && inside.st_dev == made.st_dev) {
			fprintf(stderr, "%s: cannot copy a directory, '%s', into itself, '%s'\n", program, from, to);
			status = 1;
		} else
			status |= copyTree(program, source, target, o);
		free(source);
		free(target);
	}
	closedir(dir);
	if (!o->preserve) {
		mode_t mask = umask(0);
		umask(mask);
		chmod(to, st->st_mode & 0777 & ~mask);
	}
	return status;
}

int copyTree(const char *program, const char *from, const char *to, const struct copyOptions *o)
{
	struct stat st, there;
	if ((o->keepLinks || o->recursive ? lstat(from, &st) : stat(from, &st)) < 0) return complain(program, "cannot stat '%s'", from);
	int exists = stat(to, &there) == 0;
	if (exists && st.st_ino == there.st_ino && st.st_dev == there.st_dev && !S_ISDIR(st.st_mode)) {
		fprintf(stderr, "%s: '%s' and '%s' are the same file\n", program, from, to);
		return 1;
	}
	if (exists && o->noClobber) return 0;
	if (exists && S_ISDIR(there.st_mode) && !S_ISDIR(st.st_mode)) {
		fprintf(stderr, "%s: cannot overwrite directory '%s' with non-directory\n", program, to);
		return 1;
	}
	if (exists && !S_ISDIR(there.st_mode) && S_ISDIR(st.st_mode)) {
		fprintf(stderr, "%s: cannot overwrite non-directory '%s' with directory '%s'\n", program, to, from);
		return 1;
	}
	if (exists && o->interactive && !S_ISDIR(st.st_mode) && !confirm("%s: overwrite '%s'? ", program, to)) return 0;
	if (o->verbose) printf("'%s' -> '%s'\n", from, to);
	int status;
	if (S_ISDIR(st.st_mode)) status = copyDirectory(program, from, to, &st, o);
	else if (S_ISLNK(st.st_mode)) status = copyLink(program, from, to);
	else if (S_ISREG(st.st_mode) || !o->recursive) status = copyFile(program, from, to, &st, o);
	else status = mknod(to, st.st_mode, st.st_rdev) < 0 ? complain(program, "cannot create special file '%s'", to) : 0;
	if (status == 0 && o->preserve) keepAttributes(to, &st, S_ISLNK(st.st_mode));
	return status;
}
