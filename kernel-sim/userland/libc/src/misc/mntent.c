/* Mount tables: getmntent(3). \040 and other octal escapes stand for blanks in names. */
#include <mntent.h>
#include <stdlib.h>
#include <string.h>

static char *line;
static size_t lineSize;

FILE *setmntent(const char *path, const char *mode) { return fopen(path, mode); }

int endmntent(FILE *file)
{
	if (file) fclose(file);
	return 1;
}

static char *unescape(char *text)
{
	char *to = text;
	for (char *from = text; *from; to++) {
		if (from[0] == '\\' && from[1] >= '0' && from[1] <= '3' && from[2] && from[3]) {
			*to = (char)((from[1] - '0') * 64 + (from[2] - '0') * 8 + (from[3] - '0'));
			from += 4;
		} else
			*to = *from++;
	}
	*to = 0;
	return text;
}

struct mntent *getmntent(FILE *file)
{
	static struct mntent entry;
	char *rest = NULL, *name;
	do {
		if (getline(&line, &lineSize, file) < 0) return NULL;
		name = strtok_r(line, " \t\n", &rest);
	} while (!name || *name == '#');
	char *dir = strtok_r(NULL, " \t\n", &rest), *type = strtok_r(NULL, " \t\n", &rest);
	char *options = strtok_r(NULL, " \t\n", &rest), *freq = strtok_r(NULL, " \t\n", &rest), *pass = strtok_r(NULL, " \t\n", &rest);
	entry.mnt_fsname = unescape(name);
	entry.mnt_dir = unescape(dir ? dir : "");
	entry.mnt_type = type ? type : "";
	entry.mnt_opts = options ? options : "";
	entry.mnt_freq = freq ? atoi(freq) : 0;
	entry.mnt_passno = pass ? atoi(pass) : 0;
	return &entry;
}

char *hasmntopt(const struct mntent *entry, const char *option)
{
	size_t length = strlen(option);
	for (char *at = entry->mnt_opts; (at = strstr(at, option)); at += length)
		if ((at == entry->mnt_opts || at[-1] == ',') && strchr(",=", at[length])) return at;
	return NULL;
}
