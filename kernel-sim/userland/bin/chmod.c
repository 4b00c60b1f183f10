/* chmod(1): permissions, octal or symbolic. -R -v -f. */
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include "../shared/modes.h"
#include "../shared/tree.h"

static int recursive, verbose, silent;
static mode_t mask;

static int change(const char *path, const char *mode)
{
	struct stat st;
	int status = 0;
	if (stat(path, &st) < 0) {
		if (!silent) fprintf(stderr, "chmod: cannot access '%s': %s\n", path, strerror(errno));
		return 1;
	}
	int new = parseMode(mode, st.st_mode, mask);
	if (chmod(path, (mode_t)new) < 0) {
		if (!silent) fprintf(stderr, "chmod: changing permissions of '%s': %s\n", path, strerror(errno));
		status = 1;
	} else if (verbose) {
		char before[12], after[12];
		modeText(st.st_mode, before);
		modeText((st.st_mode & S_IFMT) | (mode_t)new, after);
		if ((st.st_mode & 07777) == (mode_t)new) printf("mode of '%s' retained as %04o (%s)\n", path, new, after + 1);
		else printf("mode of '%s' changed from %04o (%s) to %04o (%s)\n", path, st.st_mode & 07777, before + 1, new, after + 1);
	}
	if (!recursive || !S_ISDIR(st.st_mode)) return status;
	DIR *dir = opendir(path);
	for (struct dirent *entry; dir && (entry = readdir(dir));) {
		if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0 || entry->d_type == DT_LNK) continue;
		char *inner = joinPath(path, entry->d_name);
		status |= change(inner, mode);
		free(inner);
	}
	if (dir) closedir(dir);
	return status;
}

int main(int argc, char **argv)
{
	int at = 1, status = 0;
	mask = umask(0);
	umask(mask);
	/* Not getopt: a mode may begin with a dash (-x). */
	for (; at < argc && argv[at][0] == '-' && argv[at][1] && !argv[at][1 + strspn(argv[at] + 1, "Rvfc")]; at++) {
		recursive |= strchr(argv[at], 'R') != NULL;
		verbose |= strchr(argv[at], 'v') != NULL;
		silent |= strchr(argv[at], 'f') != NULL;
	}
	if (at < argc && strcmp(argv[at], "--") == 0) at++;
	if (argc - at < 2) {
		fprintf(stderr, at < argc ? "chmod: missing operand after '%s'\n" : "chmod: missing operand\n", argv[at]);
		fprintf(stderr, "Try 'chmod --help' for more information.\n");
		return 1;
	}
	const char *mode = argv[at++];
	if (parseMode(mode, 0, mask) < 0) {
		fprintf(stderr, "chmod: invalid mode: '%s'\nTry 'chmod --help' for more information.\n", mode);
		return 1;
	}
	for (; at < argc; at++) status |= change(argv[at], mode);
	return status;
}
