/* chown(1): OWNER, OWNER:GROUP or :GROUP, by name or number. -R, -h the link itself. */
#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <getopt.h>
#include <grp.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "../shared/tree.h"

static int recursive, onLink;
static uid_t user = (uid_t)-1;
static gid_t group = (gid_t)-1;

static int parse(char *text)
{
	char *colon = strchr(text, ':');
	if (colon) *colon++ = 0;
	if (*text) {
		struct passwd *u = getpwnam(text);
		if (!u && !isdigit((unsigned char)*text)) return -1;
		user = u ? u->pw_uid : (uid_t)atol(text);
		if (u && colon && !*colon) group = u->pw_gid;
	}
	if (colon && *colon) {
		struct group *g = getgrnam(colon);
		if (!g && !isdigit((unsigned char)*colon)) return -1;
		group = g ? g->gr_gid : (gid_t)atol(colon);
	}
	return 0;
}

static int change(const char *path)
{
	struct stat st;
	int status = 0;
	if ((onLink || recursive ? lchown(path, user, group) : chown(path, user, group)) < 0) {
		fprintf(stderr, errno == ENOENT ? "chown: cannot access '%s': %s\n" : "chown: changing ownership of '%s': %s\n", path, strerror(errno));
		status = 1;
	}
	if (!recursive || lstat(path, &st) < 0 || !S_ISDIR(st.st_mode)) return status;
	DIR *dir = opendir(path);
	for (struct dirent *entry; dir && (entry = readdir(dir));) {
		if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0) continue;
		char *inner = joinPath(path, entry->d_name);
		status |= change(inner);
		free(inner);
	}
	if (dir) closedir(dir);
	return status;
}

int main(int argc, char **argv)
{
	int status = 0;
	for (int c; (c = getopt(argc, argv, "Rh")) != -1;) {
		if (c == '?') return 1;
		recursive |= c == 'R';
		onLink |= c == 'h';
	}
	if (argc - optind < 2) {
		fprintf(stderr, "chown: missing operand\nTry 'chown --help' for more information.\n");
		return 1;
	}
	char *shown = strdup(argv[optind]);
	if (parse(argv[optind++]) < 0) {
		fprintf(stderr, "chown: invalid user: '%s'\n", shown);
		return 1;
	}
	for (; optind < argc; optind++) status |= change(argv[optind]);
	return status;
}
