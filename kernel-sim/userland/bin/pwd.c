/* pwd(1): where we are; -L the way we came (PWD), -P without links (the default). */
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

int main(int argc, char **argv)
{
	char path[PATH_MAX];
	struct stat a, b;
	const char *pwd = getenv("PWD");
	if (argc > 1 && strcmp(argv[1], "-L") == 0 && pwd && *pwd == '/' && stat(pwd, &a) == 0 && stat(".", &b) == 0 && a.st_ino == b.st_ino && a.st_dev == b.st_dev) {
		puts(pwd);
		return 0;
	}
	if (!getcwd(path, sizeof path)) {
		fprintf(stderr, "pwd: %s\n", strerror(errno));
		return 1;
	}
	puts(path);
	return 0;
}
