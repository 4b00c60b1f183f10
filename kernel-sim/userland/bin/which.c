/* which(1): where PATH has a command. -a all places. */
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static int usable(const char *path)
{
	struct stat st;
	return stat(path, &st) == 0 && S_ISREG(st.st_mode) && access(path, X_OK) == 0;
}

int main(int argc, char **argv)
{
	int status = 0, at = 1, all = 0;
	if (argc > 1 && strcmp(argv[1], "-a") == 0) all = at++;
	for (; at < argc; at++) {
		int found = 0;
		if (strchr(argv[at], '/')) {
			found = usable(argv[at]);
			if (found) puts(argv[at]);
		} else {
			const char *path = getenv("PATH");
			for (path = path ? path : ""; *path && (!found || all);) {
				char full[PATH_MAX];
				size_t length = strcspn(path, ":");
				snprintf(full, sizeof full, "%.*s/%s", (int)length, path, argv[at]);
				if (usable(full)) {
					puts(full);
					found = 1;
				}
				path += length + (path[length] == ':');
			}
		}
		status |= !found;
	}
	return status;
}
