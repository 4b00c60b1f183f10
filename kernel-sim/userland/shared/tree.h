/* Whole trees of files, for cp(1), mv(1) and rm(1). */
#ifndef TREE_H
#define TREE_H

struct copyOptions {
	/* -r, -p, -a (keeps links), -f, -i, -v, -n */
	int recursive, preserve, keepLinks, force, interactive, verbose, noClobber;
};
struct removeOptions {
	int recursive, force, interactive, verbose, directories;
};

/* 0, or 1 after a complaint in the name of `program`. */
int copyTree(const char *program, const char *from, const char *to, const struct copyOptions *);
int removeTree(const char *program, const char *path, const struct removeOptions *);
/* DIRECTORY/NAME in malloc memory. */
char *joinPath(const char *directory, const char *name);
/* The last part of a path, without slashes at its end; in malloc memory. */
char *lastPart(const char *path);
/* Asks on stderr, reads an answer: does it begin with y? */
int confirm(const char *format, ...);
int isDirectory(const char *path);
/* Why it is none: ENOENT, ENOTDIR … */
int pathError(const char *path);
#endif
