/*
 * find(1): walks trees. Tests -name -iname -path -type -size -empty -newer -user -perm -maxdepth -mindepth -links -inum -true -false,
 * actions -print -print0 -exec … ; -exec … + -delete -prune -quit, operators ! -not -a -o ( ).
 */
#include <dirent.h>
#include <errno.h>
#include <fnmatch.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include "../shared/tree.h"

enum kind { AND, OR, NOT, NAME, INAME, PATH, TYPE, SIZE, EMPTY, NEWER, USER, PERM, LINKS, INODE, TRUE, FALSE, PRINT, PRINT0, EXEC, DELETE, PRUNE, QUIT };

struct expression {
	enum kind kind;
	struct expression *left, *right;
	const char *text;
	long number;
	/* -1 less, 0 equal, 1 more. */
	int sign;
	long unit;
	char **argv;
	int argc;
};

static char **at;
static int minDepth, maxDepth = 1 << 30, hasAction, depthFirst, status, pruned;

static struct expression *make(enum kind kind)
{
	struct expression *e = calloc(1, sizeof *e);
	e->kind = kind;
	return e;
}

static _Noreturn void fail(const char *format, const char *what)
{
	fprintf(stderr, "find: ");
	fprintf(stderr, format, what);
	fputc('\n', stderr);
	exit(1);
}

static const char *argumentOf(const char *name)
{
	if (!*at) fail("missing argument to `%s'", name);
	return *at++;
}

static void parseNumber(struct expression *e, const char *text)
{
	char *end;
	e->sign = *text == '+' ? 1 : *text == '-' ? -1 : 0;
	e->number = strtol(text + (e->sign != 0), &end, 10);
	e->unit = *end == 'c' ? 1 : *end == 'w' ? 2 : *end == 'k' ? 1024 : *end == 'M' ? 1048576 : *end == 'G' ? 1073741824 : 512;
}

static struct expression *parseExec(void)
{
	struct expression *e = make(EXEC);
	e->argv = at;
	while (*at && strcmp(*at, ";") != 0 && !(strcmp(*at, "+") == 0 && e->argc && strcmp(at[-1], "{}") == 0)) at++, e->argc++;
	if (!*at) fail("missing argument to `%s'", "-exec");
	at++;
	return e;
}

static struct expression *parseOr(void);

static struct expression *primary(void)
{
	static const struct {
		const char *name;
		enum kind kind;
		int takes;
	} tests[] = {{"-name", NAME, 1}, {"-iname", INAME, 1}, {"-path", PATH, 1}, {"-wholename", PATH, 1}, {"-type", TYPE, 1}, {"-size", SIZE, 1}, {"-empty", EMPTY, 0},
		{"-newer", NEWER, 1}, {"-user", USER, 1}, {"-perm", PERM, 1}, {"-links", LINKS, 1}, {"-inum", INODE, 1}, {"-true", TRUE, 0}, {"-false", FALSE, 0},
		{"-print", PRINT, 0}, {"-print0", PRINT0, 0}, {"-delete", DELETE, 0}, {"-prune", PRUNE, 0}, {"-quit", QUIT, 0}};
	const char *word = *at++;
	if (strcmp(word, "!") == 0 || strcmp(word, "-not") == 0) {
		struct expression *e = make(NOT);
		if (!*at) fail("expected an expression after '%s'", word);
		e->left = primary();
		return e;
	}
	if (strcmp(word, "(") == 0) {
		struct expression *e = parseOr();
		if (!*at || strcmp(*at, ")") != 0) fail("invalid expression; expected to find a ')' but didn't see one%s", "");
		at++;
		return e;
	}
	if (strcmp(word, "-maxdepth") == 0 || strcmp(word, "-mindepth") == 0) {
		int value = atoi(argumentOf(word));
		if (word[2] == 'a') maxDepth = value;
		else minDepth = value;
		return make(TRUE);
	}
	if (strcmp(word, "-depth") == 0) {
		depthFirst = 1;
		return make(TRUE);
	}
	if (strcmp(word, "-exec") == 0) {
		hasAction = 1;
		return parseExec();
	}
	for (size_t i = 0; i < sizeof tests / sizeof *tests; i++) {
		if (strcmp(word, tests[i].name) != 0) continue;
		struct expression *e = make(tests[i].kind);
		struct stat st;
		struct passwd *user;
		if (tests[i].takes) e->text = argumentOf(word);
		if (e->kind >= PRINT && e->kind != PRUNE) hasAction = 1;
		if (e->kind == DELETE) depthFirst = 1;
		if (e->kind == SIZE || e->kind == LINKS || e->kind == INODE) parseNumber(e, e->text);
		if (e->kind == PERM) e->number = strtol(e->text + strspn(e->text, "-/"), NULL, 8);
		if (e->kind == USER) e->number = (user = getpwnam(e->text)) ? (long)user->pw_uid : atol(e->text);
		if (e->kind == NEWER) {
			if (stat(e->text, &st) < 0) fail("'%s': No such file or directory", e->text);
			e->number = st.st_mtim.tv_sec;
			e->unit = st.st_mtim.tv_nsec;
		}
		return e;
	}
	fail("unknown predicate `%s'", word);
}

static struct expression *parseAnd(void)
{
	struct expression *left = primary();
	while (*at && strcmp(*at, ")") != 0 && strcmp(*at, "-o") != 0 && strcmp(*at, "-or") != 0) {
		if (strcmp(*at, "-a") == 0 || strcmp(*at, "-and") == 0) at++;
		struct expression *e = make(AND);
		e->left = left;
		e->right = primary();
		left = e;
	}
	return left;
}

static struct expression *parseOr(void)
{
	struct expression *left = parseAnd();
	while (*at && (strcmp(*at, "-o") == 0 || strcmp(*at, "-or") == 0)) {
		at++;
		struct expression *e = make(OR);
		e->left = left;
		e->right = parseAnd();
		left = e;
	}
	return left;
}

static int runExec(const struct expression *e, const char *path)
{
	char **argv = calloc((size_t)e->argc + 1, sizeof *argv);
	for (int i = 0; i < e->argc; i++) {
		const char *found = strstr(e->argv[i], "{}");
		if (!found) {
			argv[i] = e->argv[i];
			continue;
		}
		argv[i] = malloc(strlen(e->argv[i]) + strlen(path) + 1);
		sprintf(argv[i], "%.*s%s%s", (int)(found - e->argv[i]), e->argv[i], path, found + 2);
	}
	fflush(stdout);
	pid_t pid = fork();
	if (pid == 0) {
		execvp(argv[0], argv);
		fprintf(stderr, "find: '%s': %s\n", argv[0], strerror(errno));
		_exit(1);
	}
	int result;
	while (waitpid(pid, &result, 0) < 0 && errno == EINTR) continue;
	for (int i = 0; i < e->argc; i++)
		if (argv[i] != e->argv[i]) free(argv[i]);
	free(argv);
	return result == 0;
}

static int compareNumber(const struct expression *e, long value)
{
	return e->sign < 0 ? value < e->number : e->sign > 0 ? value > e->number : value == e->number;
}

static int isEmpty(const char *path, const struct stat *st)
{
	if (S_ISREG(st->st_mode)) return st->st_size == 0;
	if (!S_ISDIR(st->st_mode)) return 0;
	DIR *dir = opendir(path);
	int empty = 1;
	for (struct dirent *d; dir && (d = readdir(dir));)
		if (strcmp(d->d_name, ".") != 0 && strcmp(d->d_name, "..") != 0) empty = 0;
	if (dir) closedir(dir);
	return empty;
}

static int isType(char letter, mode_t mode)
{
	switch (letter) {
	case 'f': return S_ISREG(mode);
	case 'd': return S_ISDIR(mode);
	case 'l': return S_ISLNK(mode);
	case 'c': return S_ISCHR(mode);
	case 'b': return S_ISBLK(mode);
	case 'p': return S_ISFIFO(mode);
	case 's': return S_ISSOCK(mode);
	}
	return 0;
}

static int evaluate(const struct expression *e, const char *path, const char *name, const struct stat *st)
{
	switch (e->kind) {
	case AND: return evaluate(e->left, path, name, st) && evaluate(e->right, path, name, st);
	case OR: return evaluate(e->left, path, name, st) || evaluate(e->right, path, name, st);
	case NOT: return !evaluate(e->left, path, name, st);
	case NAME: return fnmatch(e->text, name, 0) == 0;
	case INAME: return fnmatch(e->text, name, FNM_CASEFOLD) == 0;
	case PATH: return fnmatch(e->text, path, 0) == 0;
	case TYPE: return isType(*e->text, st->st_mode);
	case SIZE: return compareNumber(e, (st->st_size + e->unit - 1) / e->unit);
	case EMPTY: return isEmpty(path, st);
	case NEWER: return st->st_mtim.tv_sec > e->number || (st->st_mtim.tv_sec == e->number && st->st_mtim.tv_nsec > e->unit);
	case USER: return (long)st->st_uid == e->number;
	case PERM:
		if (*e->text == '-') return ((long)st->st_mode & e->number) == e->number;
		if (*e->text == '/') return ((long)st->st_mode & e->number) != 0;
		return (long)(st->st_mode & 07777) == e->number;
	case LINKS: return compareNumber(e, (long)st->st_nlink);
	case INODE: return compareNumber(e, (long)st->st_ino);
	case TRUE: return 1;
	case FALSE: return 0;
	case PRINT: puts(path); return 1;
	case PRINT0: printf("%s%c", path, 0); return 1;
	case EXEC: return runExec(e, path);
	case DELETE:
		if ((S_ISDIR(st->st_mode) ? rmdir(path) : unlink(path)) == 0) return 1;
		fprintf(stderr, "find: cannot delete '%s': %s\n", path, strerror(errno));
		status = 1;
		return 0;
	case PRUNE: pruned = 1; return 1;
	case QUIT: fflush(stdout); exit(status);
	}
	return 0;
}

static void walk(const struct expression *e, const char *path, int depth)
{
	struct stat st;
	if (lstat(path, &st) < 0) {
		fflush(stdout);
		fprintf(stderr, "find: '%s': %s\n", path, strerror(errno));
		status = 1;
		return;
	}
	char *name = lastPart(path);
	pruned = 0;
	if (!depthFirst && depth >= minDepth) evaluate(e, path, name, &st);
	if (S_ISDIR(st.st_mode) && depth < maxDepth && !(pruned && !depthFirst)) {
		DIR *dir = opendir(path);
		if (!dir) {
			fflush(stdout);
			fprintf(stderr, "find: '%s': %s\n", path, strerror(errno));
			status = 1;
		}
		for (struct dirent *d; dir && (d = readdir(dir));) {
			if (strcmp(d->d_name, ".") == 0 || strcmp(d->d_name, "..") == 0) continue;
			char *inner = joinPath(path, d->d_name);
			walk(e, inner, depth + 1);
			free(inner);
		}
		if (dir) closedir(dir);
	}
	if (depthFirst && depth >= minDepth) evaluate(e, path, name, &st);
	free(name);
}

int main(int argc, char **argv)
{
	(void)argc;
	char **paths = argv + 1;
	at = paths;
	while (*at && **at != '-' && strcmp(*at, "!") != 0 && strcmp(*at, "(") != 0) at++;
	int count = (int)(at - paths);
	struct expression *e = *at ? parseOr() : make(TRUE);
	if (*at) fail("paths must precede expression: `%s'", *at);
	if (!hasAction) {
		struct expression *both = make(AND);
		both->left = e;
		both->right = make(PRINT);
		e = both;
	}
	if (count == 0) walk(e, ".", 0);
	for (int i = 0; i < count; i++) walk(e, paths[i], 0);
	return status;
}
