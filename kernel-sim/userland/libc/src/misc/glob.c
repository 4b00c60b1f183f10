/* glob(3): the paths that match a pattern, one component after the other, sorted. */
#include <dirent.h>
#include <fnmatch.h>
#include <glob.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static int add(glob_t *g, const char *path)
{
	char **bigger = realloc(g->gl_pathv, (g->gl_offs + g->gl_pathc + 2) * sizeof *bigger);
	if (!bigger) return GLOB_NOSPACE;
	g->gl_pathv = bigger;
	bigger[g->gl_offs + g->gl_pathc] = strdup(path);
	bigger[g->gl_offs + ++g->gl_pathc] = NULL;
	return 0;
}

static int magic(const char *p, size_t length)
{
	for (size_t i = 0; i < length; i++)
		if (strchr("*?[\\", p[i])) return 1;
	return 0;
}

/* Takes \ out of a component that has no other magic. */
static void copyPlain(char *to, const char *from, size_t length, int flags)
{
	for (size_t i = 0; i < length; i++) {
		if (from[i] == '\\' && !(flags & GLOB_NOESCAPE) && i + 1 < length) i++;
		*to++ = from[i];
	}
	*to = 0;
}

/* `path` (of `used` bytes) is matched already; `pattern` is left. */
static int expand(char *path, size_t used, const char *pattern, int flags, glob_t *g)
{
	struct stat st;
	while (*pattern == '/' && used + 1 < PATH_MAX) path[used++] = *pattern++;
	path[used] = 0;
	if (!*pattern) {
		if (lstat(path, &st) < 0) return 0;
		if ((flags & GLOB_MARK) && used && path[used - 1] != '/' && stat(path, &st) == 0 && S_ISDIR(st.st_mode)) strcpy(path + used, "/");
		return add(g, path);
	}
	size_t length = strcspn(pattern, "/");
	if (used + length + 1 >= PATH_MAX) return 0;
	if (!magic(pattern, length)) {
		copyPlain(path + used, pattern, length, flags);
		return expand(path, strlen(path), pattern + length, flags, g);
	}
	char part[NAME_MAX * 2 + 1];
	if (length >= sizeof part) return 0;
	memcpy(part, pattern, length);
	part[length] = 0;
	DIR *dir = opendir(used ? path : ".");
	if (!dir) return flags & GLOB_ERR ? GLOB_ABORTED : 0;
	int error = 0;
	for (struct dirent *entry; !error && (entry = readdir(dir));) {
		size_t name = strlen(entry->d_name);
		if (fnmatch(part, entry->d_name, FNM_PERIOD | (flags & GLOB_NOESCAPE ? FNM_NOESCAPE : 0)) != 0) continue;
		if (used + name + 2 >= PATH_MAX) continue;
		memcpy(path + used, entry->d_name, name + 1);
		if (pattern[length] == '/' && (stat(path, &st) < 0 || !S_ISDIR(st.st_mode))) continue;
		error = expand(path, used + name, pattern + length, flags, g);
	}
	closedir(dir);
	path[used] = 0;
	return error;
}

static int compare(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

int glob(const char *restrict pattern, int flags, int (*onError)(const char *, int), glob_t *restrict g)
{
	char path[PATH_MAX];
	(void)onError;
	if (!(flags & GLOB_DOOFFS)) g->gl_offs = 0;
	if (!(flags & GLOB_APPEND)) {
		g->gl_pathc = 0;
		g->gl_pathv = calloc(g->gl_offs + 1, sizeof(char *));
	}
	size_t before = g->gl_pathc;
	int error = expand(path, 0, pattern, flags, g);
	if (error) return error;
	if (g->gl_pathc == before) return flags & GLOB_NOCHECK ? add(g, pattern) : GLOB_NOMATCH;
	if (!(flags & GLOB_NOSORT)) qsort(g->gl_pathv + g->gl_offs + before, g->gl_pathc - before, sizeof(char *), compare);
	return 0;
}

void globfree(glob_t *g)
{
	for (size_t i = 0; i < g->gl_pathc; i++) free(g->gl_pathv[g->gl_offs + i]);
	free(g->gl_pathv);
	g->gl_pathv = NULL;
	g->gl_pathc = 0;
}
