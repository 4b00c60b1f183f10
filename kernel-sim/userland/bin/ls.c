/*
 * ls(1): what is in directories. -a -A -l -n -i -h -1 -C -d -R -r -t -S -s -F -p -U -L; in columns on a terminal.
 */
#include <dirent.h>
#include <errno.h>
#include <getopt.h>
#include <grp.h>
#include <limits.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <time.h>
#include <unistd.h>
#include "../shared/modes.h"
#include "../shared/human.h"

struct entry {
	char *name;
	char *path;
	/* Where a link leads; NULL for others. */
	char *target;
	struct stat st;
};
struct list {
	struct entry *entries;
	size_t count;
};

static int all, almostAll, longFormat, numeric, inodes, human, asColumns, onePerLine, itself, recursive, reverse, byTime, bySize, unsorted, blocks, classify,
	slashes, follow, full;
static int status;
static time_t now;

static char *join(const char *dir, const char *name)
{
	char *path = malloc(strlen(dir) + strlen(name) + 2);
	if (!path) exit(2);
	sprintf(path, "%s%s%s", dir, *dir && dir[strlen(dir) - 1] != '/' ? "/" : "", name);
	return path;
}

static char *readTarget(const char *path)
{
	char buffer[PATH_MAX];
	ssize_t length = readlink(path, buffer, sizeof buffer - 1);
	return length < 0 ? NULL : strndup(buffer, (size_t)length);
}

/* Adds a file; -1 when it is not there. */
static int add(struct list *list, const char *name, char *path, int followLink)
{
	struct entry e = {.name = strdup(name), .path = path};
	if ((followLink ? stat(path, &e.st) : lstat(path, &e.st)) < 0 && (!followLink || lstat(path, &e.st) < 0)) {
		fflush(stdout);
		fprintf(stderr, "ls: cannot access '%s': %s\n", path, strerror(errno));
		return -1;
	}
	if (S_ISLNK(e.st.st_mode)) e.target = readTarget(path);
	list->entries = realloc(list->entries, (list->count + 1) * sizeof e);
	if (!list->entries) exit(2);
	list->entries[list->count++] = e;
	return 0;
}

static void freeList(struct list *list)
{
	for (size_t i = 0; i < list->count; i++) {
		free(list->entries[i].name);
		free(list->entries[i].path);
		free(list->entries[i].target);
	}
	free(list->entries);
}

static int compare(const void *left, const void *right)
{
	const struct entry *a = left, *b = right;
	int order = 0;
	if (bySize) order = a->st.st_size < b->st.st_size ? 1 : a->st.st_size > b->st.st_size ? -1 : 0;
	else if (byTime) {
		order = a->st.st_mtime < b->st.st_mtime ? 1 : a->st.st_mtime > b->st.st_mtime ? -1 : 0;
		if (!order) order = a->st.st_mtim.tv_nsec < b->st.st_mtim.tv_nsec ? 1 : a->st.st_mtim.tv_nsec > b->st.st_mtim.tv_nsec ? -1 : 0;
	}
	if (!order) order = strcmp(a->name, b->name);
	return reverse ? -order : order;
}

/* The letter -F puts behind a name, 0 for none. */
static char mark(mode_t mode)
{
	if (S_ISDIR(mode)) return '/';
	if (!classify) return 0;
	if (S_ISLNK(mode)) return longFormat ? 0 : '@';
	if (S_ISFIFO(mode)) return '|';
	if (S_ISSOCK(mode)) return '=';
	return S_ISREG(mode) && (mode & 0111) ? '*' : 0;
}

static const char *ownerName(uid_t uid, char *buffer)
{
	static uid_t last = (uid_t)-1;
	static char name[33];
	if (numeric || (uid != last && !getpwuid(uid))) {
		sprintf(buffer, "%u", uid);
		return buffer;
	}
	if (uid != last) {
		snprintf(name, sizeof name, "%s", getpwuid(uid)->pw_name);
		last = uid;
	}
	return name;
}

static const char *groupName(gid_t gid, char *buffer)
{
	static gid_t last = (gid_t)-1;
	static char name[33];
	if (numeric || (gid != last && !getgrgid(gid))) {
		sprintf(buffer, "%u", gid);
		return buffer;
	}
	if (gid != last) {
		snprintf(name, sizeof name, "%s", getgrgid(gid)->gr_name);
		last = gid;
	}
	return name;
}

/* Recent files with the time of day, others with the year: six months are the border, as in coreutils. */
static void timeText(time_t when, char *text, size_t size)
{
	int recent = when > now - 31556952 / 2 && when <= now;
	strftime(text, size, recent ? "%b %e %H:%M" : "%b %e  %Y", localtime(&when));
}

static void sizeText(const struct stat *st, char *text)
{
	if (S_ISCHR(st->st_mode) || S_ISBLK(st->st_mode)) sprintf(text, "%u, %3u", major(st->st_rdev), minor(st->st_rdev));
	else if (human) humanSize((unsigned long)st->st_size, 1, text);
	else sprintf(text, "%ld", st->st_size);
}

static void putName(const struct entry *e)
{
	char letter = classify || slashes ? mark(e->st.st_mode) : 0;
	fputs(e->name, stdout);
	if (letter) putchar(letter);
}

static size_t nameWidth(const struct entry *e)
{
	return strlen(e->name) + ((classify || slashes) && mark(e->st.st_mode));
}

static int widest(int soFar, int width)
{
	return width > soFar ? width : soFar;
}

struct widths {
	int inode, blocks, links, owner, group, size;
};

static struct widths measure(const struct list *list)
{
	struct widths w = {0};
	char text[64];
	for (size_t i = 0; i < list->count; i++) {
		const struct stat *st = &list->entries[i].st;
		w.inode = widest(w.inode, snprintf(NULL, 0, "%lu", st->st_ino));
		if (human) humanSize((unsigned long)st->st_blocks * 512, 1, text);
		else sprintf(text, "%ld", st->st_blocks / 2);
		w.blocks = widest(w.blocks, (int)strlen(text));
		if (!longFormat) continue;
		w.links = widest(w.links, snprintf(NULL, 0, "%lu", st->st_nlink));
		w.owner = widest(w.owner, (int)strlen(ownerName(st->st_uid, text)));
		w.group = widest(w.group, (int)strlen(groupName(st->st_gid, text)));
		sizeText(st, text);
		w.size = widest(w.size, (int)strlen(text));
	}
	return w;
}

static void putPrefix(const struct entry *e, const struct widths *w)
{
	char text[32];
	if (inodes) printf("%*lu ", w->inode, e->st.st_ino);
	if (blocks) {
		if (human) humanSize((unsigned long)e->st.st_blocks * 512, 1, text);
		else sprintf(text, "%ld", e->st.st_blocks / 2);
		printf("%*s ", w->blocks, text);
	}
}

static void putLong(const struct entry *e, const struct widths *w)
{
	char mode[12], size[64], when[64], owner[16], group[16];
	modeText(e->st.st_mode, mode);
	sizeText(&e->st, size);
	timeText(e->st.st_mtime, when, sizeof when);
	if (full) {
		strftime(when, sizeof when, "%F %T", localtime(&e->st.st_mtime));
		sprintf(when + strlen(when), ".%09ld +0000", e->st.st_mtim.tv_nsec);
	}
	printf("%s %*lu %-*s %-*s %*s %s ", mode, w->links, e->st.st_nlink, w->owner, ownerName(e->st.st_uid, owner), w->group,
		groupName(e->st.st_gid, group), w->size, size, when);
	putName(e);
	if (e->target) printf(" -> %s", e->target);
	putchar('\n');
}

/* As many columns as fit, filled from top to bottom, each as wide as its widest name. */
static void putColumns(const struct list *list, const struct widths *w)
{
	struct winsize window;
	const char *columnsVariable = getenv("COLUMNS");
	int line = columnsVariable ? atoi(columnsVariable) : 80, prefix = (inodes ? w->inode + 1 : 0) + (blocks ? w->blocks + 1 : 0);
	if (ioctl(1, TIOCGWINSZ, &window) == 0 && window.ws_col) line = window.ws_col;
	size_t columns = list->count, rows = 1;
	int width[256] = {0};
	if (columns > 255) columns = 255;
	for (; columns > 1; columns--) {
		int total = 0;
		rows = (list->count + columns - 1) / columns;
		if ((list->count + rows - 1) / rows < columns) continue;
		memset(width, 0, sizeof width);
		for (size_t i = 0; i < list->count; i++) {
			int need = (int)nameWidth(&list->entries[i]) + prefix + (i / rows + 1 < columns ? 2 : 0);
			width[i / rows] = widest(width[i / rows], need);
		}
		for (size_t c = 0; c < columns; c++) total += width[c];
		if (total < line) break;
	}
	if (columns <= 1) {
		columns = 1;
		rows = list->count;
	}
	for (size_t row = 0; row < rows; row++) {
		for (size_t i = row; i < list->count; i += rows) {
			const struct entry *e = &list->entries[i];
			putPrefix(e, w);
			putName(e);
			if (i + rows < list->count) printf("%*s", width[i / rows] - prefix - (int)nameWidth(e), "");
		}
		putchar('\n');
	}
}

static void show(struct list *list, int isDirectory)
{
	if (!unsorted) qsort(list->entries, list->count, sizeof *list->entries, compare);
	struct widths w = measure(list);
	if (isDirectory && (longFormat || blocks)) {
		unsigned long total = 0;
		char text[32];
		for (size_t i = 0; i < list->count; i++) total += (unsigned long)list->entries[i].st.st_blocks;
		if (human) humanSize(total * 512, 1, text);
		else sprintf(text, "%lu", total / 2);
		printf("total %s\n", text);
	}
	if (list->count == 0) return;
	if (!longFormat && asColumns) {
		putColumns(list, &w);
		return;
	}
	for (size_t i = 0; i < list->count; i++) {
		putPrefix(&list->entries[i], &w);
		if (longFormat) putLong(&list->entries[i], &w);
		else {
			putName(&list->entries[i]);
			putchar('\n');
		}
	}
}

static int hidden(const char *name)
{
	if (name[0] != '.' || all) return 0;
	return !almostAll || !name[1] || (name[1] == '.' && !name[2]);
}

static void listDirectory(const char *path, int title)
{
	static int anything;
	struct list list = {0};
	DIR *dir = opendir(path);
	if (!dir) {
		fflush(stdout);
		fprintf(stderr, "ls: cannot open directory '%s': %s\n", path, strerror(errno));
		status = status > 1 ? status : title ? 1 : 2;
		return;
	}
	if (title) printf("%s%s:\n", anything ? "\n" : "", path);
	anything = 1;
	for (struct dirent *d; (d = readdir(dir));)
		if (!hidden(d->d_name) && add(&list, d->d_name, join(path, d->d_name), follow) < 0) status = 1;
	closedir(dir);
	show(&list, 1);
	if (recursive)
		for (size_t i = 0; i < list.count; i++) {
			struct entry *e = &list.entries[i];
			if (S_ISDIR(e->st.st_mode) && strcmp(e->name, ".") != 0 && strcmp(e->name, "..") != 0) listDirectory(e->path, 1);
		}
	freeList(&list);
}

static void parse(int argc, char **argv)
{
	static const struct option names[] = {{"all", 0, NULL, 'a'}, {"almost-all", 0, NULL, 'A'}, {"directory", 0, NULL, 'd'}, {"human-readable", 0, NULL, 'h'},
		{"inode", 0, NULL, 'i'}, {"numeric-uid-gid", 0, NULL, 'n'}, {"recursive", 0, NULL, 'R'}, {"reverse", 0, NULL, 'r'}, {"size", 0, NULL, 's'},
		{"classify", 2, NULL, 'F'}, {"dereference", 0, NULL, 'L'}, {"color", 2, NULL, 'q'}, {"full-time", 0, NULL, 'T'}, {NULL, 0, NULL, 0}};
	asColumns = isatty(1);
	for (int c; (c = getopt_long(argc, argv, "aAlnihC1dRrtSsFpULq", names, NULL)) != -1;) switch (c) {
		case 'a': all = 1; break;
		case 'A': almostAll = 1; break;
		case 'n': numeric = 1; longFormat = 1; break;
		case 'l': longFormat = 1; break;
		case 'T': full = longFormat = 1; break;
		case 'i': inodes = 1; break;
		case 'h': human = 1; break;
		case 'C': asColumns = 1; longFormat = 0; break;
		case '1': onePerLine = 1; asColumns = 0; break;
		case 'd': itself = 1; break;
		case 'R': recursive = 1; break;
		case 'r': reverse = 1; break;
		case 't': byTime = 1; break;
		case 'S': bySize = 1; break;
		case 's': blocks = 1; break;
		case 'F': classify = 1; break;
		case 'p': slashes = 1; break;
		case 'U': unsorted = 1; break;
		case 'L': follow = 1; break;
		case 'q': break;
		default: fprintf(stderr, "Try 'ls --help' for more information.\n"); exit(2);
		}
}

int main(int argc, char **argv)
{
	static char *here[] = {".", NULL};
	struct list files = {0}, directories = {0};
	parse(argc, argv);
	now = time(NULL);
	char **paths = optind < argc ? argv + optind : here;
	int several = optind + 1 < argc;
	for (; *paths; paths++) {
		struct stat st;
		/* A link on the command line is followed unless it would be listed itself. */
		int followHere = follow || (!longFormat && !itself && !classify);
		int isDirectory = !itself && (followHere ? stat(*paths, &st) : lstat(*paths, &st)) == 0 && S_ISDIR(st.st_mode);
		if (add(isDirectory ? &directories : &files, *paths, strdup(*paths), followHere) < 0) status = 2;
	}
	if (files.count) show(&files, 0);
	if (!unsorted) qsort(directories.entries, directories.count, sizeof *directories.entries, compare);
	if (files.count && directories.count) putchar('\n');
	for (size_t i = 0; i < directories.count; i++) listDirectory(directories.entries[i].path, several || recursive);
	if (fflush(stdout) != 0) status = 2;
	return status;
}
